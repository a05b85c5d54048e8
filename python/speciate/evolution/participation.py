"""Objectives that count in some generations only.

Clune, Mouret & Lipson 2013, "The evolutionary origins of modularity", let the cost of connections count in a
quarter of the comparisons; here whole generations are drawn, so that a generation has one order.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from speciate.config import Config
from speciate.draws.philox import Draws, Purpose
from speciate.evolution.algorithm import Algorithm, Bred, Memory, Outcome
from speciate.evolution.grid import Grid
from speciate.values.backend import GenomeBackend
from speciate.values.evaluated import Evaluated, Joined, joined
from speciate.values.generation import Species
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot
from speciate.values.types import Bools


class ParticipationAlgorithm:
    """Another algorithm, which sees an objective as constant in generations in which it does not count.

    A constant objective decides nothing: neither dominance nor crowding.
    """

    def __init__(self, config: Config, algorithm: Algorithm) -> None:
        """Wraps an algorithm.

        Args:
            config: The config, every field filled in.
            algorithm: Breeds the genomes.
        """
        self._seed = config.seed
        rates, n_others = config.participation.participation_rates, config.n_objectives - 1
        self._rates = rates * n_others if len(rates) == 1 else rates
        self._algorithm = algorithm

    @property
    def backend(self) -> GenomeBackend:
        """The backend that stores, runs and ranks its genomes."""
        return self._algorithm.backend

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring."""
        return self._algorithm.carries

    def found(self) -> tuple[Population, Memory]:
        """The founders, and what is remembered of them."""
        return self._algorithm.found()

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        """The next generation. The survivors have all their objectives again."""
        counts = self._counts(outcome.generation)
        if counts.all():
            return self._algorithm.advance(outcome, memory)
        seen = outcome._replace(
            asked=_seen(outcome.asked, counts),
            carried=None if outcome.carried is None else _seen(outcome.carried, counts),
        )
        bred = self._algorithm.advance(seen, memory)
        pool = (
            outcome.asked if outcome.carried is None else joined(self.backend, outcome.carried, outcome.asked)
        )
        return bred._replace(survivors=_restored(bred.survivors, pool))

    def remembered(self, snapshot: Snapshot, generation: int, populations: Iterable[Population]) -> Memory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        return self._algorithm.remembered(snapshot, generation, populations)

    def species(self, memory: Memory) -> tuple[Species | None, ...]:
        """Those of the other algorithm."""
        return self._algorithm.species(memory)

    def grid(self, memory: Memory) -> Grid | None:
        """That of the other algorithm."""
        return self._algorithm.grid(memory)

    def candidates(self, memory: Memory) -> Population | None:
        """Those of the other algorithm."""
        return self._algorithm.candidates(memory)

    def _counts(self, generation: int) -> Bools:
        """Which objectives count in a generation: bool (n_objectives,)."""
        draws = Draws(self._seed, Purpose.PARTICIPATION, generation)
        return np.array([True, *(draws.uniform(other) < rate for other, rate in enumerate(self._rates))])


def _seen(evaluated: Evaluated, counts: Bools) -> Evaluated:
    """Genomes whose objectives are 0 where they do not count."""
    return replace(evaluated, objectives=np.where(counts, evaluated.objectives, 0.0))


def _restored(survivors: Evaluated, pool: Evaluated | Joined) -> Evaluated:
    """Survivors with the objectives that they have in the pool they came from."""
    by_id = np.argsort(pool.ids)
    rows = by_id[np.searchsorted(pool.ids, survivors.ids, sorter=by_id)]
    return replace(survivors, objectives=pool.objectives[rows])
