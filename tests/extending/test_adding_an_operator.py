"""A mutation operator that one file adds to the table changes nothing but what it does itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.backends.reference.genomes import settings

from speciate.backends.reference.operators import mutations
from speciate.backends.reference.operators.mutations.operator import Mutation, Operator
from speciate.backends.reference.population.columns import Population
from speciate.backends.reference.population.founders import found
from speciate.backends.reference.population.genome import Genome
from speciate.backends.reference.reproduction.breed import breed
from speciate.draws.philox import Draws, Purpose
from speciate.values.generation import NO_PARENT, Parentage

N_OFFSPRING = 60
DECISION = 8
"""The first decision that is in the second block of ``Purpose.MUTATION``."""


def negate_a_weight(genome: Genome, mutation: Mutation) -> Genome:
    if not genome.connections:
        return genome
    # the operators of the package have a purpose of their own for this
    chosen = mutation.at(Purpose.MUTATION).below(1000, len(genome.connections))
    connections = list(genome.connections)
    connections[chosen] = replace(connections[chosen], weight=-connections[chosen].weight)
    return replace(genome, connections=tuple(connections))


TOY = Operator(negate_a_weight, lambda _rates: 0.5, decision=DECISION)


@contextmanager
def table(*operators: Operator) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mutations, "OPERATORS", operators)
        yield


def offspring(structural_mutations: str = "independent") -> Population:
    """A generation of offspring of one parent each."""
    rules = settings(
        population_size=N_OFFSPRING, n_inputs=3, mutation={"structural_mutations": structural_mutations}
    )
    founders, ledger = found(rules)
    rows = np.arange(N_OFFSPRING, dtype=np.uint32)
    parentage = Parentage(
        parent_a=rows,
        parent_b=np.full(N_OFFSPRING, NO_PARENT, dtype=np.uint32),
        fitter=np.zeros(N_OFFSPRING, dtype=np.uint8),
        elite=np.zeros(N_OFFSPRING, dtype=np.bool_),
        species=np.zeros(N_OFFSPRING, dtype=np.uint32),
    )
    return breed(rules, founders, None, parentage, ledger, generation=3)[0]


def decides(row: int) -> bool:
    """Whether the draws of a row let the toy apply."""
    return Draws(1, Purpose.MUTATION, 3, row).hits(DECISION, 0.5)


def test_a_new_operator_negates_weights_of_the_offspring_it_applies_to_and_leaves_the_others() -> None:
    expected = offspring()
    with table(*mutations.OPERATORS, TOY):
        found_ = offspring()
    n_negated = 0
    for row, (new, old) in enumerate(zip(found_.genomes, expected.genomes, strict=True)):
        pairs = list(zip(new.connections, old.connections, strict=True))
        changed = [(one, other) for one, other in pairs if one != other]
        assert new.nodes == old.nodes
        assert len(changed) <= decides(row)
        for one, other in changed:
            assert one == replace(other, weight=-other.weight)
        n_negated += len(changed)
    assert 0.2 * N_OFFSPRING < n_negated < 0.8 * N_OFFSPRING


@pytest.mark.parametrize("structural_mutations", ["independent", "exclusive"])
def test_an_operator_that_never_applies_changes_no_bit_wherever_it_stands(structural_mutations: str) -> None:
    expected = offspring(structural_mutations)
    never = replace(TOY, rate=lambda _rates: 0.0)
    for place in range(len(mutations.OPERATORS) + 1):
        with table(*mutations.OPERATORS[:place], never, *mutations.OPERATORS[place:]):
            assert offspring(structural_mutations).genomes == expected.genomes


def test_a_structural_operator_of_the_lowest_precedence_is_the_only_one_where_they_are_exclusive() -> None:
    first = replace(TOY, precedence=-1, rate=lambda _rates: 1.0)
    with table(*mutations.OPERATORS, first):
        grown = offspring("exclusive")
    with table(first):
        assert grown.genomes == offspring("exclusive").genomes


def test_every_operator_has_a_decision_and_a_precedence_of_its_own() -> None:
    for numbers in (
        [operator.decision for operator in mutations.OPERATORS if operator.decision is not None],
        [operator.precedence for operator in mutations.OPERATORS if operator.precedence is not None],
    ):
        assert len(set(numbers)) == len(numbers) > 0
