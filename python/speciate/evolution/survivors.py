"""Who of a generation and those carried over survives."""

import numpy as np

from speciate.evolution.algorithm import Told
from speciate.values.backend import GenomeBackend
from speciate.values.evaluated import Evaluated, Joined, joined
from speciate.values.types import Bools


def pool_of(told: Told, backend: GenomeBackend) -> tuple[Evaluated | Joined, Bools]:
    """Genomes carried over, then those asked, and which of them the archive accepted."""
    if told.carried is None:
        return told.asked, told.accepted
    accepted = np.concatenate([np.zeros(len(told.carried), dtype=np.bool_), told.accepted])
    return joined(backend, told.carried, told.asked), accepted


def survivors_of(told: Told, backend: GenomeBackend) -> tuple[Evaluated, Bools]:
    """Who survives, and which of them the archive accepted; without genomes carried over, everybody."""
    pool, accepted = pool_of(told, backend)
    if told.carried is None:
        return told.asked, accepted
    ranking = pool.rank(backend)
    rows = backend.survive(pool.objectives, pool.failed, ranking, len(told.carried), told.generation)
    return pool.select(rows), accepted[rows]
