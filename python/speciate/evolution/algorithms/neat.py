"""NEAT: species, and offspring by crossover and mutation of topology and weights."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from speciate import backends
from speciate.config import Config, elites
from speciate.config.algorithms import AlgorithmRecord
from speciate.draws import sums
from speciate.errors import CheckpointError
from speciate.evolution import species_means
from speciate.evolution.algorithm import Bred, Divisible, Memory, Outcome
from speciate.evolution.memories import neat as neat_memory
from speciate.evolution.memories.neat import NeatMemory
from speciate.evolution.metrics import of_topologies
from speciate.evolution.renumbering import renumbered
from speciate.evolution.restarting import Restarting
from speciate.evolution.survivors import pool_of
from speciate.values.backend import NeatBackend
from speciate.values.evaluated import selected
from speciate.values.generation import AT_MEANS, DRAWN, Advanced, Distributions, EvaluatedGeneration, Species
from speciate.values.generation_metrics import Metrics
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot
from speciate.values.types import Uint64s


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
            memory.distributions,
        )
        advanced = self._backend.advance(evaluated)
        rows = advanced.rows
        survivors = outcome.asked if rows is None else selected(pool, advanced.survivors, rows)
        bred = Bred(
            advanced.offspring,
            survivors,
            advanced.ranking,
            _remembering(advanced),
            self._measured(outcome.asked.population, advanced),
        )
        return self._restarting.anew(bred, self._backend, outcome.generation) if outcome.stalled else bred

    def remembered(
        self, snapshot: Snapshot, generation: int, populations: Iterable[Population]
    ) -> NeatMemory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        return neat_memory.restored(snapshot, self._backend, generation, self._config, populations)

    def joined(
        self, parts: Sequence[Population], before: Memory, after: Sequence[Memory], generation: int
    ) -> tuple[Population, tuple[Memory, ...]]:
        """What islands have bred alone as one population, numbered by one ledger."""
        assert isinstance(before, NeatMemory)  # noqa: S101  # as in advance
        columns, ledger = renumbered(parts, before.ledger, generation * self._config.population_size)
        memories, first = [], 0
        for part, one in zip(parts, after, strict=True):
            assert isinstance(one, NeatMemory)  # noqa: S101  # as in advance
            ids = columns["ids"][first : first + len(part)]
            memories.append(one._replace(ledger=ledger, distributions=_numbered(one.distributions, ids)))
            first += len(part)
        return self._backend.population(columns), tuple(memories)

    def check_islands(self, memories: Sequence[Memory]) -> None:
        """Refuses islands that do not share one ledger. Raises ``CheckpointError``."""
        if len({memory.ledger for memory in memories if isinstance(memory, NeatMemory)}) > 1:
            raise CheckpointError("the snapshot's islands have several ledgers; it is damaged")

    def species(self, memory: Memory) -> tuple[Species | None, ...]:
        """The species of the last generation."""
        assert isinstance(memory, NeatMemory)  # noqa: S101  # as in advance
        return (memory.species,)

    def _measured(self, asked: Population, advanced: Advanced) -> Metrics:
        species, known = advanced.species, advanced.distributions
        threshold = {} if self._config.speciation.is_off else {"threshold": species.threshold}
        metrics: Metrics = {"n_species": len(species)} | threshold | of_topologies(asked)
        if known is not None:
            steps = known.steps.tolist()
            metrics["mean_step_size"] = sums.mean(steps) if steps else 0.0
            metrics["drawn_fraction"] = int(np.isin(known.kinds, (DRAWN, AT_MEANS)).sum()) / len(known.kinds)
        return metrics

    def candidates(self, memory: Memory) -> Population | None:
        """The best genomes of species with the means of their weights, where weights are drawn."""
        assert isinstance(memory, NeatMemory)  # noqa: S101  # as in advance
        if memory.distributions is None or memory.best is None or memory.best_species is None:
            return None
        return species_means.at_means(self._backend, memory.best, memory.best_species, memory.distributions)


def _remembering(advanced: Advanced) -> NeatMemory:
    """The memory after a generation."""
    if advanced.distributions is None:
        return NeatMemory(advanced.ledger, advanced.species)
    rows, positions = species_means.best_of_species(advanced.ranking, advanced.species)
    best = advanced.survivors.select(rows)
    return NeatMemory(advanced.ledger, advanced.species, advanced.distributions, best, positions)


def _numbered(known: Distributions | None, ids: Uint64s) -> Distributions | None:
    """Distributions whose offspring have got other ids."""
    return None if known is None else known._replace(ids=ids)


RECORD: Final = AlgorithmRecord(
    name="neat",
    create=NeatAlgorithm,
    description="topology and weights of networks evolve, in species",
    reads=dict.fromkeys(("mutation", "crossover", "distance", "speciation", "reproduction", "restart")),
    divisible=True,
    grows=True,
    checks_of_new_runs=elites.only_champions,
)
