"""Elementary functions made of + - * / and floor alone, equal bit for bit to the native ones.

The standard library's versions differ from machine to machine in the last bit; these do not.
"""

import math
from typing import Final

_HALF_PI_HIGH: Final = 1.5707963109016418  # 25 bits, so that n times it is exact
_HALF_PI_MIDDLE: Final = 1.5893254712295857e-08
_HALF_PI_LOW: Final = 6.123233995736766e-17
_LN_2: Final = 0.6931471805599453
_LN_2_HIGH: Final = 0.6931471803691238  # 32 bits, so that n times it is exact
_LN_2_LOW: Final = 1.9082149292705877e-10
_LOG2_E: Final = 1.4426950408889634
_SQRT_2: Final = 1.4142135623730951
_TWO_OVER_PI: Final = 0.6366197723675814


def ln(x: float) -> float:
    """Natural logarithm of a positive normal double.

    The mantissa is brought into [sqrt(1/2), sqrt(2)); then ``ln m = 2 atanh(s)``, ``s = (m-1)/(m+1)``.
    """
    mantissa, exponent = math.frexp(x)
    mantissa, exponent = mantissa * 2.0, exponent - 1
    if mantissa >= _SQRT_2:
        mantissa, exponent = mantissa * 0.5, exponent + 1
    s = (mantissa - 1.0) / (mantissa + 1.0)
    square = s * s
    series = 0.0
    for k in range(10, -1, -1):
        series = series * square + 1.0 / (2 * k + 1)
    return exponent * _LN_2 + 2.0 * s * series


def exp(x: float) -> float:
    """The exponential function of ``x`` up to 709; what lies below -708 counts as that.

    ``exp x = 2^n exp r`` with ``|r|`` up to ln(2)/2, and ``exp r`` as its Taylor series to r^13.
    """
    x = max(x, -708.0)
    n = math.floor(x * _LOG2_E + 0.5)
    r = (x - n * _LN_2_HIGH) - n * _LN_2_LOW
    series = 0.0
    for k in range(13, -1, -1):
        series = series * r + 1.0 / math.factorial(k)
    return math.ldexp(series, n)


def power(x: float, y: float) -> float:
    """``x`` to the power ``y``, for ``x`` that is 0 or a positive normal double; 0 to any power is 0."""
    return exp(y * ln(x)) if x > 0.0 else 0.0


def sin_cos(x: float) -> tuple[float, float]:
    """Sine and cosine of an angle in radians, for ``|x|`` up to about 1e6."""
    n = math.floor(x * _TWO_OVER_PI + 0.5)
    r = ((x - n * _HALF_PI_HIGH) - n * _HALF_PI_MIDDLE) - n * _HALF_PI_LOW
    square = r * r
    sine = cosine = 1.0
    for k in range(8, 0, -1):
        sine = 1.0 - sine * square / (2 * k * (2 * k + 1))
    for k in range(9, 0, -1):
        cosine = 1.0 - cosine * square / ((2 * k - 1) * 2 * k)
    sine *= r
    return ((sine, cosine), (cosine, -sine), (-sine, -cosine), (-cosine, sine))[n % 4]


def sin_cos_near_zero(x: float) -> tuple[float, float]:
    """Sine and cosine of an angle in radians, for ``|x|`` up to 1: Taylor series to x^17 and x^16."""
    square = x * x
    sine = cosine = 0.0
    for k in range(8, -1, -1):
        sine = 1.0 / math.factorial(2 * k + 1) - sine * square
        cosine = 1.0 / math.factorial(2 * k) - cosine * square
    return sine * x, cosine
