"""The best genome of a run so far, and whether a generation brought anything better.

With one objective that is the fittest genome. Where objectives are computed from measures it is the one of
the best quality, the first number that was told.
"""

from typing import Final

import numpy as np

from speciate.values.evaluated import Evaluated, selected
from speciate.values.types import Bools, Float64s, Uint32s

_MOST_KEPT: Final = 4096
"""Of so many survivors the leaders are taken when they are asked for."""


def improves(best: Evaluated | None, after: Evaluated | None, accepted: Bools, *, by_archive: bool) -> bool:
    """Whether a generation brought anything better.

    Args:
        best: The best before, if an evaluation succeeded.
        after: The best after, as ``updated`` gives it.
        accepted: bool (n_genomes,), which of the genomes an archive accepted.
        by_archive: Whether that decides, as with several objectives and with computed ones.
    """
    if by_archive:
        return bool(accepted.any())
    return best is None or after is not best


def updated(best: Evaluated | None, asked: Evaluated, *, by_quality: bool) -> Evaluated | None:
    """The best genome so far, the first of equal ones; None as long as all failed."""
    worth = _worth(asked, by_quality=by_quality)
    if worth is None:
        return best
    row = int(worth.argmax())
    if best is None:
        better = not asked.failed[row]
    else:
        known = best.quality if by_quality and best.quality is not None else best.objectives
        better = worth.item(row) > known.item(0)
    return asked.select(np.array([row], dtype=np.uint32)) if better else best


class Leaders:
    """The best survivors of a generation. They are taken out of it at the first request.

    Until then all survivors stay in memory, so out of many they are taken at once.
    """

    def __init__(
        self, survivors: Evaluated, order: Uint32s, n_leaders: int, *, by_quality: bool = False
    ) -> None:
        """Remembers the survivors.

        Args:
            survivors: The survivors.
            order: Their rows, best first; failed genomes come last.
            n_leaders: How many leaders there are at most.
            by_quality: Whether they are the best by quality, where there is one, instead of the first.
        """
        self._survivors, self._order = survivors, order
        self._n_leaders, self._by_quality = n_leaders, by_quality
        self._taken: Evaluated | None = None
        if len(order) > _MOST_KEPT:
            self.taken()

    def taken(self) -> Evaluated | None:
        """The genomes, best first; None if all failed."""
        survivors = self._survivors
        if self._taken is None and survivors.n_failed < len(survivors):
            rows = self._rows()
            self._taken = selected(survivors, survivors.population.select(rows), rows)
            self._survivors = self._taken  # the others are let go
        return self._taken

    def _rows(self) -> Uint32s:
        survivors = self._survivors
        rows = self._order[: len(survivors) - survivors.n_failed]
        if self._by_quality and survivors.quality is not None:
            rows = rows[np.argsort(-survivors.quality[rows], kind="stable")]
        return rows[: self._n_leaders]


def _worth(evaluated: Evaluated, *, by_quality: bool) -> Float64s | None:
    """float64 (n_genomes,), -inf where failed; None with several objectives that are all told."""
    worth = evaluated.quality if by_quality else None
    if worth is None:
        if evaluated.objectives.shape[1] > 1:
            return None
        worth = evaluated.objectives[:, 0]
    return np.where(evaluated.failed, -np.inf, worth) if evaluated.n_failed else worth
