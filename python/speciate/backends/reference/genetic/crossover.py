"""Crossover of two rows of weights."""

import numpy as np

from speciate.draws.philox import Draws
from speciate.values.settings import Settings
from speciate.values.types import Float32s

_BITS = 64


def cross(settings: Settings, draws: Draws, first: Float32s, second: Float32s) -> Float32s:
    """A child of two rows, float32 (n_weights,); word 0 says whether it is more than a copy of the first."""
    n_weights = len(first)
    if draws.uniform(0) >= settings.genetic.weight_crossover_rate:
        return first
    if settings.genetic.weight_crossover == "two_point":
        start, end = sorted(draws.below(index, n_weights + 1) for index in (1, 2))
        return np.concatenate([first[:start], second[start:end], first[end:]])
    words = draws.words(1 + -(-n_weights // _BITS))[1:]
    bits = (words[:, np.newaxis] >> np.arange(_BITS, dtype=np.uint64)) & np.uint64(1)
    child: Float32s = np.where(bits.reshape(-1)[:n_weights] == 1, second, first)
    return child
