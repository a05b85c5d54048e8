"""An algorithm of a user: what it raises, and what it should not give, becomes one error that names it."""

from collections.abc import Iterable
from typing import Any, Final

from speciate.config.algorithms import ALGORITHMS, AlgorithmRecord
from speciate.errors import ConfigError
from speciate.evolution.algorithm import Algorithm, Bred, Memory, Outcome
from speciate.evolution.grid import Grid
from speciate.evolution.metrics import problem_of
from speciate.phrases import shown
from speciate.values.backend import GenomeBackend
from speciate.values.evaluated import Evaluated
from speciate.values.generation import Ranking, Species
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot

_PARTS: Final = ("found", "advance", "remembered", "species", "grid")
"""The methods of an algorithm."""

_OF_POPULATION: Final = ("__len__", "ids", "columns", "select")
"""Some of what a population has."""


class UsersAlgorithm:
    """Calls an algorithm of a user. The methods are those of ``Algorithm``."""

    def __init__(self, record: AlgorithmRecord, *arguments: Any) -> None:
        """Makes the algorithm.

        Args:
            record: Its record.
            arguments: What ``create`` takes: the config, n_inputs and n_outputs.

        Raises:
            ConfigError: ``create`` raised an error, or gave no algorithm.
        """
        self._record = record
        with ALGORITHMS.calling(record, "create"):
            self._algorithm: Algorithm = record.create(*arguments)
            self._backend = getattr(self._algorithm, "backend", None)
            has_all = hasattr(self._algorithm, "carries") and all(
                callable(getattr(self._algorithm, name, None)) for name in _PARTS
            )
        if not has_all or not callable(getattr(self._backend, "compile", None)):
            raise self._refusal(
                "create", self._algorithm, f"an object with backend, carries, {', '.join(_PARTS)}"
            )

    def __getattr__(self, name: str) -> Any:
        """What algorithms of a divided population have besides."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._algorithm, name)

    @property
    def backend(self) -> GenomeBackend:
        """The backend that stores, runs and ranks its genomes."""
        backend: Any = self._backend
        own: GenomeBackend = backend
        return own

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring."""
        return self._algorithm.carries

    def found(self) -> tuple[Population, Memory]:
        """The founders, and what is remembered of them. Raises ``ConfigError``."""
        with ALGORITHMS.calling(self._record, "found"):
            given: Any = self._algorithm.found()
        if not isinstance(given, tuple) or len(given) != 2:  # noqa: PLR2004
            raise self._refusal("found", given, "a population and a memory")
        population, memory = given
        self._check("found", population, memory)
        return population, memory

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        """The next generation. Raises ``ConfigError``."""
        with ALGORITHMS.calling(self._record, "advance"):
            given: Any = self._algorithm.advance(outcome, memory)
        if not isinstance(given, Bred):
            raise self._refusal("advance", given, "Bred of speciate.evolution.algorithm")
        self._check("advance", given.asked, given.memory)
        order: Any = given.ranking  # a tuple with names checks no types
        survivors: Any = given.survivors
        if not isinstance(survivors, Evaluated) or not isinstance(order, Ranking):
            raise self._refusal("advance", given, "Bred with survivors and their ranking")
        if problem := problem_of(given.metrics):
            raise ConfigError(ALGORITHMS.told(self._record, f"metrics of advance: {problem}"))
        return given

    def remembered(self, snapshot: Snapshot, generation: int, populations: Iterable[Population]) -> Memory:
        """The memory of a snapshot, every value checked. Raises ``ConfigError`` or ``CheckpointError``."""
        with ALGORITHMS.calling(self._record, "remembered"):
            memory = self._algorithm.remembered(snapshot, generation, populations)
        self._check_memory("remembered", memory)
        return memory

    def species(self, memory: Memory) -> tuple[Species | None, ...]:
        """The species in a memory. Raises ``ConfigError``."""
        with ALGORITHMS.calling(self._record, "species"):
            return self._algorithm.species(memory)

    def grid(self, memory: Memory) -> Grid | None:
        """The grid in a memory. Raises ``ConfigError``."""
        with ALGORITHMS.calling(self._record, "grid"):
            return self._algorithm.grid(memory)

    def _check(self, method: str, population: Any, memory: Any) -> None:
        """Refuses what is no population or no memory. Raises ``ConfigError``."""
        if not all(hasattr(population, name) for name in _OF_POPULATION) or not len(population):
            raise self._refusal(method, population, "a population of its backend")
        self._check_memory(method, memory)

    def _check_memory(self, method: str, memory: Any) -> None:
        if not callable(getattr(memory, "snapshot", None)):
            raise self._refusal(method, memory, "a memory with snapshot()")

    def _refusal(self, method: str, given: Any, expected: str) -> ConfigError:
        return ConfigError(
            ALGORITHMS.told(self._record, f"{method} gave {shown(given)}; expected {expected}")
        )
