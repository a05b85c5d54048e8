"""The all-time archive of non-dominated genomes, bounded by crowding."""

import heapq
from itertools import pairwise

import numpy as np

from speciate.backends.protocol import Bools, Float64s, GenomeBackend, Ranking, Uint32s
from speciate.evaluated import Evaluated, joined


def updated(
    backend: GenomeBackend, archive: Evaluated | None, asked: Evaluated, size: int
) -> tuple[Evaluated | None, Bools]:
    """The archive after a generation.

    Keeps what nothing dominates, one genome for equal objectives (the older one), and of these, if there are
    too many, takes away the most crowded one at a time.

    Args:
        backend: Who ranks.
        archive: The archive so far; None if it is empty.
        asked: The genomes that were just evaluated.
        size: The largest number of members.

    Returns:
        The archive, None if it is still empty, and which of the asked genomes are in it: bool (n_asked,).
    """
    accepted = np.zeros(len(asked), dtype=np.bool_)
    valid = np.flatnonzero(~asked.failed).astype(np.uint32)
    if not len(valid):
        return archive, accepted
    n_old, new = 0 if archive is None else len(archive), asked.select(valid)
    candidates = new if archive is None else joined(backend, archive, new)
    rows = _non_dominated(candidates.objectives, candidates.rank(backend))
    rows = rows[thinned(candidates.objectives[rows], size)]
    if len(rows) == n_old and rows[-1] < n_old:
        return archive, accepted  # none came, none went: nothing is copied
    accepted[valid[rows[rows >= n_old] - n_old]] = True
    return candidates.select(rows), accepted


def _non_dominated(objectives: Float64s, ranking: Ranking) -> Uint32s:
    """Rows of the first front, ascending, the first of each group of equal ones."""
    front = np.flatnonzero(ranking.fronts == 0)
    _, first = np.unique(objectives[front], axis=0, return_index=True)
    return front[np.sort(first)].astype(np.uint32)


def thinned(objectives: Float64s, size: int) -> Uint32s:
    """The rows, ascending, that stay when the most crowded one goes until ``size`` are left.

    Crowding is that of Deb et al. 2002, computed anew after every removal; ties go to the lowest row.

    Args:
        objectives: float64 (n_points, n_objectives), no two rows equal.
        size: How many stay at most.
    """
    kept = np.arange(len(objectives), dtype=np.uint32)
    while len(kept) > size:
        kept = kept[_thin(objectives[kept], len(kept) - size)]
    return kept


def _thin(objectives: Float64s, n_removals: int) -> Bools:
    """Removes up to ``n_removals`` points, until an extreme one has to go: which stay, bool (n_points,)."""
    chains = [_Chain(column) for column in objectives.T if np.ptp(column) > 0.0]
    n_points = len(objectives)
    crowding = [sum(chain.gap(row) for chain in chains) for row in range(n_points)]
    heap = [(value, row) for row, value in enumerate(crowding)]
    heapq.heapify(heap)
    stays = np.ones(n_points, dtype=np.bool_)
    while n_removals > 0:
        value, row = heapq.heappop(heap)
        if not stays[row] or value != crowding[row]:
            continue  # an outdated entry
        stays[row] = False
        n_removals -= 1
        if value == np.inf:
            break  # the ranges have changed
        for neighbour in {point for chain in chains for point in chain.remove(row)}:
            crowding[neighbour] = sum(chain.gap(neighbour) for chain in chains)
            heapq.heappush(heap, (crowding[neighbour], neighbour))
    return stays


class _Chain:
    """Points in the order of one objective, each linked to the ones before and after it."""

    def __init__(self, values: Float64s) -> None:
        order = np.argsort(values, kind="stable").tolist()
        self._values = values.tolist()
        self._range = self._values[order[-1]] - self._values[order[0]]
        self._before = {after: before for before, after in pairwise(order)}
        self._after = dict(pairwise(order))

    def gap(self, row: int) -> float:
        """The distance between a point's neighbours, as a fraction of the range; infinite at the ends."""
        if row not in self._before or row not in self._after:
            return float("inf")
        if self._range == float("inf"):
            return 0.0
        distance = self._values[self._after[row]] - self._values[self._before[row]]
        return float(distance / self._range)

    def remove(self, row: int) -> tuple[int, int]:
        """Takes out a point between two others, and returns these."""
        before, after = self._before.pop(row), self._after.pop(row)
        self._after[before], self._before[after] = after, before
        return before, after
