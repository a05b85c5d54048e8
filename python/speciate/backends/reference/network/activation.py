"""Activations and aggregations.

Everything is float32 and made of + - * /, comparisons and bit shifts in a fixed order, equal bit for bit
to the native ones. Polynomials are within 1e-6 of the true functions. All take and return float32 arrays.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speciate.draws.float32 import exp, ln, polynomial
from speciate.values.names import ACTIVATIONS, AGGREGATIONS

Float32s = NDArray[np.float32]

_F = np.float32
_ZERO: Final = _F(0.0)
_ONE: Final = _F(1.0)
_ROUND: Final = _F(12582912.0)  # 1.5 * 2^23: adding and taking it away rounds to a whole number
_ONE_OVER_PI: Final = _F(0.3183098861837907)
_SINE: Final = tuple(map(_F, (-2.5052108e-8, 2.755732e-6, -1.984127e-4, 8.333334e-3, -0.16666667, 1.0)))


def sigmoid(x: Float32s) -> Float32s:
    """Logistic function."""
    return _ONE / (_ONE + exp(-x))


def softsign(x: Float32s) -> Float32s:
    """The quotient ``x / (1 + abs(x))``."""
    quotient: Float32s = np.divide(x, _ONE + np.abs(x))
    return quotient


def tanh(x: Float32s) -> Float32s:
    """Hyperbolic tangent."""
    t = exp(_F(-2.0) * np.abs(x))
    ratio: Float32s = np.copysign((_ONE - t) / (_ONE + t), x)
    return ratio


def _reduced_sine(x: Float32s, n: Float32s, odd: NDArray[np.bool_]) -> Float32s:
    """(-1)^n sin(x - n pi), the reduction exact in three parts; the Taylor series to the 11th power."""
    r = ((x - n * _F(3.140625)) - n * _F(9.675026e-4)) - n * _F(1.509958e-7)
    sine: Float32s = polynomial(_SINE, r * r) * r
    signed: Float32s = np.where(odd, -sine, sine)
    return signed


def sin(x: Float32s) -> Float32s:
    """Sine; abs(x) is limited to 1e6, and within 1e-6 of the true value up to about 100."""
    x = np.clip(x, _F(-1e6), _F(1e6))
    n = (x * _ONE_OVER_PI + _ROUND) - _ROUND
    return _reduced_sine(x, n, (n.astype(np.int32) & np.int32(1)) != 0)


def cos(x: Float32s) -> Float32s:
    """Cosine, limited like the sine: the sine about the nearest odd multiple of pi/2."""
    x = np.clip(x, _F(-1e6), _F(1e6))
    n = ((x * _ONE_OVER_PI - _F(0.5)) + _ROUND) - _ROUND
    return _reduced_sine(x, n + _F(0.5), (n.astype(np.int32) & np.int32(1)) == 0)


def _positive(x: Float32s) -> Float32s:
    return np.where(x > _ZERO, x, _ZERO)


_FUNCTIONS: Final[dict[str, Callable[[Float32s], Float32s]]] = {
    "identity": lambda x: x,
    "sigmoid": sigmoid,
    "steep_sigmoid": lambda x: sigmoid(_F(4.924273) * x),
    "tanh": tanh,
    "relu": _positive,
    "leaky_relu": lambda x: np.where(x > _ZERO, x, _F(0.01) * x),
    "elu": lambda x: np.where(x > _ZERO, x, exp(x) - _ONE),
    "selu": lambda x: _F(1.050701) * np.where(x > _ZERO, x, _F(1.6732632) * (exp(x) - _ONE)),
    "softplus": lambda x: _positive(x) + ln(_ONE + exp(-np.abs(x))),
    "softsign": softsign,
    "swish": lambda x: x * sigmoid(x),
    "sin": sin,
    "cos": cos,
    "gauss": lambda x: exp(-(x * x)),
    "abs": np.abs,
    "square": lambda x: x * x,
    "cube": lambda x: x * x * x,
    "clamped": lambda x: np.clip(x, _F(-1.0), _ONE),
    "step": lambda x: np.where(x > _ZERO, _ONE, _ZERO),
    "hat": lambda x: np.where(np.abs(x) < _ONE, _ONE - np.abs(x), _ZERO),
    "exp": exp,
    "log": lambda x: ln(np.where(x > _F(1e-7), x, _F(1e-7))),
    "inverse": lambda x: np.where(x == _ZERO, _ZERO, _ONE / x),
}

_BY_NUMBER: Final = tuple(_FUNCTIONS[name] for name in ACTIVATIONS)


def activation_number(name: str) -> int:
    """The number of the activation called ``name``; ``ValueError`` if there is none."""
    return _position(ACTIVATIONS, name, "activation")


def aggregation_number(name: str) -> int:
    """The number of the aggregation called ``name``; ``ValueError`` if there is none."""
    return _position(AGGREGATIONS, name, "aggregation")


def _position(names: tuple[str, ...], name: str, kind: str) -> int:
    if name not in names:
        raise ValueError(f"unknown {kind} '{name}'; known are {', '.join(names)}")
    return names.index(name)


def activate(number: int, x: Float32s) -> Float32s:
    """Applies the activation of that number: float32 of any shape."""
    with np.errstate(all="ignore"):
        return _BY_NUMBER[number](x)


def aggregate(number: int, products: Float32s) -> Float32s:
    """Joins the weighted inputs of a node.

    Args:
        number: Number of the aggregation.
        products: float32 (n_connections, n_observations), in the order of the connections.

    Returns:
        float32 (n_observations,); 0 without connections.
    """
    if len(products) == 0:
        return np.zeros(products.shape[1], dtype=np.float32)
    with np.errstate(all="ignore"):
        return _AGGREGATES[AGGREGATIONS[number]](products)


def _sum(products: Float32s) -> Float32s:
    lanes = np.zeros((8, products.shape[1]), dtype=np.float32)
    for start in range(0, len(products), 8):
        group = products[start : start + 8]
        lanes[: len(group)] += group
    halves = lanes[:4] + lanes[4:]
    quarters = halves[:2] + halves[2:]
    total: Float32s = quarters[0] + quarters[1]
    return total


def _product(products: Float32s) -> Float32s:
    total: Float32s = products[0]
    for product in products[1:]:
        total = total * product
    return total


def _best(products: Float32s, better: Callable[[Float32s, Float32s], NDArray[np.bool_]]) -> Float32s:
    """The first product that no later one is better than, in order; comparisons with NaN are false."""
    best: Float32s = products[0]
    for product in products[1:]:
        best = np.where(better(product, best), product, best)
    return best


def _median(products: Float32s) -> Float32s:
    """NaN if any product is, else the middle in the total order of IEEE 754, where -0.0 comes before 0.0."""
    bits = np.ascontiguousarray(products).view(np.int32)
    magnitude = np.int32(0x7FFFFFFF)
    keys = np.sort(np.where(bits < 0, bits ^ magnitude, bits), axis=0)
    ordered = np.where(keys < 0, keys ^ magnitude, keys).view(np.float32)
    middle = len(products) // 2
    odd = len(products) % 2 == 1
    median = ordered[middle] if odd else (ordered[middle - 1] + ordered[middle]) * _F(0.5)
    return np.where(np.isnan(products).any(axis=0), _F(np.nan), median)


_AGGREGATES: Final[dict[str, Callable[[Float32s], Float32s]]] = {
    "sum": _sum,
    "mean": lambda products: _sum(products) / _F(len(products)),
    "product": _product,
    "max": lambda products: _best(products, lambda product, best: product > best),
    "min": lambda products: _best(products, lambda product, best: product < best),
    "median": _median,
    "max_abs": lambda products: _best(products, lambda product, best: np.abs(product) > np.abs(best)),
}
