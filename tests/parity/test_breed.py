"""Breeding gives the same population with any number of threads as in the reference."""

from typing import Any

import numpy as np
import pytest
from benchmarks.suite import steps
from benchmarks.suite.steps import Steps
from tests.parity.evolving import assert_equal_arrays
from tests.parity.strategies import as_settings, settings_with

from speciate.values.generation import NO_PARENT, Parentage


def plan(n_genomes: int, seed: int) -> Parentage:
    """Clones, crossovers of any parents, and elites."""
    generator = np.random.default_rng(seed)
    mates = generator.integers(0, n_genomes, n_genomes)
    elite = generator.random(n_genomes) < 0.2
    alone = elite | (generator.random(n_genomes) < 0.5)
    return Parentage(
        generator.integers(0, n_genomes, n_genomes).astype(np.uint32),
        np.where(alone, NO_PARENT, mates).astype(np.uint32),
        generator.integers(0, 3, n_genomes).astype(np.uint8),
        elite,
        np.zeros(n_genomes, dtype=np.uint32),
    )


def bred(backend: Steps, n_genomes: int, n_generations: int) -> tuple[dict[str, Any], tuple[int, int]]:
    population, ledger = backend.found()
    for generation in range(n_generations):
        plan_ = plan(n_genomes, generation)
        population, ledger = backend.breed(population, None, plan_, ledger, generation)
    return population.columns(), ledger


@pytest.mark.parametrize("structural_mutations", ["independent", "exclusive"])
@pytest.mark.parametrize(
    ("n_genomes", "n_inputs", "n_generations"),
    [(150, 4, 4), (40, 130, 1), (3, 2300, 1)],
    ids=["rows of several blocks", "weights of several rooms", "genomes larger than a room"],
)
def test_all_backends_and_threads_breed_the_same(
    n_genomes: int, n_inputs: int, n_generations: int, structural_mutations: str
) -> None:
    mutation = {
        "structural_mutations": structural_mutations,
        "weight_mutation_rate": 0.6,
        "bias_mutation_rate": 0.6,
        "add_connection_rate": 0.3,
        "add_node_rate": 0.3,
    }
    sizes = {"population_size": n_genomes, "n_inputs": n_inputs, "n_outputs": 1}
    settings = [as_settings(settings_with(**sizes, threads=n, mutation=mutation)) for n in (1, 2, 3)]
    expected, ledger = bred(steps.of("reference", settings[0]), n_genomes, n_generations)
    for each in settings:
        columns, numbers = bred(steps.of("native", each), n_genomes, n_generations)
        assert numbers == ledger
        assert_equal_arrays(columns, expected)
