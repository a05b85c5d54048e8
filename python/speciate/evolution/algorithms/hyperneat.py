"""HyperNEAT: NEAT evolves patterns, and what plays are the dense networks whose weights they draw."""

from collections.abc import Iterable, Sequence

from speciate import backends
from speciate.config import Config
from speciate.config.substrate import genome_ends, of_patterns
from speciate.errors import ConfigError
from speciate.evolution.algorithm import Bred, Memory, Told
from speciate.evolution.algorithms.neat import NeatAlgorithm
from speciate.values.backend import GenomeBackend
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot


class HyperNeatAlgorithm:
    """Stanley, D'Ambrosio & Gauci 2009. Breeding is NEAT's; only the loop's backend is another."""

    def __init__(self, config: Config, n_inputs: int, n_outputs: int) -> None:
        """Prepares the backends.

        Args:
            config: The config, every field filled in.
            n_inputs: Length of an observation.
            n_outputs: Length of an action.

        Raises:
            BackendError: The backend is not installed.
            ConfigError: There are places for more or fewer inputs or outputs.
        """
        try:
            ends = genome_ends(config, n_inputs, n_outputs)
        except ValueError as error:
            raise ConfigError(str(error)) from None
        self._neat = NeatAlgorithm(of_patterns(config), *ends)
        settings = config.settings(n_inputs, n_outputs)
        self._backend = backends.create_substrate(config.backend, settings, self._neat.backend)

    @property
    def backend(self) -> GenomeBackend:
        """Who stores and ranks patterns, and runs networks."""
        return self._backend

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring."""
        return self._neat.carries

    def found(self) -> tuple[Population, Memory]:
        """The founders, and the numbers that follow theirs."""
        return self._neat.found()

    def advance(self, told: Told, memory: Memory) -> Bred:
        """The next generation."""
        return self._neat.advance(told, memory)

    def remembered(self, snapshot: Snapshot, generation: int, populations: Iterable[Population]) -> Memory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        return self._neat.remembered(snapshot, generation, populations)

    def joined(
        self, parts: Sequence[Population], before: Memory, after: Sequence[Memory], generation: int
    ) -> tuple[Population, tuple[Memory, ...]]:
        """What islands have bred alone as one population, numbered by one ledger."""
        return self._neat.joined(parts, before, after, generation)
