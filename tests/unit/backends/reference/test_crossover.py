"""Crossover."""

from functools import partial
from typing import Any

import pytest
from tests.unit.backends.reference.genomes import connection, genome, settings

from speciate.backends.reference.operators.crossover import A_IS_FITTER, B_IS_FITTER, EQUAL, crossover
from speciate.backends.reference.population.genome import Genome
from speciate.draws.philox import Draws, Purpose

A = genome(
    connection(0, 0, 2, 1.0), connection(1, 1, 2, 2.0), connection(3, 0, 5), connection(4, 5, 2), hidden=(5,)
)
B = genome(connection(0, 0, 2, 3.0), connection(6, 1, 9), connection(7, 9, 2), hidden=(9,))


def child(
    a: Genome, b: Genome, fitter: int, row: int = 0, *, recurrent: bool = False, **rates: Any
) -> Genome:
    of = settings(
        crossover={"average_rate": 0.0, "disable_rate": 1.0} | rates, genome={"recurrent": recurrent}
    )

    def at(purpose: Purpose) -> Draws:
        return partial(Draws, 1)(purpose, 0, row)

    return crossover(a, b, fitter, 77, of, at)


def genes(of: Genome) -> list[int]:
    return [gene.innovation for gene in of.connections]


def test_genes_that_do_not_match_come_from_the_fitter() -> None:
    assert genes(child(A, B, A_IS_FITTER)) == [0, 1, 3, 4]
    assert genes(child(A, B, B_IS_FITTER)) == [0, 6, 7]
    assert [node.id for node in child(A, B, B_IS_FITTER).nodes] == [2, 9]
    assert child(A, B, EQUAL).id == 77


def test_equally_fit_parents_give_all_their_genes() -> None:
    both = child(A, B, EQUAL)
    assert genes(both) == [0, 1, 3, 4, 6, 7]
    assert [node.id for node in both.nodes] == [2, 5, 9]


def test_matching_genes_come_from_either_parent() -> None:
    weights = {child(A, B, A_IS_FITTER, row).connections[0].weight for row in range(40)}
    assert weights == {1.0, 3.0}


def test_averaging_takes_the_mean_of_matching_genes() -> None:
    assert child(A, B, A_IS_FITTER, average_rate=1.0).connections[0].weight == 2.0


@pytest.mark.parametrize(("disable_rate", "enabled"), [(1.0, False), (0.0, True)])
def test_a_gene_disabled_in_either_parent_is_disabled_at_the_rate(
    disable_rate: float, *, enabled: bool
) -> None:
    disabled = genome(connection(0, 0, 2, enabled=False))
    assert child(disabled, B, A_IS_FITTER, disable_rate=disable_rate).connections[0].enabled is enabled


def test_a_gene_of_the_second_parent_that_joins_joined_nodes_is_left_out() -> None:
    again = genome(connection(0, 0, 2), connection(8, 1, 2, 5.0))
    assert genes(child(A, again, EQUAL)) == [0, 1, 3, 4]


def test_a_gene_of_the_second_parent_that_closes_a_cycle_is_left_out_with_its_node() -> None:
    forth = genome(connection(0, 0, 5), connection(1, 5, 6), connection(2, 6, 2), hidden=(5, 6))
    back = genome(
        connection(0, 0, 5), connection(3, 6, 5), connection(4, 0, 6), connection(5, 5, 2), hidden=(5, 6)
    )
    assert genes(child(forth, back, EQUAL)) == [0, 1, 2, 4, 5]
    assert genes(child(forth, back, EQUAL, recurrent=True)) == [0, 1, 2, 3, 4, 5]
    looped = genome(connection(3, 2, 9), connection(4, 9, 2), hidden=(9,))
    assert genes(child(genome(), looped, EQUAL)) == [3]
