"""NSGA-II over vectors of real numbers."""

from typing import Final

from speciate.draws.arithmetic import power

_LARGEST_SQUARED: Final = 64


def within(x: float, lower: float, upper: float) -> float:
    """A number brought within bounds; what equals a bound is that bound, whichever zero it was."""
    return min(upper, max(lower, x))


def raised(x: float, exponent: float) -> float:
    """A number from 0 on to a power above 0: by squaring if that is a whole number up to 64."""
    if exponent > _LARGEST_SQUARED or not float(exponent).is_integer():
        return power(x, exponent)
    result, square, bits = 1.0, x, int(exponent)
    while bits:
        if bits & 1:
            result *= square
        square *= square
        bits >>= 1
    return result
