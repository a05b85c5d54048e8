"""Non-dominated sort: objectives to fronts, 0 being the Pareto front (Deb et al. 2002, section III-A)."""

import numpy as np
from numpy.typing import NDArray


def fronts(objectives: NDArray[np.float64]) -> NDArray[np.uint32]:
    """The front of each row: what no row dominates, then what only rows of earlier fronts dominate.

    Args:
        objectives: float64 (n_points, n_objectives), higher is better. No NaN; infinities are fine.

    Returns:
        uint32 (n_points,). Equal rows share a front.
    """
    as_good = (objectives[:, np.newaxis] >= objectives[np.newaxis]).all(axis=2)
    better = (objectives[:, np.newaxis] > objectives[np.newaxis]).any(axis=2)
    dominates: NDArray[np.bool_] = np.logical_and(as_good, better)
    result = np.zeros(len(objectives), dtype=np.uint32)
    remaining = np.arange(len(objectives))
    front = 0
    while len(remaining):
        dominated = dominates[np.ix_(remaining, remaining)].any(axis=0)
        result[remaining[~dominated]] = front
        remaining = remaining[dominated]
        front += 1
    return result
