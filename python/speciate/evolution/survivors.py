"""The survivors among the genomes of a generation and those carried over."""

import numpy as np

from speciate.evolution.algorithm import Outcome
from speciate.values.backend import GenomeBackend
from speciate.values.evaluated import Evaluated, Joined, joined
from speciate.values.types import Bools


def pool_of(outcome: Outcome, backend: GenomeBackend) -> tuple[Evaluated | Joined, Bools]:
    """Genomes carried over, then those asked, and which of them the archive accepted."""
    if outcome.carried is None:
        return outcome.asked, outcome.accepted
    accepted = np.concatenate([np.zeros(len(outcome.carried), dtype=np.bool_), outcome.accepted])
    return joined(backend, outcome.carried, outcome.asked), accepted


def survivors_of(outcome: Outcome, backend: GenomeBackend) -> tuple[Evaluated, Bools]:
    """The survivors, and which of them the archive accepted; all genomes if none is carried over."""
    pool, accepted = pool_of(outcome, backend)
    if outcome.carried is None:
        return outcome.asked, accepted
    ranking = pool.rank(backend)
    rows = backend.survive(pool.objectives, pool.failed, ranking, len(outcome.carried), outcome.generation)
    return pool.select(rows), accepted[rows]
