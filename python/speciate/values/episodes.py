"""Which episodes are played: seeds by address, equal for all genomes, new in every generation."""

from math import isfinite
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

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


def joined_means(first: Float64s, n_first: ArrayLike, second: Float64s, n_second: int) -> Float64s:
    """Means over the episodes of two groups together. They stay finite where both means are.

    Args:
        first: float64 (n_genomes, n_results), means over the first group.
        n_first: How many episodes these are, at all or of each genome (n_genomes, 1).
        second: float64 (n_genomes, n_results), means over the second group.
        n_second: How many episodes these are.
    """
    share = n_second / (np.asarray(n_first, dtype=np.float64) + n_second)
    with np.errstate(over="ignore", invalid="ignore"):
        means = first * (1.0 - share) + second * share
    joined: Float64s = np.clip(means, np.minimum(first, second), np.maximum(first, second))
    return joined
