"""HyperNEAT: NEAT evolves patterns. A pattern gives the weights of the dense network that plays."""

from collections.abc import Iterable, Sequence
from typing import Final

from speciate import backends
from speciate.config import Config, elites, patterns
from speciate.config.algorithms import AlgorithmRecord
from speciate.errors import ConfigError
from speciate.evolution.algorithm import Bred, Divisible, Memory, Outcome
from speciate.evolution.algorithms.neat import NeatAlgorithm
from speciate.values.backend import GenomeBackend
from speciate.values.generation import Species
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot


class HyperNeatAlgorithm(Divisible):
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
            ends = patterns.genome_ends(config, n_inputs, n_outputs)
        except ValueError as error:
            raise ConfigError(str(error)) from None
        self._neat = NeatAlgorithm(patterns.of_patterns(config), *ends)
        settings = patterns.substrate_settings(config, n_inputs, n_outputs)
        self._backend = backends.create(config.backend).substrate(settings, self._neat.backend)

    @property
    def backend(self) -> GenomeBackend:
        """The backend that stores and ranks patterns, and runs networks."""
        return self._backend

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring."""
        return self._neat.carries

    def found(self) -> tuple[Population, Memory]:
        """The founders, and the numbers that follow theirs."""
        return self._neat.found()

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        """The next generation."""
        return self._neat.advance(outcome, memory)

    def remembered(self, snapshot: Snapshot, generation: int, populations: Iterable[Population]) -> Memory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        return self._neat.remembered(snapshot, generation, populations)

    def joined(
        self, parts: Sequence[Population], before: Memory, after: Sequence[Memory], generation: int
    ) -> tuple[Population, tuple[Memory, ...]]:
        """What islands have bred alone as one population, numbered by one ledger."""
        return self._neat.joined(parts, before, after, generation)

    def check_islands(self, memories: Sequence[Memory]) -> None:
        """Refuses islands that do not share one ledger. Raises ``CheckpointError``."""
        self._neat.check_islands(memories)

    def species(self, memory: Memory) -> tuple[Species | None, ...]:
        """The species of the last generation."""
        return self._neat.species(memory)

    def candidates(self, memory: Memory) -> Population | None:
        """The best patterns of species with the means of their weights, where weights are drawn."""
        return self._neat.candidates(memory)


RECORD: Final = AlgorithmRecord(
    name="hyperneat",
    create=HyperNeatAlgorithm,
    description="NEAT evolves patterns that give the weights of dense networks",
    reads=dict.fromkeys(
        ("mutation", "crossover", "distance", "speciation", "reproduction", "restart", "dense", "substrate")
    ),
    divisible=True,
    checks=patterns.contradictions,
    checks_of_new_runs=elites.only_champions,
    genome_ends=patterns.genome_ends,
    sees_views=patterns.fit_views,
    settings=patterns.substrate_settings,
)
