"""NEAT: species, and offspring by crossover and mutation of topology and weights."""

from collections.abc import Iterable, Sequence
from typing import Final

from speciate import backends
from speciate.config import Config, elites
from speciate.config.algorithms import AlgorithmRecord
from speciate.errors import CheckpointError
from speciate.evolution.algorithm import Bred, Divisible, Memory, Outcome
from speciate.evolution.memories import neat as neat_memory
from speciate.evolution.memories.neat import NeatMemory
from speciate.evolution.metrics import of_topologies
from speciate.evolution.renumbering import renumbered
from speciate.evolution.restarting import Restarting
from speciate.evolution.survivors import pool_of
from speciate.values.backend import NeatBackend
from speciate.values.evaluated import selected
from speciate.values.generation import EvaluatedGeneration, Species
from speciate.values.generation_metrics import Metrics
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot


class NeatAlgorithm(Divisible):
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
        self._backend = backends.create(config.backend).neat(config.steps(n_inputs, n_outputs))
        self._restarting = Restarting(config, n_inputs, n_outputs)

    @property
    def backend(self) -> NeatBackend:
        """The backend that stores, runs and ranks its genomes."""
        return self._backend

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring."""
        return self._config.selection.survival != "generational"

    def found(self) -> tuple[Population, NeatMemory]:
        """The founders, and the numbers that follow theirs."""
        population, ledger = self._backend.found()
        return population, NeatMemory(ledger)

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        """The next generation."""
        assert isinstance(memory, NeatMemory)  # noqa: S101  # the loop gives back what it got
        if outcome.afresh:
            several = self._config.n_objectives > 1
            memory = neat_memory.afresh(memory, self._backend, outcome.generation, several=several)
        pool, accepted = pool_of(outcome, self._backend)
        evaluated = EvaluatedGeneration(
            outcome.carried.population if outcome.carried else None,
            outcome.asked.population,
            pool.objectives,
            pool.failed,
            accepted,
            outcome.archive.population if outcome.archive else None,
            memory.species,
            memory.ledger,
            outcome.generation,
            outcome.stagnant,
        )
        advanced = self._backend.advance(evaluated)
        rows = advanced.rows
        survivors = outcome.asked if rows is None else selected(pool, advanced.survivors, rows)
        bred = Bred(
            advanced.offspring,
            survivors,
            advanced.ranking,
            NeatMemory(advanced.ledger, advanced.species),
            self._measured(outcome.asked.population, advanced.species),
        )
        return self._restarting.anew(bred, self._backend, outcome.generation) if outcome.stalled else bred

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
        memories = (one._replace(ledger=ledger) for one in after if isinstance(one, NeatMemory))
        return self._backend.population(columns), tuple(memories)

    def check_islands(self, memories: Sequence[Memory]) -> None:
        """Refuses islands that do not share one ledger. Raises ``CheckpointError``."""
        if len({memory.ledger for memory in memories if isinstance(memory, NeatMemory)}) > 1:
            raise CheckpointError("the snapshot's islands have several ledgers; it is damaged")

    def species(self, memory: Memory) -> tuple[Species | None, ...]:
        """The species of the last generation."""
        assert isinstance(memory, NeatMemory)  # noqa: S101  # as in advance
        return (memory.species,)

    def _measured(self, asked: Population, species: Species) -> Metrics:
        threshold = {} if self._config.speciation.is_off else {"threshold": species.threshold}
        return {"n_species": len(species)} | threshold | of_topologies(asked)


RECORD: Final = AlgorithmRecord(
    name="neat",
    create=NeatAlgorithm,
    description="topology and weights of networks evolve, in species",
    reads=dict.fromkeys(("mutation", "crossover", "distance", "speciation", "reproduction", "restart")),
    divisible=True,
    grows=True,
    checks_of_new_runs=elites.only_champions,
)
