"""Distances between evolved genomes."""

from hypothesis import given
from hypothesis import strategies as st
from tests.parity.backends import RUNS, both
from tests.parity.strategies import EVALUATIONS, Evaluations, Settings, evolve, settings_strategy

GROWTH = {"add_node_rate": 1.0, "add_connection_rate": 1.0}


@RUNS
@given(settings_strategy(mutation=GROWTH), EVALUATIONS, st.integers(0, 3))
def test_distances_have_equal_bits(settings: Settings, evaluations: Evaluations, n_generations: int) -> None:
    native, reference = both(settings)
    trace = evolve(reference, settings, evaluations, n_generations)
    title = "offspring " if n_generations else "founders "
    columns = {name.removeprefix(title): array for name, array in trace[-1].items() if name.startswith(title)}
    del columns["sizes"]
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
