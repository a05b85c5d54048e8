"""Problems with several objectives: ZDT (Zitzler, Deb & Thiele 2000) and DTLZ (Deb et al. 2005).

A problem takes vectors, float64 (n, n_variables), and returns objectives to minimise,
float64 (n, n_objectives).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from speciate.values.types import Float64s

Function = Callable[[Float64s], Float64s]


@dataclass(frozen=True)
class Problem:
    """A problem in its usual size.

    Attributes:
        function: The objectives of vectors.
        lower: float64 (n_variables,), the least values.
        upper: float64 (n_variables,), the greatest.
        reference_point: float64 (n_objectives,), from which hypervolume is measured.
    """

    function: Function
    lower: Float64s
    upper: Float64s
    reference_point: Float64s

    @property
    def n_variables(self) -> int:
        """Length of a vector."""
        return len(self.lower)

    @property
    def n_objectives(self) -> int:
        """Number of objectives."""
        return len(self.reference_point)


def zdt1(vectors: Float64s) -> Float64s:
    """A convex front, ``f2 = 1 - sqrt(f1)``."""
    first, g = vectors[:, 0], _zdt_g(vectors)
    return np.column_stack([first, g * (1.0 - np.sqrt(first / g))])


def zdt2(vectors: Float64s) -> Float64s:
    """A concave front, ``f2 = 1 - f1**2``."""
    first, g = vectors[:, 0], _zdt_g(vectors)
    return np.column_stack([first, g * (1.0 - (first / g) ** 2)])


def zdt3(vectors: Float64s) -> Float64s:
    """A front of five pieces."""
    first, g = vectors[:, 0], _zdt_g(vectors)
    ratio = first / g
    return np.column_stack([first, g * (1.0 - np.sqrt(ratio) - ratio * np.sin(10.0 * np.pi * first))])


def zdt4(vectors: Float64s) -> Float64s:
    """The front of ZDT1 behind 21**9 local ones."""
    first, rest = vectors[:, 0], vectors[:, 1:]
    g = 1.0 + 10.0 * rest.shape[1] + (rest**2 - 10.0 * np.cos(4.0 * np.pi * rest)).sum(axis=1)
    return np.column_stack([first, g * (1.0 - np.sqrt(first / g))])


def zdt6(vectors: Float64s) -> Float64s:
    """A concave front that is hit the less often the nearer one comes."""
    first = 1.0 - np.exp(-4.0 * vectors[:, 0]) * np.sin(6.0 * np.pi * vectors[:, 0]) ** 6
    g = 1.0 + 9.0 * vectors[:, 1:].mean(axis=1) ** 0.25
    return np.column_stack([first, g * (1.0 - (first / g) ** 2)])


def dtlz1(vectors: Float64s, n_objectives: int = 3) -> Float64s:
    """A plane, the objectives adding up to 1/2, behind 11**k - 1 parallel ones."""
    shape, rest = vectors[:, : n_objectives - 1], vectors[:, n_objectives - 1 :] - 0.5
    g = 100.0 * (rest.shape[1] + (rest**2 - np.cos(20.0 * np.pi * rest)).sum(axis=1))
    objectives: Float64s = _products(shape, 1.0 - shape) * (0.5 * (1.0 + g))[:, None]
    return objectives


def dtlz2(vectors: Float64s, n_objectives: int = 3) -> Float64s:
    """An eighth of the unit sphere (with three objectives)."""
    angles = vectors[:, : n_objectives - 1] * (0.5 * np.pi)
    g = ((vectors[:, n_objectives - 1 :] - 0.5) ** 2).sum(axis=1)
    objectives: Float64s = _products(np.cos(angles), np.sin(angles)) * (1.0 + g)[:, None]
    return objectives


def dtlz7(vectors: Float64s, n_objectives: int = 3) -> Float64s:
    """A front of four pieces (with three objectives)."""
    firsts = vectors[:, : n_objectives - 1]
    g = 1.0 + 9.0 * vectors[:, n_objectives - 1 :].mean(axis=1)
    height = n_objectives - (firsts / (1.0 + g)[:, None] * (1.0 + np.sin(3.0 * np.pi * firsts))).sum(axis=1)
    return np.column_stack([firsts, (1.0 + g) * height])


def _zdt_g(vectors: Float64s) -> Float64s:
    g: Float64s = 1.0 + 9.0 * vectors[:, 1:].mean(axis=1)
    return g


def _products(factors: Float64s, last: Float64s) -> Float64s:
    """Column k: the factors but for the last k of them, times ``last`` of the first that is left out."""
    n, n_factors = factors.shape
    columns = np.ones((n, n_factors + 1))
    columns[:, :-1] = np.cumprod(factors, axis=1)[:, ::-1]
    columns[:, 1:] *= last[:, ::-1]
    return columns


def _problem(
    function: Function, n_variables: int, reference_point: list[float], lower: float = 0.0, upper: float = 1.0
) -> Problem:
    """A problem whose first variable lies between 0 and 1, and the others between other bounds."""
    low, high = np.full(n_variables, lower), np.full(n_variables, upper)
    low[0], high[0] = 0.0, 1.0
    return Problem(function, low, high, np.array(reference_point))


_SQUARE: Final = [1.1, 1.1]
PROBLEMS: Final = {
    "zdt1": _problem(zdt1, 30, _SQUARE),
    "zdt2": _problem(zdt2, 30, _SQUARE),
    "zdt3": _problem(zdt3, 30, _SQUARE),
    "zdt4": _problem(zdt4, 10, _SQUARE, -5.0, 5.0),
    "zdt6": _problem(zdt6, 10, _SQUARE),
    "dtlz1": _problem(partial(dtlz1, n_objectives=3), 7, [0.55, 0.55, 0.55]),
    "dtlz2": _problem(partial(dtlz2, n_objectives=3), 12, [1.1, 1.1, 1.1]),
    "dtlz7": _problem(partial(dtlz7, n_objectives=3), 22, [1.0, 1.0, 6.6]),
}
"""By name."""
