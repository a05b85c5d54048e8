"""The protocol of algorithms: what the loop of a generation asks of them.

The loop (``speciate.evolution.loop``) gives genomes to evaluate, takes their results, and keeps the archive,
the best genome and the metrics. An algorithm makes the next genomes. An algorithm has no state of its own.
What it has to remember from one generation to the next is its memory, a frozen value that the loop keeps and
saves.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from speciate.evolution.grid import Grid
from speciate.values.backend import GenomeBackend
from speciate.values.evaluated import Evaluated
from speciate.values.generation import Ranking, Species
from speciate.values.generation_metrics import Metrics
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot
from speciate.values.types import Bools


class Memory(Protocol):
    """What an algorithm has to remember from one generation to the next."""

    def snapshot(self) -> Snapshot:
        """This memory as data only."""
        ...


class Outcome(NamedTuple):
    """The outcome of a generation: its genomes after their evaluation, and what they compete with.

    Attributes:
        generation: Its number, counted from 0.
        asked: Its genomes and what they achieved.
        accepted: bool (n_genomes,), which of them the archive accepted; none with one objective.
        carried: Survivors of the generation before that compete with them, if any.
        archive: Non-dominated genomes of all generations, with several objectives.
        stagnant: Generations since the whole population last improved.
        afresh: Whether what was achieved before does not compare with this generation.
        stalled: Whether the population has made no progress for so long that it may start anew.
    """

    generation: int
    asked: Evaluated
    accepted: Bools
    carried: Evaluated | None
    archive: Evaluated | None
    stagnant: int
    afresh: bool = False
    stalled: bool = False


class Bred(NamedTuple):
    """The next generation.

    Attributes:
        asked: The genomes to evaluate next.
        survivors: Those of the last generation that could become parents.
        ranking: Their order, best first.
        memory: What the algorithm remembers.
        metrics: What it says of the last generation, by name, as JSON takes it.
    """

    asked: Population
    survivors: Evaluated
    ranking: Ranking
    memory: Memory
    metrics: Metrics


class Algorithm(Protocol):
    """How the next generation is made. Every method takes values and returns new ones.

    A class that names this protocol as its base inherits ``species``, ``grid`` and ``candidates`` for an
    algorithm that has none of them.
    """

    @property
    def backend(self) -> GenomeBackend:
        """The backend that stores, runs and ranks its genomes."""
        ...

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring."""
        ...

    def found(self) -> tuple[Population, Memory]:
        """The founders, and what is remembered of them."""
        ...

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        """The next generation."""
        ...

    def remembered(self, snapshot: Snapshot, generation: int, populations: Iterable[Population]) -> Memory:
        """The memory of a snapshot, every value checked.

        Args:
            snapshot: What ``State.snapshot`` gave; what ``Memory.snapshot`` gave is part of it.
            generation: The generation that is asked next.
            populations: All genomes of the snapshot that the memory has to agree with.

        Raises:
            CheckpointError: Something is missing, or contradicts something else.
        """
        ...

    def species(self, memory: Memory) -> tuple[Species | None, ...]:  # noqa: ARG002
        """The species in a memory, of each island; none without species, None before the first generation."""
        return ()

    def grid(self, memory: Memory) -> Grid | None:  # noqa: ARG002
        """The grid in a memory, for people; None for an algorithm without a grid."""
        return None

    def candidates(self, memory: Memory) -> Population | None:  # noqa: ARG002
        """Further candidates for the champion, such as the mean of a distribution; None without any.

        They play the validation episodes beside the leaders, and count in nothing else.
        """
        return None


class Divisible(Algorithm, Protocol):
    """An algorithm whose population can be split into islands, each of which it breeds alone."""

    def joined(
        self, parts: Sequence[Population], before: Memory, after: Sequence[Memory], generation: int
    ) -> tuple[Population, tuple[Memory, ...]]:
        """What islands have bred alone as one population, with ids and numbers that agree.

        Args:
            parts: The offspring of each island; together as many as this algorithm's population.
            before: What any of them remembered before.
            after: What each remembers now.
            generation: The generation of the offspring.

        Returns:
            The population, and what each island has to remember.
        """
        ...

    def check_islands(self, memories: Sequence[Memory]) -> None:
        """Refuses memories of islands that do not belong to one run. Raises ``CheckpointError``."""
        ...
