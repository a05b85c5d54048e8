"""Who of a generation and those carried over survives."""

import numpy as np

from speciate.algorithms.protocol import Told
from speciate.backends.protocol import Bools, GenomeBackend
from speciate.evaluated import Evaluated, joined


def survivors_of(told: Told, backend: GenomeBackend) -> tuple[Evaluated, Bools]:
    """Who survives, and which of them the archive accepted; without genomes carried over, everybody."""
    if told.carried is None:
        return told.asked, told.accepted
    pool = joined(backend, told.carried, told.asked)
    n_carried = len(told.carried)
    ranking = pool.rank(backend)
    rows = backend.survive(pool.objectives, pool.failed, ranking, n_carried, told.generation)
    return pool.select(rows), np.concatenate([np.zeros(n_carried, dtype=np.bool_), told.accepted])[rows]
