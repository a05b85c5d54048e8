"""Gaussian mutation of a row of weights that draws only for the weights that change."""

import numpy as np

from speciate.draws.arithmetic import ln, power
from speciate.draws.deviates import normal
from speciate.draws.float32 import ln as ln_of_float32s
from speciate.draws.philox import Draws
from speciate.values.settings import GeneticSettings, Settings
from speciate.values.types import Float32s

_FIRST = 4  # the index of the first word that a mutated weight takes


def spread(genetic: GeneticSettings, stagnant: int) -> float:
    """The largest factor by which an offspring's deviation may differ from ``mutation_sigma``."""
    factor = 1.0
    for _ in range(stagnant // genetic.spread_generations):
        factor *= genetic.spread_growth
        if factor >= genetic.largest_spread:
            return genetic.largest_spread
    return factor


def mutate(settings: Settings, draws: Draws, weights: Float32s, largest_factor: float) -> Float32s:
    """The row after mutation: float32 (n_weights,).

    Word 0 decides the deviation. Of the words from index 4 on, one for each mutation, the lower half says how
    many weights are passed over, and the upper half how far the next one moves.
    """
    rate, limit = settings.genetic.mutation_rate, np.float32(settings.genome.weight_limit)
    mutated = weights.copy()
    if 1.0 - rate >= 1.0:
        return mutated
    skip = np.float32(1.0 / ln(1.0 - rate)) if rate < 1.0 else np.float32(0.0)
    factor = power(largest_factor, 2.0 * draws.uniform(0) - 1.0)
    sigma = np.float32(settings.genetic.mutation_sigma * factor)
    words = draws.words(_FIRST + len(weights))[_FIRST:]
    lower = (words & np.uint64(0xFFFFFFFF)).astype(np.float64)
    skips = np.floor(ln_of_float32s(((lower + 0.5) * 2.0**-32).astype(np.float32)) * skip)
    deviates = normal((words >> np.uint64(32)).astype(np.uint32))
    place = 0
    for passed, deviate in zip(skips.tolist(), deviates, strict=True):
        place += int(passed)
        if place >= len(mutated):
            break
        mutated[place] = np.clip(mutated[place] + deviate * sigma, -limit, limit)
        place += 1
    return mutated
