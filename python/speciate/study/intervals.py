"""95% intervals of fractions and means."""

from collections.abc import Sequence
from math import sqrt
from typing import Final

import numpy as np

from speciate.draws import sums
from speciate.values.types import Float64s

N_RESAMPLES: Final = 10_000
"""Resamples of a bootstrap interval."""

_NORMAL_95: Final = 1.959963984540054

Interval = tuple[float, float]


def wilson(n_successes: int, n: int) -> Interval:
    """The 95% score interval of a fraction (Wilson 1927), from 0 to 1.

    Args:
        n_successes: How many succeeded.
        n: Out of how many, from 1.
    """
    fraction, z2 = n_successes / n, _NORMAL_95 * _NORMAL_95
    centre = (fraction + z2 / (2 * n)) / (1 + z2 / n)
    half = _NORMAL_95 / (1 + z2 / n) * sqrt(fraction * (1 - fraction) / n + z2 / (4 * n * n))
    return (0.0 if n_successes == 0 else centre - half, 1.0 if n_successes == n else centre + half)


def bootstrap(values: Sequence[float]) -> tuple[float, Interval]:
    """The mean of values and its 95% interval, by resampling; the same values give the same interval.

    Args:
        values: From one number on.
    """
    found = _resampled(np.asarray(values, dtype=np.float64))
    if not np.isfinite(found).all():
        numbers, exponent = sums.scaled(values)
        found = np.where(np.isfinite(found), found, sums.unscaled(_resampled(numbers), exponent))
    mean, low, high = found.tolist()
    return mean, (low, high)


def _resampled(numbers: Float64s) -> Float64s:
    """The mean of numbers and the ends of its interval, float64 (3,); not finite where a sum overflows."""
    generator = np.random.Generator(np.random.Philox(0))
    with np.errstate(over="ignore", invalid="ignore"):
        means = [
            numbers[generator.integers(len(numbers), size=len(numbers))].mean() for _ in range(N_RESAMPLES)
        ]
        return np.array([numbers.mean(), *np.quantile(means, [0.025, 0.975])])
