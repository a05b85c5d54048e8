"""Distances between evolved genomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parity.backends import RUNS, both
from tests.parity.evolving import evolve, last_offspring
from tests.parity.strategies import EVALUATIONS, Evaluations, Settings, settings_strategy, settings_with

GROWTH = {"add_node_rate": 1.0, "add_connection_rate": 1.0}


@RUNS
@given(settings_strategy(mutation=GROWTH), EVALUATIONS, st.integers(0, 3))
def test_distances_have_equal_bits(settings: Settings, evaluations: Evaluations, n_generations: int) -> None:
    native, reference = both(settings)
    columns = last_offspring(evolve(reference, settings, evaluations, n_generations))
    ours, theirs = native.population(columns), reference.population(columns)
    for a in range(len(theirs)):
        for b in range(len(theirs)):
            assert ours.distance(a, b) == theirs.distance(a, b)


@RUNS
@given(settings_strategy(n_inputs=30, genome={"founders": "partial"}))
def test_distances_of_large_genomes_have_equal_bits(settings: Settings) -> None:
    ours, theirs = (backend.found()[0] for backend in both(settings))
    for row in range(len(theirs)):
        assert ours.distance(0, row) == theirs.distance(0, row)


@RUNS
@given(st.lists(st.floats(0.0, 1e6), min_size=3, max_size=3))
def test_coefficients_are_read_to_their_last_digit(coefficients: list[float]) -> None:
    """Settings cross the border as text."""
    names = ("excess_coefficient", "disjoint_coefficient", "weight_coefficient")
    distance = dict(zip(names, coefficients, strict=True))
    settings = settings_with(n_inputs=10, genome={"founders": "partial"}, distance=distance)
    ours, theirs = (backend.found()[0] for backend in both(settings))
    for row in range(len(theirs)):
        assert ours.distance(0, row) == theirs.distance(0, row)


@pytest.mark.parametrize("size", [19, 20, 21])
def test_both_divide_by_the_larger_genome_from_the_same_size_on(size: int) -> None:
    genome = {"founders": "partial", "founder_fraction": size / 40}
    distance = {"distance_normalization": "larger_genome"}
    settings = settings_with(n_inputs=40, n_outputs=1, genome=genome, distance=distance)
    ours, theirs = (backend.found()[0] for backend in both(settings))
    assert set(theirs.sizes.tolist()) == {size}
    for row in range(len(theirs)):
        assert ours.distance(0, row) == theirs.distance(0, row)
