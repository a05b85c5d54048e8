"""Thinning of a front: its most crowded member is removed, one at a time (Kukkonen & Deb 2006)."""

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.selection.crowding import crowding


def thinned(objectives: NDArray[np.float64], size: int) -> NDArray[np.uint32]:
    """The rows that stay, ascending.

    First, rows that equal a row with a lower index are removed, the one with the highest index first. Then
    the most crowded row is removed, of equally crowded ones that with the lowest index. Crowding is computed
    anew after each.

    Args:
        objectives: float64 (n_points, n_objectives), of one front.
        size: The largest number of rows that stay.

    Returns:
        uint32 (n_kept,).
    """
    different, copies = _different(objectives)
    kept = sorted(different + copies[: max(size - len(different), 0)])
    while len(kept) > size:
        distances = crowding(objectives[kept], np.zeros(len(kept), dtype=np.uint32)).tolist()
        kept.pop(distances.index(min(distances)))
    return np.array(kept, dtype=np.uint32)


def _different(objectives: NDArray[np.float64]) -> tuple[list[int], list[int]]:
    """The rows that no row with a lower index equals, and the others."""
    first_of: dict[tuple[float, ...], int] = {}
    for row, values in enumerate(objectives.tolist()):
        first_of.setdefault(tuple(values), row)
    different = list(first_of.values())
    return different, sorted(set(range(len(objectives))) - set(different))
