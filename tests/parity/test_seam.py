"""What both backends refuse at the seam, and how they survive careless callers."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from benchmarks.suite.steps import Steps
from tests.parity.backends import both
from tests.parity.strategies import DEFAULTS, Settings

from speciate.errors import ShapeError
from speciate.values.generation import Ledger, Parentage
from speciate.values.population import Population


def settings(**changes: Any) -> Settings:
    return DEFAULTS | {"population_size": 8, "n_inputs": 3, "n_outputs": 2} | changes


BACKENDS = pytest.mark.parametrize("which", [0, 1], ids=["native", "reference"])


def clones(population: Population) -> Parentage:
    """A plan in which every genome has one offspring of its own."""
    n = len(population)
    return Parentage(
        parent_a=np.arange(n, dtype=np.uint32),
        parent_b=np.full(n, 0xFFFF_FFFF, dtype=np.uint32),
        fitter=np.zeros(n, dtype=np.uint8),
        elite=np.zeros(n, dtype=np.bool_),
        species=np.zeros(n, dtype=np.uint32),
    )


@BACKENDS
@pytest.mark.parametrize("ledger", [Ledger(0, 0), Ledger(5, 100), Ledger(100, 4)])
def test_a_ledger_that_is_behind_the_genomes_is_refused(which: int, ledger: Ledger) -> None:
    backend = both(settings())[which]
    population, _ = backend.found()
    with pytest.raises(ValueError, match="has not given out"):
        backend.breed(population, None, clones(population), ledger, 0)


@BACKENDS
def test_a_plan_for_more_than_the_population_is_refused(which: int) -> None:
    backend = both(settings())[which]
    population, ledger = backend.found()
    larger = backend.concatenate([population, population])
    with pytest.raises(ValueError, match="16 offspring for a population of 8"):
        backend.breed(larger, None, clones(larger), ledger, 0)


@BACKENDS
@pytest.mark.parametrize(("column", "value"), [("innovation", 0xFFFF_FFFF), ("node_id", 0xFFFF_FFFF)])
def test_the_number_that_stands_for_none_is_refused(which: int, column: str, value: int) -> None:
    backend = both(settings())[which]
    population, _ = backend.found()
    columns = {name: np.array(values) for name, values in population.columns().items()}
    columns[column][-1] = value
    with pytest.raises(ValueError, match="genome 7"):
        backend.population(columns)


@BACKENDS
def test_a_failed_row_may_hold_anything(which: int) -> None:
    backend = both(settings())[which]
    failed = np.array([False, True, False])
    sizes, ids = np.ones(3, dtype=np.uint32), np.arange(3, dtype=np.uint64)
    ranking = backend.rank(np.array([[1.0], [np.nan], [2.0]]), failed, sizes, ids)
    assert ranking.order.tolist() == [2, 0, 1]


STEPS: dict[str, Callable[[Steps, Population], object]] = {
    "compile": lambda backend, population: backend.compile(population),
    "concatenate": lambda backend, population: backend.concatenate([population]),
    "breed": lambda backend, population: backend.breed(
        population, None, clones(population), Ledger(1000, 1000), 0
    ),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "change", [{"n_inputs": 4}, {"n_outputs": 1}, {"genome": DEFAULTS["genome"] | {"recurrent": True}}]
)
def test_the_native_core_refuses_genomes_of_another_kind_of_run(step: str, change: dict[str, Any]) -> None:
    other = settings(**change)
    population, _ = both(other)[0].found()
    with pytest.raises(ValueError, match="belongs to a run with other"):
        STEPS[step](both(settings())[0], population)


def test_the_native_core_refuses_truth_values_that_are_neither() -> None:
    backend = both(settings())[0]
    population, _ = backend.found()
    columns = {name: np.array(values) for name, values in population.columns().items()}
    columns["enabled"].view(np.uint8)[3] = 2
    with pytest.raises(ValueError, match="enabled holds bytes that are neither true nor false"):
        backend.population(columns)


def test_the_native_core_refuses_truth_values_that_do_not_lie_side_by_side() -> None:
    backend = both(settings())[0]
    population, _ = backend.found()
    failed, values = np.zeros(16, dtype=np.bool_)[::2], np.arange(8.0)[:, None]
    with pytest.raises(ShapeError, match="failed must be contiguous"):
        backend.rank(values, failed, population.sizes, population.columns()["ids"])


def test_the_native_core_refuses_an_order_that_names_a_row_twice() -> None:
    backend = both(settings())[0]
    population, _ = backend.found()
    failed, values = np.zeros(8, dtype=np.bool_), np.arange(8.0)
    ranking = backend.rank(values[:, None].copy(), failed, population.sizes, population.columns()["ids"])
    with pytest.raises(ValueError, match="each of 8 rows once"):
        backend.speciate(population, None, ranking._replace(order=ranking.order * 0), values, failed, 0)


def test_the_native_core_refuses_more_carried_genomes_than_there_are() -> None:
    backend = both(settings())[0]
    objectives, failed = np.zeros((3, 1)), np.zeros(3, dtype=np.bool_)
    ranking = backend.rank(objectives, failed, np.ones(3, np.uint32), np.arange(3, dtype=np.uint64))
    with pytest.raises(ValueError, match="n_carried is 4, but the pool has 3"):
        backend.survive(objectives, failed, ranking, 4, 0)


def test_columns_can_be_seen_while_another_thread_ranks() -> None:
    backend = both(settings(population_size=3000))[0]
    population, _ = backend.found()
    ids = population.columns()["ids"]
    objectives, failed = np.random.default_rng(1).random((3000, 3)), np.zeros(3000, dtype=np.bool_)
    done = threading.Event()

    def rank() -> None:
        for _ in range(20):
            backend.rank(objectives, failed, population.sizes, ids)
        done.set()

    thread = threading.Thread(target=rank)
    thread.start()
    while not done.is_set():
        assert not population.columns()["ids"].flags.writeable
    thread.join()


def test_views_keep_their_genomes_while_pools_are_filled_again() -> None:
    backend = both(settings())[0]
    population, ledger = backend.found()
    views = []
    for generation in range(10):
        weights = population.columns()["weight"]
        views.append((weights, weights.tobytes()))
        population, ledger = backend.breed(population, None, clones(population), ledger, generation)
    assert all(weights.tobytes() == bytes_ for weights, bytes_ in views)
    assert len({bytes_ for _, bytes_ in views}) == len(views)
