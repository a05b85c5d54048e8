"""Which episodes are played: seeds by address, equal for all genomes, new in every generation."""

from math import isfinite
from typing import Final

import numpy as np

from speciate.draws import sums
from speciate.draws.philox import Draws, Purpose
from speciate.values.types import Float64s, Uint64s

MOST_EPISODES: Final = 1_000_000
"""So many are played by one genome at most."""


def training_seeds(seed: int, generation: int, n_episodes: int) -> Uint64s:
    """Seeds of the episodes of a generation: uint64 (n_episodes,)."""
    return Draws(seed, Purpose.EPISODE_SEED, generation).words(n_episodes)


def validation_seeds(seed: int, n_episodes: int) -> Uint64s:
    """Seeds of the episodes that choose the champion: uint64 (n_episodes,)."""
    return Draws(seed, Purpose.VALIDATION_SEED).words(n_episodes)


def held_out_seeds(seed: int, n_episodes: int) -> Uint64s:
    """Seeds of the episodes that nothing was chosen by: uint64 (n_episodes,)."""
    return Draws(seed, Purpose.HELD_OUT_SEED).words(n_episodes)


def mean(results: Float64s) -> Float64s:
    """The mean over episodes, added up in their order, so that it is the same on every machine.

    Args:
        results: float64 (n_genomes, n_episodes, n_results).

    Returns:
        float64 (n_genomes, n_results), finite where all results are.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        total: Float64s = np.zeros((results.shape[0], results.shape[2]))
        for episode in range(results.shape[1]):
            total += results[:, episode]
        means: Float64s = total / results.shape[1]
    for row, result in np.argwhere(~np.isfinite(means)).tolist():
        values = results[row, :, result].tolist()
        if all(map(isfinite, values)):  # their sum is larger than any number
            means[row, result] = sums.mean(values)
    return means
