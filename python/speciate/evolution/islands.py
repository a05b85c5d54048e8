"""Islands: parts of a population that evolve alone, and send copies of their best to each other.

Each breeds by itself, with draws of its own. They share one ledger, and the loop sees one population.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np

from speciate.config import Config
from speciate.config.islands import sizes
from speciate.draws.philox import Draws, Purpose
from speciate.evolution.algorithm import Bred, Divisible, Memory, Outcome
from speciate.values.backend import GenomeBackend
from speciate.values.evaluated import Evaluated, concatenated, joined
from speciate.values.generation import Species
from speciate.values.generation_metrics import Metrics
from speciate.values.population import Population
from speciate.values.snapshot import Arrays, Snapshot, columns, prefixed

if TYPE_CHECKING:
    from speciate.values.types import Uint32s


@dataclass(frozen=True)
class IslandsMemory:
    """What islands have to remember.

    Attributes:
        islands: What each remembers.
    """

    islands: tuple[Memory, ...]

    def snapshot(self) -> Snapshot:
        """This memory as data only."""
        arrays: Arrays = {}
        scalars: dict[str, Any] = {}
        for number, memory in enumerate(self.islands):
            one = memory.snapshot()
            arrays |= prefixed(_name(number), one.arrays)
            scalars |= prefixed(_name(number), one.scalars)
        return Snapshot(arrays, scalars)


class IslandsAlgorithm:
    """Splits the outcome of a generation, lets each island advance, and joins what they bred.

    Ring migration of copies is the island model of Whitley, Rana & Heckendorn 1999, "The Island Model Genetic
    Algorithm: On Separability, Population Size and Convergence".
    """

    def __init__(self, config: Config, alone: Callable[[Config], Divisible]) -> None:
        """Prepares the islands.

        Args:
            config: The config, every field filled in.
            alone: Makes the algorithm of a config without islands.
        """
        self._config = config
        self._sizes = sizes(config.population_size, config.islands.n_islands)
        self._whole = alone(config)
        self._islands = [
            alone(_config_of(config, number, n_genomes)) for number, n_genomes in enumerate(self._sizes)
        ]

    @property
    def backend(self) -> GenomeBackend:
        """The backend that stores, runs and ranks the genomes of all islands."""
        return self._whole.backend

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring."""
        return self._whole.carries

    def found(self) -> tuple[Population, IslandsMemory]:
        """The founders of all islands."""
        populations, memories = zip(*(island.found() for island in self._islands), strict=True)
        population, memories = self._whole.joined(populations, memories[0], memories, 0)
        return population, IslandsMemory(memories)

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        """The next generation of all islands."""
        assert isinstance(memory, IslandsMemory)  # noqa: S101  # the loop gives back what it got
        parts = self._divided(outcome)
        bred = [
            island.advance(part, remembered)
            for island, part, remembered in zip(
                self._islands, self._migrated(parts, outcome.generation), memory.islands, strict=True
            )
        ]
        offspring, memories = self._whole.joined(
            [one.asked for one in bred],
            memory.islands[0],
            [one.memory for one in bred],
            outcome.generation + 1,
        )
        survivors = concatenated(self.backend, [one.survivors for one in bred])
        ranking = survivors.rank(self.backend)
        return Bred(offspring, survivors, ranking, IslandsMemory(memories), self._measured(parts, bred))

    def remembered(
        self, snapshot: Snapshot, generation: int, populations: Iterable[Population]
    ) -> IslandsMemory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        genomes = list(populations)
        memories = []
        for number, island in enumerate(self._islands):
            own = Snapshot(columns(_name(number), snapshot.arrays), columns(_name(number), snapshot.scalars))
            memories.append(island.remembered(own, generation, genomes))
        self._whole.check_islands(memories)
        return IslandsMemory(tuple(memories))

    def species(self, memory: Memory) -> tuple[Species | None, ...]:
        """The species of each island; none without species."""
        assert isinstance(memory, IslandsMemory)  # noqa: S101  # as in advance
        return tuple(one for island in memory.islands for one in self._whole.species(island))

    def grid(self, memory: Memory) -> None:
        """None: no algorithm with a grid has islands."""

    def candidates(self, memory: Memory) -> Population | None:
        """Those of each island, one after the other; None if none offers any."""
        assert isinstance(memory, IslandsMemory)  # noqa: S101  # as in advance
        offered = map(self._whole.candidates, memory.islands)
        found = [one for one in offered if one is not None]
        return self.backend.concatenate(found) if found else None

    def _divided(self, outcome: Outcome) -> list[Outcome]:
        """The outcome of each island. The archive belongs to none of them and does not breed."""
        parts, first = [], 0
        for n_genomes in self._sizes:
            rows = np.arange(first, first + n_genomes, dtype=np.uint32)
            carried = None if outcome.carried is None else outcome.carried.select(rows)
            asked, accepted = outcome.asked.select(rows), outcome.accepted[rows]
            parts.append(outcome._replace(asked=asked, accepted=accepted, carried=carried, archive=None))
            first += n_genomes
        return parts

    def _migrated(self, parts: list[Outcome], generation: int) -> list[Outcome]:
        """What each island is told after copies of the best have arrived from the one before it."""
        islands = self._config.islands
        if (generation + 1) % islands.migration_generations or not islands.n_migrants:
            return parts
        ring = list(range(len(parts)))
        if islands.migration_topology == "random":
            draws = Draws(self._config.seed, Purpose.MIGRATION, generation)
            for place in range(len(ring) - 1, 0, -1):
                other = draws.below(place, place + 1)
                ring[place], ring[other] = ring[other], ring[place]
        before = {island: ring[place - 1] for place, island in enumerate(ring)}
        return [self._visited(part, parts[before[number]]) for number, part in enumerate(parts)]

    def _visited(self, target: Outcome, source: Outcome) -> Outcome:
        """What an island is told after the best of another have taken the places of its worst."""
        pool = source.asked if source.carried is None else joined(self.backend, source.carried, source.asked)
        accepted = np.concatenate([np.zeros(len(pool) - len(source.asked), dtype=np.bool_), source.accepted])
        best = pool.rank(self.backend).order
        leaves = ~pool.failed[best] & ~np.isin(
            pool.ids[best], _ids(target)
        )  # no genome is on an island twice
        best = best[leaves][: self._config.islands.n_migrants]
        if not len(best):
            return target
        n = len(target.asked)
        worst = target.asked.rank(self.backend).order[n - len(best) :]
        rows: Uint32s = np.arange(n, dtype=np.uint32)
        rows[worst] = n + np.arange(len(best), dtype=np.uint32)
        asked = joined(self.backend, target.asked, pool.select(best)).select(rows)
        return target._replace(asked=asked, accepted=np.concatenate([target.accepted, accepted[best]])[rows])

    def _measured(self, parts: Sequence[Outcome], bred: Sequence[Bred]) -> Metrics:
        """Counts summed, other numbers as means over genomes, and the best of each island."""
        metrics: Metrics = {}
        for name in bred[0].metrics:
            values = [one.metrics[name] for one in bred]
            metrics[name] = sum(values) if name.startswith("n_") else _mean(values, self._sizes)
        sign = -1.0 if self._config.directions[0] == "min" else 1.0
        return metrics | {"island_best": [_best(part.asked, sign) for part in parts]}


def _config_of(config: Config, number: int, n_genomes: int) -> Config:
    """The config of one island: a run of its own, with a seed of its own."""
    seed = Draws(config.seed, Purpose.ISLAND).word(number) >> 1  # seeds have 63 bits
    return config.changed(
        seed=seed, population_size=n_genomes, threads=1, islands={"n_islands": 1, "n_migrants": 0}
    )


def _name(number: int) -> str:
    return f"island_{number}"


def _ids(outcome: Outcome) -> Any:
    """Ids of all genomes on an island."""
    ids = outcome.asked.population.ids
    return ids if outcome.carried is None else np.concatenate([outcome.carried.population.ids, ids])


def _mean(values: Sequence[float], sizes: Sequence[int]) -> float:
    # fsum is exact; what sum gives for doubles depends on the version of Python
    return fsum(value * n for value, n in zip(values, sizes, strict=True)) / sum(sizes)


def _best(asked: Evaluated, sign: float) -> float | None:
    """The best of the first objective, in the user's direction; None if all failed."""
    told = asked.objectives[~asked.failed, 0]
    return float(told.max() * sign) + 0.0 if len(told) else None
