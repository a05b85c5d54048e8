"""Who is the best of a run so far, and whether a generation brought anything better.

With one objective that is the fittest genome. Where objectives are computed from measures it is the one of
the best quality, the first number that was told.
"""

import numpy as np

from speciate.backends.protocol import Bools, Float64s, Ranking
from speciate.evaluated import Evaluated, selected


def improves(best: Evaluated | None, after: Evaluated | None, accepted: Bools, *, by_archive: bool) -> bool:
    """Whether a generation brought anything better.

    Args:
        best: The best before, if anybody was evaluated with success.
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
    if worth is None or asked.n_failed == len(asked):
        return best
    row = int(worth.argmax())
    if best is not None:
        known = _worth(best, by_quality=by_quality)
        if known is None or worth[row] <= known[0]:
            return best
    return asked.select(np.array([row], dtype=np.uint32))


def leaders(survivors: Evaluated, ranking: Ranking, n_leaders: int, *, by_quality: bool) -> Evaluated | None:
    """The best survivors, best first, in their order or by quality; None if all failed."""
    rows = ranking.order[: len(survivors) - survivors.n_failed]  # whoever failed ranks last
    if by_quality and survivors.quality is not None:
        rows = rows[np.argsort(-survivors.quality[rows], kind="stable")]
    rows = rows[:n_leaders]
    return selected(survivors, survivors.population.select(rows), rows) if len(rows) else None


def _worth(evaluated: Evaluated, *, by_quality: bool) -> Float64s | None:
    """float64 (n_genomes,), -inf where failed; None with several objectives that are all told."""
    worth = evaluated.quality if by_quality else None
    if worth is None:
        if evaluated.objectives.shape[1] > 1:
            return None
        worth = evaluated.objectives[:, 0]
    return np.where(evaluated.failed, -np.inf, worth) if evaluated.n_failed else worth
