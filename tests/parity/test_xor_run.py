"""A whole run on XOR, with fitness from play: equal from the founders to the solution."""

from typing import TYPE_CHECKING

import numpy as np
from benchmarks.suite.steps import Steps
from tests.parity.backends import both
from tests.parity.evolving import Arrays, assert_equal_arrays, columns_of, species_of
from tests.parity.strategies import settings_with

if TYPE_CHECKING:
    from speciate.values.generation import Species


def play(backend: Steps, n_generations: int) -> list[Arrays]:
    population, ledger = backend.found()
    species: Species | None = None
    trace = []
    nobody = np.empty(0, dtype=np.uint32)
    for generation in range(n_generations):
        networks = backend.compile(population)
        fitness = backend.rollout("xor", {}, networks, np.zeros(1, dtype=np.uint64))[:, 0, 0].copy()
        failed = np.zeros(len(population), dtype=np.bool_)
        ranking = backend.rank(fitness[:, np.newaxis], failed, population.sizes, population.columns()["ids"])
        species = backend.speciate(population, species, ranking, fitness, failed, generation)
        plan = backend.plan(species, ranking, fitness, failed, population.sizes, nobody, generation, 0)
        trace.append({"fitness": fitness} | columns_of("population", population) | species_of(species))
        population, ledger = backend.breed(population, None, plan, ledger, generation)
    return trace


def test_runs_on_xor_are_equal_generation_by_generation() -> None:
    native, reference = both(settings_with(seed=3, population_size=60, n_outputs=1))
    for ours, theirs in zip(play(native, 25), play(reference, 25), strict=True):
        assert_equal_arrays(ours, theirs)
