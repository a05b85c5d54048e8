"""Who is the best of a run so far, and whether a generation brought anything better.

With one objective that is the fittest genome. Where objectives are computed from measures it is the one of
the best quality, the first number that was told.
"""

import numpy as np

from speciate.backends.protocol import Bools, Float64s, Ranking
from speciate.evaluated import Evaluated


def improves(best: Evaluated | None, asked: Evaluated, accepted: Bools, *, by_quality: bool) -> bool:
    """Whether the population has improved.

    Args:
        best: The best so far, if anybody was evaluated with success.
        asked: The genomes that were just evaluated.
        accepted: bool (n_genomes,), which of them an archive accepted; that decides where there is one.
        by_quality: Whether objectives are computed.
    """
    if asked.fitness is None or by_quality:
        return bool(accepted.any())
    return best is None or bool(asked.fitness.max() > best.objectives[0, 0])


def updated(best: Evaluated | None, asked: Evaluated, *, by_quality: bool) -> Evaluated | None:
    """The best genome so far, the first of equal ones; None as long as all failed."""
    worth = _worth(asked, by_quality=by_quality)
    if worth is None or asked.failed.all():
        return best
    row = int(worth.argmax())
    if best is not None:
        known = _worth(best, by_quality=by_quality)
        if known is None or worth[row] <= known[0]:
            return best
    return asked.select(np.array([row], dtype=np.uint32))


def leaders(
    survivors: Evaluated, ranking: Ranking, n_leaders: int, *, by_quality: bool
) -> Evaluated | None:
    """The best survivors, best first, in their order or by quality; None if all failed."""
    rows = ranking.order
    rows = rows[~survivors.failed[rows]]
    if by_quality and survivors.quality is not None:
        rows = rows[np.argsort(-survivors.quality[rows], kind="stable")]
    rows = rows[:n_leaders]
    return survivors.select(rows) if len(rows) else None


def _worth(evaluated: Evaluated, *, by_quality: bool) -> Float64s | None:
    """float64 (n_genomes,), -inf where failed; None with several objectives that are all told."""
    if by_quality and evaluated.quality is not None:
        return np.where(evaluated.failed, -np.inf, evaluated.quality)
    return evaluated.fitness
