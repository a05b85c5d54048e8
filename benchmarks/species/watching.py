"""A run in the arena, and what its species are like in every generation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.config import Config
from speciate.draws.philox import Draws, Purpose
from speciate.environments.native import BuiltInEnvironment
from speciate.evolution.loop import Evolution
from speciate.values.population import Population
from speciate.values.types import Float64s

N_PAIRS: Final = 400
"""Pairs of genomes that are compared in a generation."""


@dataclass(frozen=True)
class Generation:
    """The species of a generation.

    Attributes:
        sizes: Members by id of the species.
        structure: Connections in only one of two genomes, over random pairs: float64 (N_PAIRS,).
        weights: Mean difference of the weights that both have, likewise.
        together: Which pairs are of one species: bool (N_PAIRS,).
    """

    sizes: Mapping[int, int]
    structure: Float64s
    weights: Float64s
    together: NDArray[np.bool_]


N_SPECIES: Final = 11
"""Species that are aimed at: enough to tell them apart. By default there are fewer of genomes so large."""


def watched(settings: Mapping[str, Any], seed: int, n_generations: int) -> Iterator[Generation]:
    """Plays the arena for fitness with some settings.

    Args:
        settings: What is other than the defaults, as in a config file.
        seed: Seed of the run.
        n_generations: How many generations are played.
    """
    run = {"environment": "arena", "objectives": ["fitness"], "seed": seed}
    config = Config.build(run | {"speciation": {"target_species": N_SPECIES}}, settings)
    arena = BuiltInEnvironment("arena", {}, config.backend)
    names = arena.spec.results
    config = config.resolved(results=names, stochastic=True)
    evolution = Evolution(config, n_inputs=arena.spec.n_observations, n_outputs=arena.spec.n_actions)
    for number in range(n_generations):
        population = evolution.population
        seeds = Draws(seed, Purpose.EPISODE_SEED, number).words(config.evaluations or 1)
        results = arena.play(evolution.ask(), seeds).results
        evolution.tell(results[:, :, names.index("fitness")].mean(axis=1))
        yield _generation(population, evolution, np.random.default_rng((seed, number)))


def _generation(population: Population, evolution: Evolution, generator: np.random.Generator) -> Generation:
    species = evolution.species
    ids = species.ids[species.assignment]
    pairs = [generator.choice(len(ids), size=2, replace=False) for _ in range(N_PAIRS)]
    columns = population.columns()
    differences = np.array([_difference(columns, int(a), int(b)) for a, b in pairs])
    known, counts = np.unique(ids, return_counts=True)
    return Generation(
        sizes=dict(zip(known.tolist(), counts.tolist(), strict=True)),
        structure=differences[:, 0],
        weights=differences[:, 1],
        together=np.array([ids[a] == ids[b] for a, b in pairs]),
    )


def _difference(columns: Mapping[str, NDArray[Any]], a: int, b: int) -> tuple[float, float]:
    """Connections in only one of two genomes, and the mean difference of the weights of the others."""
    offsets = columns["connection_offsets"].astype(np.int64)
    genes = [slice(offsets[row], offsets[row + 1]) for row in (a, b)]
    in_a, in_b = (columns["innovation"][part] for part in genes)
    _, of_a, of_b = np.intersect1d(in_a, in_b, assume_unique=True, return_indices=True)
    n_unmatched = len(in_a) + len(in_b) - 2 * len(of_a)
    weights = columns["weight"][genes[0]][of_a] - columns["weight"][genes[1]][of_b]
    return float(n_unmatched), float(np.abs(weights).mean()) if len(weights) else 0.0
