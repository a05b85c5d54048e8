"""Distance."""

from dataclasses import replace

import pytest
from tests.unit.backends.reference.genomes import connection, genome, node, settings

from speciate.backends.reference.operators.distance import distance
from speciate.backends.reference.population.genome import Genome
from speciate.values.settings import DistanceSettings

A = genome(connection(0, 0, 2, 1.0), connection(1, 1, 2, -1.0), connection(4, 0, 5), hidden=(5,))
B = genome(
    connection(0, 0, 2, 3.0),
    connection(2, 0, 6),
    connection(4, 0, 5, 1.5),
    connection(7, 6, 2),
    hidden=(5, 6),
)


def only(**coefficients: float) -> DistanceSettings:
    """Distance settings whose other coefficients are 0."""
    names = ("excess_coefficient", "disjoint_coefficient", "weight_coefficient", "node_coefficient")
    return replace(settings().distance, **{name: coefficients.get(name, 0.0) for name in names})  # type: ignore[arg-type]


def test_excess_is_beyond_the_others_last() -> None:
    assert distance(A, B, only(excess_coefficient=1.0)) == 1.0


def test_disjoint_is_missing_within_the_others_range() -> None:
    assert distance(A, B, only(disjoint_coefficient=1.0)) == 2.0


def test_weights_count_by_their_mean_difference() -> None:
    assert distance(A, B, only(weight_coefficient=1.0)) == (2.0 + 0.5) / 2


def test_everything_is_excess_next_to_an_empty_genome() -> None:
    assert distance(A, genome(), only(excess_coefficient=1.0)) == 3.0
    assert distance(A, genome(), only(disjoint_coefficient=1.0)) == 0.0


def test_distance_is_symmetric_and_zero_to_oneself() -> None:
    everything = settings().distance
    assert distance(A, B, everything) == distance(B, A, everything)
    assert distance(A, A, everything) == 0.0


@pytest.mark.parametrize(("size", "expected"), [(19, 19.0), (20, 1.0), (40, 1.0)])
def test_structure_is_divided_by_the_larger_genome_from_20_on(size: int, expected: float) -> None:
    large = genome(*(connection(number, 0, 2) for number in range(size)))
    rules = replace(only(excess_coefficient=1.0), distance_normalization="larger_genome")
    assert distance(large, genome(), rules) == expected


def test_structure_may_be_divided_by_small_genomes_too() -> None:
    rules = replace(only(excess_coefficient=1.0), distance_normalization="larger_genome_always")
    assert distance(genome(connection(0, 0, 2), connection(1, 1, 2)), genome(), rules) == 1.0
    assert distance(genome(), genome(), rules) == 0.0


def test_nodes_count_by_bias_and_by_what_they_compute() -> None:
    a = Genome(0, (node(2, 1.0), node(5, 0.0)), ())
    b = Genome(0, (node(2, 3.0), node(5, 1.0, activation=4), node(6, 9.0)), ())
    assert distance(a, b, only(node_coefficient=2.0)) == 2.0 * (1.5 + 0.5)
