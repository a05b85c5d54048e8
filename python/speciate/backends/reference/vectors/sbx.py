"""Simulated binary crossover with bounds (Deb & Agrawal 1995; with bounds as in the authors' NSGA-II code).

Two numbers are replaced by two others around their mean, ``spread`` times as far apart. The spread is drawn
with a density that falls with the power ``eta``, cut off on either side at the nearer bound.
"""

from typing import Final

from speciate.backends.reference.vectors import raised, within
from speciate.draws.philox import Draws, Purpose, unit
from speciate.values.types import Float64s
from speciate.values.vectors import VectorSettings

LEAST_DIFFERENCE: Final = 1e-14
"""Parents that differ by less than this fraction of the range are equal."""


def cross(settings: VectorSettings, generation: int, vectors: Float64s) -> None:
    """Crosses rows 0 and 1, 2 and 3, ... of a matrix in place; a last row without a partner stays.

    A pair crosses if word 0 of its draws says so; variable ``j`` by word ``j + 1``: bit 0 says whether it
    crosses, bit 1 which number goes to which row, and the upper 52 bits how far they spread.
    """
    for pair in range(len(vectors) // 2):
        words = Draws(settings.seed, Purpose.VECTOR_CROSSOVER, generation, pair).words(vectors.shape[1] + 1)
        pair_crosses, *rest = words.tolist()
        if unit(pair_crosses) < settings.crossover_rate:
            _cross_pair(settings, rest, vectors[2 * pair : 2 * pair + 2])


def _cross_pair(settings: VectorSettings, words: list[int], both: Float64s) -> None:
    for variable, word in enumerate(words):
        first, second = both[:, variable].tolist()
        lower, upper = float(settings.lower[variable]), float(settings.upper[variable])
        if word & 1 and abs(first - second) > LEAST_DIFFERENCE * (upper - lower):
            u = ((word >> 12) + 0.5) * 2.0**-52
            below, above = crossed(first, second, lower, upper, u, settings.crossover_eta)
            both[:, variable] = (above, below) if word & 2 else (below, above)


def crossed(
    first: float, second: float, lower: float, upper: float, u: float, eta: float
) -> tuple[float, float]:
    """The two numbers that replace two different ones, the lower one first."""
    low, high = min(first, second), max(first, second)
    total, difference = low + high, high - low
    below = spread(difference / (difference + 2.0 * (low - lower)), u, eta)
    above = spread(difference / (difference + 2.0 * (upper - high)), u, eta)
    return (
        within(0.5 * (total - below * difference), lower, upper),
        within(0.5 * (total + above * difference), lower, upper),
    )


def spread(least: float, u: float, eta: float) -> float:
    """The spread at quantile ``u``; 1 / ``least`` is the greatest, which reaches the bound."""
    v = u * (2.0 - raised(least, eta + 1.0))
    return raised(v if v <= 1.0 else 1.0 / (2.0 - v), 1.0 / (eta + 1.0))
