"""Sums and means of finite numbers: they are finite whatever the numbers are, and nothing warns.

A number beyond the largest double becomes the largest double. Scaling is by powers of two, which changes no
digit of a number that stays a normal one.
"""

import sys
from collections.abc import Iterable
from math import fsum, isfinite, ldexp
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float64s = NDArray[np.float64]
Exponents = NDArray[np.intc]

LARGEST: Final = sys.float_info.max

_SAFE: Final = 400
"""Squares of numbers from 2**-400 to 2**400 stay normal numbers, and so do sums of many of them."""


def clipped(value: float) -> float:
    """A number that JSON allows: infinity becomes the largest double of its sign, NaN 0."""
    return value if isfinite(value) else float(np.nan_to_num(value))


def total(values: Iterable[float]) -> float:
    """The sum of finite numbers, rounded once, at most the largest double."""
    numbers = list(values)
    try:
        return fsum(numbers)
    except OverflowError:
        return scaled_up(*_small_sum(numbers))


def mean(values: Iterable[float]) -> float:
    """The mean of finite numbers, from one on."""
    numbers = list(values)
    try:
        return fsum(numbers) / len(numbers)
    except OverflowError:
        small, exponent = _small_sum(numbers)
        return scaled_up(small / len(numbers), exponent)


def scaled_up(value: float, exponent: int) -> float:
    """A finite number times two to a power, at most the largest double of its sign."""
    try:
        return ldexp(value, exponent)
    except OverflowError:
        return LARGEST if value > 0.0 else -LARGEST


def column_means(values: Float64s) -> Float64s:
    """The mean of each column, float64 (n_columns,), of finite numbers (n_rows, n_columns)."""
    with np.errstate(over="ignore", invalid="ignore"):
        means: Float64s = values.mean(axis=0)
    if np.isfinite(means).all():
        return means
    exact = [mean(column) for column in values.T.tolist()]
    return np.where(np.isfinite(means), means, exact)


def scaled(values: ArrayLike) -> tuple[Float64s, Exponents]:
    """Scaled columns, so that squares and sums are normal numbers, and the exponents of the divisors.

    A column is as it was, and its exponent is 0, unless its largest number is very large or very small.

    Args:
        values: Finite numbers, (n,) or (n, n_columns), n from 1 on.

    Returns:
        float64 of that shape, and int of the shape () or (n_columns,).
    """
    numbers = np.asarray(values, dtype=np.float64)
    exponents = np.frexp(np.abs(numbers).max(axis=0))[1]
    exponents = np.where(np.abs(exponents) <= _SAFE, 0, exponents)
    return np.ldexp(numbers, -exponents), np.asarray(exponents)


def unscaled(values: ArrayLike, exponents: Exponents) -> Float64s:
    """Multiplies a result of ``scaled`` columns by the power of two that they were divided by.

    The result is limited to the largest double.
    """
    with np.errstate(over="ignore", under="ignore"):
        return np.clip(np.ldexp(values, exponents), -LARGEST, LARGEST)


def _small_sum(numbers: list[float]) -> tuple[float, int]:
    """A sum divided by a power of two, so that it does not overflow, and the exponent of that."""
    exponent = len(numbers).bit_length()
    return fsum(ldexp(number, -exponent) for number in numbers), exponent
