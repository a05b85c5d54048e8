"""Everything that a backend gives, in one object."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from speciate.backends.dense import DenseBackend, DenseSteps
from speciate.backends.games import Games
from speciate.backends.substrate import SubstrateBackend
from speciate.errors import ConfigError
from speciate.values.backend import GenomeBackend, NeatBackend
from speciate.values.settings import Settings, SubstrateSettings
from speciate.values.types import Float64s, Uint32s
from speciate.values.vectors import EvaluatedVectors, RankedVectors, VectorSettings


class Steps(NeatBackend, DenseSteps, Protocol):
    """The steps of a run: on genomes of NEAT, and on rows of weights."""


class VectorBackend(Protocol):
    """The steps of a generation of NSGA-II over vectors.

    Objectives are maximised. They are numbers where the evaluation did not fail.
    """

    @property
    def name(self) -> str:
        """The name of this backend."""
        ...

    def found(self) -> Float64s:
        """The first vectors: float64 (population_size, n_variables)."""
        ...

    def offspring(self, parents: RankedVectors, generation: int) -> Float64s:
        """The vectors of a generation.

        Args:
            parents: As many as the population has.
            generation: The number of the offspring's generation.

        Returns:
            float64 (population_size, n_variables).
        """
        ...

    def survive(self, population: RankedVectors, offspring: EvaluatedVectors) -> RankedVectors:
        """The best of a population, which is empty in the first generation, and its offspring."""
        ...


class Pareto(Protocol):
    """Multi-objective selection on plain arrays: float64 (n_points, n_objectives), higher is better.

    Every function raises ``EvaluationError`` for NaN.
    """

    def fronts(self, points: Float64s) -> Uint32s:
        """The front of each point, uint32 (n_points,); 0 is the Pareto front."""
        ...

    def crowding(self, points: Float64s, fronts: Uint32s) -> Float64s:
        """How far each point is from its neighbours in its front, float64 (n_points,)."""
        ...

    def best(self, points: Float64s, n: int) -> Uint32s:
        """The best points, by front, then crowding, then row: uint32 (n,), best first."""
        ...

    def thinned(self, points: Float64s, n: int) -> Uint32s:
        """The points of one front that are spread best: uint32 (n,), ascending."""
        ...


@dataclass(frozen=True)
class Backend:
    """Everything that a backend gives.

    Attributes:
        name: ``native`` or ``reference``.
        steps: Makes the steps of a run. It may raise ``ValueError``.
        vectors: Makes the steps of a run of NSGA-II over vectors. It may raise ``ValueError``.
        pareto: Multi-objective selection on plain arrays.
        games: The built-in environments.
    """

    name: str
    steps: Callable[[Settings], Steps]
    vectors: Callable[[VectorSettings], VectorBackend]
    pareto: Pareto
    games: Games

    def neat(self, settings: Settings) -> NeatBackend:
        """Genomes whose topology evolves. Raises ``ConfigError`` if the settings are refused."""
        return self._steps(settings)

    def dense(self, settings: Settings) -> DenseBackend:
        """Genomes that are rows of weights. Raises ``ConfigError`` if the settings are refused."""
        steps, limit = self._steps(settings), settings.genome.weight_limit
        return DenseBackend(steps, settings.layers, settings.population_size, limit)

    def substrate(
        self, settings: SubstrateSettings, patterns: GenomeBackend | None = None
    ) -> SubstrateBackend:
        """Genomes that are patterns, and the dense networks that they draw.

        Args:
            settings: The settings of both.
            patterns: The backend of the patterns, if there is one already.

        Raises:
            ConfigError: The settings are refused.
        """
        networks = self._steps(settings.networks)
        return SubstrateBackend(patterns or self.neat(settings.patterns), networks, settings.substrate)

    def genomes(self, settings: Settings | SubstrateSettings) -> GenomeBackend:
        """Genomes of the kind that the settings name. Raises ``ConfigError`` if these are refused."""
        if isinstance(settings, SubstrateSettings):
            return self.substrate(settings)
        return self.dense(settings) if settings.fixed_topology else self.neat(settings)

    def _steps(self, settings: Settings) -> Steps:
        try:
            return self.steps(settings)
        except ValueError as error:
            raise ConfigError(f"config: refused by the backend: {error}") from error
