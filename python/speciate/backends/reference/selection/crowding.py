"""Crowding distance (Deb et al. 2002, section III-B) on unique objective rows (Fortin & Parizeau 2013)."""

import math

import numpy as np
from numpy.typing import NDArray


def crowding(objectives: NDArray[np.float64], fronts: NDArray[np.uint32]) -> NDArray[np.float64]:
    """How much room each row has within its front.

    Extremes get infinity; a constant objective contributes nothing and makes nobody extreme; of equal rows
    the one with the lowest index stands for all, and the others get 0.

    Args:
        objectives: float64 (n_points, n_objectives).
        fronts: uint32 (n_points,).

    Returns:
        float64 (n_points,).
    """
    result = np.zeros(len(objectives), dtype=np.float64)
    for front in np.unique(fronts):
        first_of: dict[tuple[float, ...], int] = {}
        for row in np.flatnonzero(fronts == front).tolist():
            first_of.setdefault(tuple(objectives[row].tolist()), row)
        unique = list(first_of.values())
        for column in objectives.T:
            _add_objective(column.tolist(), unique, result)
    return result


def _add_objective(values: list[float], unique: list[int], result: NDArray[np.float64]) -> None:
    ordered = sorted(unique, key=lambda row: (values[row], row))
    first, last = ordered[0], ordered[-1]
    if values[first] == values[last]:
        return
    result[first] = result[last] = math.inf
    # a difference larger than any number is that of the halves
    factor = 1.0 if math.isfinite(values[last] - values[first]) else 0.5
    spread = values[last] * factor - values[first] * factor
    if math.isfinite(spread):
        for before, row, after in zip(ordered, ordered[1:], ordered[2:], strict=False):
            result[row] += (values[after] * factor - values[before] * factor) / spread
