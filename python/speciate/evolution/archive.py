"""The all-time archive of non-dominated genomes, bounded by crowding."""

import numpy as np

from speciate.evolution import pareto
from speciate.values.backend import GenomeBackend
from speciate.values.evaluated import Evaluated, joined
from speciate.values.generation import Ranking
from speciate.values.types import Bools, Float64s, Uint32s


def updated(
    backend: GenomeBackend, archive: Evaluated | None, asked: Evaluated, size: int
) -> tuple[Evaluated | None, Bools]:
    """The archive after a generation.

    Keeps what nothing dominates, one genome for equal objectives (the older one), and of these, if there are
    too many, takes away the most crowded one at a time.

    Args:
        backend: Ranks the genomes.
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
    rows = non_dominated(candidates.objectives, candidates.rank(backend))
    rows = rows[pareto.thinned(candidates.objectives[rows], size)]
    if len(rows) == n_old and rows[-1] < n_old:
        return archive, accepted  # none came, none went: nothing is copied
    accepted[valid[rows[rows >= n_old] - n_old]] = True
    return candidates.select(rows), accepted


def non_dominated(objectives: Float64s, ranking: Ranking) -> Uint32s:
    """Rows of the first front, ascending, the first of each group of equal ones."""
    front = np.flatnonzero(ranking.fronts == 0)
    values = objectives[front]
    order = np.lexsort(values.T)  # which is stable, so that the first of equal rows comes first
    ordered = values[order]
    is_first = np.ones(len(front), dtype=np.bool_)
    is_first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return front[np.sort(order[is_first])].astype(np.uint32)
