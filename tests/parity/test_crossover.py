"""Crossover, through breeding."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parity.backends import RUNS, assert_equal_runs, both
from tests.parity.evolving import assert_equal_arrays, columns_of, evolve, last_offspring
from tests.parity.strategies import (
    EVALUATIONS,
    Evaluations,
    Settings,
    settings_strategy,
    settings_with,
)

from speciate.values.generation import Ledger, Parentage

GROWTH = {"add_node_rate": 1.0, "add_connection_rate": 1.0, "toggle_enable_rate": 0.5}


@pytest.mark.parametrize("average_rate", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("recurrent", [False, True])
def test_offspring_are_equal(average_rate: float, recurrent: bool) -> None:  # noqa: FBT001
    crossover = {"crossover_rate": 1.0, "average_rate": average_rate, "mutate_after_crossover_rate": 0.5}

    @RUNS
    @given(
        settings_strategy(genome={"recurrent": recurrent}, crossover=crossover, mutation=GROWTH), EVALUATIONS
    )
    def compare(settings: Settings, evaluations: Evaluations) -> None:
        assert_equal_runs(settings, evaluations, n_generations=5)

    compare()


def plan_of_pairs(seed: int, n_parents: int, fitter: int) -> Parentage:
    """Random pairs of parents that are all equally fit, or of which always the same is fitter."""
    n = n_parents
    a, b = np.random.default_rng(seed).integers(0, n, size=(2, n), dtype=np.uint32)
    fitters = np.full(n, fitter, dtype=np.uint8)
    return Parentage(a, b, fitters, np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.uint32))


@pytest.mark.parametrize("fitter", [0, 1, 2])
@pytest.mark.parametrize("recurrent", [False, True])
def test_offspring_of_any_pair_are_equal(fitter: int, recurrent: bool) -> None:  # noqa: FBT001
    crossover = {"mutate_after_crossover_rate": 0.0}
    mutation = GROWTH | {"structural_mutations": "independent"}

    @RUNS
    @given(
        settings_strategy(
            population_size=40,
            n_inputs=2,
            genome={"recurrent": recurrent},
            crossover=crossover,
            mutation=mutation,
        ),
        EVALUATIONS,
        st.integers(0, 2**32 - 1),
    )
    def compare(settings: Settings, evaluations: Evaluations, seed: int) -> None:
        native, reference = both(settings)
        columns = last_offspring(evolve(reference, settings, evaluations, 4))
        plan = plan_of_pairs(seed, settings["population_size"], fitter)
        ledger = Ledger(1000, 1000)
        ours, theirs = (
            backend.breed(backend.population(columns), None, plan, ledger, 9)[0]
            for backend in (native, reference)
        )
        reference.population(theirs.columns())
        assert_equal_arrays(columns_of("offspring", ours), columns_of("offspring", theirs))

    compare()


@pytest.mark.parametrize("fitter", [0, 1, 2])
def test_offspring_of_more_genes_and_nodes_than_a_block_decides_are_equal(fitter: int) -> None:
    crossover = {"average_rate": 0.5, "mutate_after_crossover_rate": 0.0}
    of = settings_with(population_size=20, n_inputs=4, n_outputs=70, crossover=crossover)
    native, reference = both(of)
    founders = native.found()[0].columns()
    generator = np.random.default_rng(0)
    founders["enabled"] = generator.random(len(founders["enabled"])) < 0.5
    functions = generator.integers(0, 4, len(founders["node_activation"]), dtype=np.uint8)
    founders["node_activation"] = functions
    plan = plan_of_pairs(1, 20, fitter)
    ours, theirs = (
        backend.breed(backend.population(founders), None, plan, Ledger(1000, 1000), 3)[0]
        for backend in (native, reference)
    )
    assert_equal_arrays(columns_of("offspring", ours), columns_of("offspring", theirs))
