"""Substrates behind the seam of backends: genomes are patterns of NEAT, which compile to dense networks."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.backends.dense import DenseSteps
from speciate.values.backend import GenomeBackend
from speciate.values.generation import Ranking
from speciate.values.population import Networks, Population
from speciate.values.substrate import Substrate
from speciate.values.types import Axis, Bools, Float64s, Uint32s, Uint64s
from speciate.values.views import Views

_MOST_ANSWERS: Final = 1 << 20
"""Weights that are asked for at once, so that memory stays bounded."""


class SubstrateBackend:
    """Stores and ranks genomes as NEAT does, and runs the networks that they draw."""

    def __init__(self, patterns: GenomeBackend, networks: DenseSteps, substrate: Substrate) -> None:
        """Made for one run.

        Args:
            patterns: Stores genomes, and runs them as patterns.
            networks: Runs dense networks of the layers of the substrate.
            substrate: Where the nodes lie.
        """
        self._patterns, self._networks, self._substrate = patterns, networks, substrate

    @property
    def name(self) -> str:
        """``native`` or ``reference``."""
        return self._patterns.name

    @property
    def substrate(self) -> Substrate:
        """Where the nodes of every network lie."""
        return self._substrate

    def population(self, columns: dict[str, NDArray[Any]]) -> Population:
        """A population from its columns, every invariant checked. Raises ``ValueError``."""
        return self._patterns.population(columns)

    def concatenate(self, populations: list[Population], rows: Uint32s | None = None) -> Population:
        """The genomes of several populations, one after the other, or those at ``rows`` of these."""
        return self._patterns.concatenate(populations, rows)

    def weights(self, population: Population) -> NDArray[np.float32]:
        """The weights that genomes draw: float32 (n_genomes, n_weights), see ``speciate.values.layers``."""
        substrate, n = self._substrate, len(population)
        weights = np.empty((n, substrate.layers.n_weights), dtype=np.float32)
        step = max(1, _MOST_ANSWERS // substrate.layers.n_weights)
        for first in range(0, n, step):
            rows = np.arange(first, min(first + step, n), dtype=np.uint32)
            patterns = self._patterns.compile(population.select(rows))
            asked = np.broadcast_to(substrate.queries, (len(rows), *substrate.queries.shape))
            weights[rows] = substrate.weights(patterns.forward(np.ascontiguousarray(asked)))
        return weights

    def compile(self, population: Population, views: Views | None = None) -> Networks:
        """The runnable networks of a population: dense ones, with the weights that the genomes draw."""
        return self._networks.dense_compile(self.weights(population), views)

    def rollout(
        self, environment: str, options: Mapping[str, Any], networks: Networks, seeds: Uint64s
    ) -> Float64s:
        """Plays one episode per network and seed: float64 (n_genomes, n_episodes, n_results)."""
        return self._networks.rollout(environment, options, networks, seeds)

    def rank(self, objectives: Float64s, failed: Bools, sizes: Uint32s, ids: Uint64s) -> Ranking:
        """Sorts genomes by front, crowding, size and id."""
        return self._patterns.rank(objectives, failed, sizes, ids)

    def survive(
        self, objectives: Float64s, failed: Bools, ranking: Ranking, n_carried: int, generation: int
    ) -> Uint32s:
        """Rows of the pool that survive, ascending."""
        return self._patterns.survive(objectives, failed, ranking, n_carried, generation)

    def grid_insert(
        self, axes: Sequence[Axis], cells: Uint32s, measures: Float64s, objective: Float64s
    ) -> tuple[Uint32s, Uint32s]:
        """The rows that stay in a grid, in the order of their cells, and these cells."""
        return self._patterns.grid_insert(axes, cells, measures, objective)

    def rate_novelty(
        self, measures: Float64s, quality: Float64s, n_rated: int, n_neighbors: int
    ) -> tuple[Float64s, Uint32s]:
        """How novel the first rows are among all others, and how many of their neighbours they beat."""
        return self._patterns.rate_novelty(measures, quality, n_rated, n_neighbors)
