"""A backend around another one, which stores and ranks genomes as that one does."""

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from speciate.values.backend import GenomeBackend
from speciate.values.generation import Ranking
from speciate.values.population import Networks, Population
from speciate.values.types import Axis, Bools, Float64s, Uint32s, Uint64s
from speciate.values.views import Views


class WrappingBackend:
    """Does what another backend does. Those that inherit from it compile networks in another way."""

    def __init__(self, genomes: GenomeBackend) -> None:
        """Takes the backend that stores, compiles and ranks genomes."""
        self._genomes = genomes

    @property
    def name(self) -> str:
        """``native`` or ``reference``."""
        return self._genomes.name

    @property
    def genomes(self) -> GenomeBackend:
        """The backend that stores, compiles and ranks genomes."""
        return self._genomes

    def population(self, columns: dict[str, NDArray[Any]]) -> Population:
        """A population from its columns, every invariant checked. Raises ``ValueError``."""
        return self._genomes.population(columns)

    def concatenate(self, populations: list[Population], rows: Uint32s | None = None) -> Population:
        """The genomes of several populations, one after the other, or those at ``rows`` of these."""
        return self._genomes.concatenate(populations, rows)

    def compile(self, population: Population, views: Views | None = None) -> Networks:
        """The runnable networks of a population."""
        # a backend of a user's own may know no views
        return (
            self._genomes.compile(population) if views is None else self._genomes.compile(population, views)
        )

    def rollout(
        self, environment: str, options: Mapping[str, Any], networks: Networks, seeds: Uint64s
    ) -> Float64s:
        """Plays one episode per network and seed: float64 (n_genomes, n_episodes, n_results)."""
        return self._genomes.rollout(environment, options, networks, seeds)

    def rank(self, objectives: Float64s, failed: Bools, sizes: Uint32s, ids: Uint64s) -> Ranking:
        """Sorts genomes by front, crowding, size and id."""
        return self._genomes.rank(objectives, failed, sizes, ids)

    def survive(
        self, objectives: Float64s, failed: Bools, ranking: Ranking, n_carried: int, generation: int
    ) -> Uint32s:
        """Rows of the pool that survive, ascending."""
        return self._genomes.survive(objectives, failed, ranking, n_carried, generation)

    def grid_insert(
        self, axes: Sequence[Axis], cells: Uint32s, measures: Float64s, objective: Float64s
    ) -> tuple[Uint32s, Uint32s]:
        """The rows that stay in a grid, in the order of their cells, and these cells."""
        return self._genomes.grid_insert(axes, cells, measures, objective)

    def rate_novelty(
        self, measures: Float64s, quality: Float64s, n_rated: int, n_neighbors: int
    ) -> tuple[Float64s, Uint32s]:
        """How novel the first rows are among all others, and how many of their neighbours they beat."""
        return self._genomes.rate_novelty(measures, quality, n_rated, n_neighbors)


def genomes_of(backend: GenomeBackend) -> GenomeBackend:
    """The backend behind all that is around it; the same one if nothing is."""
    while isinstance(backend, WrappingBackend):
        backend = backend.genomes
    return backend
