"""What evolution strategies over rows of weights share: draws, utilities by rank, the mean as a genome.

Everything is computed here in NumPy for both backends, from + - * / and sqrt in a fixed order.
"""

from collections.abc import Iterator
from itertools import pairwise
from math import fsum
from typing import Final

import numpy as np

from speciate.backends import dense
from speciate.draws.deviates import normal_rows
from speciate.draws.philox import Draws, Purpose
from speciate.errors import CheckpointError
from speciate.evolution.algorithm import Outcome
from speciate.values.generation import Ranking
from speciate.values.snapshot import Snapshot
from speciate.values.types import Float32s, Float64s

MEAN_ID: Final = 2**63 - 1
"""The id of a mean that is a candidate for the champion: no genome of a generation has it."""

_BLOCK: Final = 2**20
"""Numbers that are drawn at once, about."""


def perturbed(
    mean: Float64s, sigma: Float64s | float, rows: Iterator[Float32s], limit: float
) -> Iterator[Float32s]:
    """Weights around a mean, within the limit, for blocks of deviates: float32 (n_rows, n_weights) each."""
    for block in rows:
        weights = (mean + sigma * block.astype(np.float64)).astype(np.float32)
        yield np.clip(weights, -np.float32(limit), np.float32(limit))


def deviates(seed: int, purpose: Purpose, generation: int, n_rows: int, n_weights: int) -> Iterator[Float32s]:
    """Blocks of normal deviates, float32 (n_rows, n_weights) together; each row has draws of its own."""
    step = max(1, _BLOCK // n_weights)
    for first in range(0, n_rows, step):
        rows = range(first, min(first + step, n_rows))
        yield normal_rows([Draws(seed, purpose, generation, row) for row in rows], n_weights)


def by_row(utilities: Float64s, ranking: Ranking, outcome: Outcome) -> Float64s:
    """The utility of each genome.

    Genomes that are equally good share the mean of the utilities of their places, and so do failed ones,
    which have the last places.

    Args:
        utilities: float64 (n_genomes,), of each place, the best first.
        ranking: The order of the genomes.
        outcome: What they achieved.

    Returns:
        float64 (n_genomes,).
    """
    shared = utilities.copy()
    for first, end in pairwise(_starts(ranking, several=outcome.asked.objectives.shape[1] > 1)):
        if end - first > 1:
            shared[first:end] = fsum(utilities[first:end].tolist()) / (end - first)
    rows = np.empty_like(shared)
    rows[ranking.order] = shared
    return rows


def _starts(ranking: Ranking, *, several: bool) -> list[int]:
    """The places at which genomes begin that are worse than those before, and the number of genomes."""
    fronts = ranking.fronts[ranking.order]
    worse = fronts[1:] != fronts[:-1]
    if several:  # with one objective a front is a value of the fitness
        crowding = ranking.crowding[ranking.order]
        worse |= crowding[1:] != crowding[:-1]
    return [0, *(np.flatnonzero(worse) + 1).tolist(), len(fronts)]


def start(backend: dense.DenseBackend) -> Float64s:
    """Where a search begins, float64 (n_weights,): a founder whose outputs are 0 whatever it sees.

    So even the smallest change of a weight decides what a network does, and no search begins on a plateau.
    """
    mean: Float64s = backend.found().weights[0].astype(np.float64)
    mean[backend.layers.layers[-1].first_weight :] = 0.0
    return mean


def genome_at(backend: dense.DenseBackend, mean: Float64s, limit: float) -> dense.DensePopulation:
    """The mean of a distribution as a genome."""
    most = float(np.float32(limit))
    weights = np.clip(mean, -most, most).astype(np.float32)[None, :]
    return dense.DensePopulation(backend.layers, np.array([MEAN_ID], dtype=np.uint64), weights)


def restored_mean(snapshot: Snapshot, name: str, n_weights: int, limit: float) -> Float64s:
    """The mean of a snapshot. Raises ``CheckpointError`` if a weight is beyond the limit."""
    mean: Float64s = snapshot.finite(name, (n_weights,))
    if (np.abs(mean) > limit).any():
        raise CheckpointError(f"the snapshot's {name} is beyond weight_limit = {limit:g}; it is damaged")
    return mean
