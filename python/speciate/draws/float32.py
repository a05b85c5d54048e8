"""Elementary functions in float32, equal bit for bit to the native ones.

They are made of + - * /, comparisons and bit shifts in a fixed order. All take and return float32 arrays.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

_F = np.float32
_ONE: Final = _F(1.0)
_TWO: Final = _F(2.0)
_ROUND: Final = _F(12582912.0)  # 1.5 * 2^23: adding and taking it away rounds to a whole number
_LOG2_E: Final = _F(1.4426950408889634)
_LN_2: Final = _F(0.6931471805599453)
_EXP: Final = tuple(map(_F, (1.9875691e-4, 1.3982e-3, 8.333452e-3, 4.1665796e-2, 1.6666665e-1, 0.5)))
_LN: Final = tuple(map(_F, (0.11111111, 0.14285715, 0.2, 0.33333334, 1.0)))


def polynomial(coefficients: tuple[np.float32, ...], x: Float32s) -> Float32s:
    """The value of a polynomial, the coefficient of the highest power first."""
    total = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        total = total * x + coefficient
    return total


def exp(x: Float32s) -> Float32s:
    """e^x, x limited to [-87, 88]: Cody-Waite reduction by ln 2 and the polynomial of Cephes' ``expf``."""
    x = np.clip(x, _F(-87.0), _F(88.0))
    n = (x * _LOG2_E + _ROUND) - _ROUND
    r = (x - n * _F(0.6933594)) - n * _F(-2.1219444e-4)
    p = polynomial(_EXP, r) * (r * r) + r + _ONE
    power = (n.astype(np.int32) + np.int32(127)) << np.int32(23)
    two_to_n: Float32s = power.view(np.float32)
    result: Float32s = p * two_to_n
    return result


def ln(x: Float32s) -> Float32s:
    """Ln x for positive normal x: ``2 atanh((m - 1) / (m + 1))`` of the mantissa, a series. NaN stays NaN."""
    bits = x.view(np.int32)
    high = (bits & np.int32(0x007FFFFF)) >= np.int32(0x003504F3)  # mantissa at least sqrt(2)
    exponent = (bits >> np.int32(23)) - np.int32(127) + high.astype(np.int32)
    scale = np.where(high, np.int32(0x3F000000), np.int32(0x3F800000))
    mantissa = ((bits & np.int32(0x007FFFFF)) | scale).view(np.float32)
    s = (mantissa - _ONE) / (mantissa + _ONE)
    result = exponent.astype(np.float32) * _LN_2 + _TWO * s * polynomial(_LN, s * s)
    return np.where(np.isnan(x), x, result)
