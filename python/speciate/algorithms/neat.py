"""NEAT: species, and offspring by crossover and mutation of topology and weights."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from speciate import backends
from speciate.algorithms import neat_memory
from speciate.algorithms.neat_memory import NeatMemory
from speciate.algorithms.protocol import Bred, Memory, Told
from speciate.algorithms.renumbering import renumbered
from speciate.algorithms.surviving import survivors_of
from speciate.backends.protocol import Backend, Plan, Population, Ranking, Species
from speciate.config import Config
from speciate.evaluated import Evaluated
from speciate.metrics import Metrics, of_topologies
from speciate.snapshot import Snapshot


class NeatAlgorithm:
    """NEAT (Stanley & Miikkulainen 2002); the number of objectives alone decides whether NSGA-II joins it."""

    def __init__(self, config: Config, n_inputs: int, n_outputs: int) -> None:
        """Prepares the backend.

        Args:
            config: The config, every field filled in.
            n_inputs: Length of an observation.
            n_outputs: Length of an action.

        Raises:
            BackendError: The backend is not installed.
        """
        self._config = config
        self._backend: Backend = backends.create(config.backend, config.settings(n_inputs, n_outputs))

    @property
    def backend(self) -> Backend:
        """Who computes."""
        return self._backend

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring."""
        return self._config.selection.survival != "generational"

    def found(self) -> tuple[Population, NeatMemory]:
        """The founders, and the numbers that follow theirs."""
        population, ledger = self._backend.found()
        return population, NeatMemory(ledger)

    def advance(self, told: Told, memory: Memory) -> Bred:
        """The next generation."""
        assert isinstance(memory, NeatMemory)  # noqa: S101  # the loop gives back what it got
        if told.afresh:
            memory = memory.afresh(told.generation)
        survivors, accepted = survivors_of(told, self._backend)
        ranking = survivors.rank(self._backend)
        species = self._backend.speciate(
            survivors.population, memory.species, ranking, survivors.fitness, accepted, told.generation
        )
        offspring, ledger = self._backend.breed(
            survivors.population,
            told.archive.population if told.archive else None,
            self._plan(told, survivors, ranking, species),
            memory.ledger,
            told.generation,
        )
        return Bred(
            offspring,
            survivors,
            ranking,
            NeatMemory(ledger, species),
            _measured(told.asked.population, species),
        )

    def remembered(
        self, snapshot: Snapshot, generation: int, populations: Iterable[Population]
    ) -> NeatMemory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        size = self._config.population_size
        return neat_memory.restored(snapshot, self._backend, generation, size, populations)

    def joined(
        self, parts: Sequence[Population], before: Memory, after: Sequence[Memory], generation: int
    ) -> tuple[Population, tuple[Memory, ...]]:
        """What islands have bred alone as one population, numbered by one ledger."""
        assert isinstance(before, NeatMemory)  # noqa: S101  # as in advance
        columns, ledger = renumbered(parts, before.ledger, generation * self._config.population_size)
        memories = (replace(one, ledger=ledger) for one in after if isinstance(one, NeatMemory))
        return self._backend.population(columns), tuple(memories)

    def _plan(self, told: Told, survivors: Evaluated, ranking: Ranking, species: Species) -> Plan:
        return self._backend.plan(
            species,
            ranking,
            survivors.fitness,
            survivors.failed,
            survivors.population.sizes,
            told.archive.population.sizes if told.archive else np.zeros(0, dtype=np.uint32),
            told.generation,
            told.stagnant,
        )


def _measured(asked: Population, species: Species) -> Metrics:
    return {"n_species": len(species.ids), "threshold": species.threshold} | of_topologies(asked)
