"""The reference backend: the steps of a generation in plain Python and NumPy."""

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from speciate.backends.backend import Backend
from speciate.backends.reference import games, map_elites, novelty
from speciate.backends.reference.evaluation.games import ReferenceGames
from speciate.backends.reference.evaluation.rollout import rollout
from speciate.backends.reference.generation import advance
from speciate.backends.reference.genetic import breed as genetic
from speciate.backends.reference.network.compile import compile_genome
from speciate.backends.reference.network.dense import compile_row
from speciate.backends.reference.network.sight import Sight
from speciate.backends.reference.network.sparse import Networks
from speciate.backends.reference.pareto import ReferencePareto
from speciate.backends.reference.population.columns import Population, own
from speciate.backends.reference.population.founders import found
from speciate.backends.reference.population.invariants import checked_genomes
from speciate.backends.reference.reproduction.breed import breed
from speciate.backends.reference.reproduction.plan import BreedingPool, plan
from speciate.backends.reference.selection.fitness import rank
from speciate.backends.reference.selection.survival import survive
from speciate.backends.reference.speciation import Species, speciate
from speciate.backends.reference.vectors.nsga2 import ReferenceVectors
from speciate.values import generation as steps
from speciate.values import population as protocol
from speciate.values.generation import Advanced, EvaluatedGeneration, Ledger, Parentage, Ranking
from speciate.values.settings import Settings
from speciate.values.types import Axis, Bools, Float32s, Float64s, Uint32s, Uint64s
from speciate.values.views import Views


class ReferenceBackend:
    """The steps of a generation; each is described in the protocol of backends."""

    def __init__(self, settings: Settings) -> None:
        """Made for one run; the number of threads is ignored."""
        self._settings, self._layers = settings, settings.layers

    @property
    def name(self) -> str:
        """The name of this backend."""
        return "reference"

    def found(self) -> tuple[Population, Ledger]:
        """The founders."""
        return found(self._settings)

    def species(self, columns: dict[str, Any]) -> Species:
        """Species from their columns."""
        return Species(**columns)

    def advance(self, evaluated: EvaluatedGeneration) -> Advanced:
        """A whole generation: survive, rank, speciate, plan and breed."""
        return advance(self._settings, evaluated)

    def population(self, columns: dict[str, NDArray[Any]]) -> Population:
        """A population from its columns, every invariant checked. Raises ``ValueError``."""
        return Population(checked_genomes(columns, self._settings), self._settings)

    def concatenate(
        self, populations: Sequence[protocol.Population], rows: Uint32s | None = None
    ) -> Population:
        """The genomes of several populations, one after the other, or those at ``rows`` of these."""
        genomes = [genome for population in populations for genome in own(population).genomes]
        joined = Population(genomes, self._settings)
        return joined if rows is None else joined.select(rows)

    def compile(self, population: protocol.Population, views: Views | None = None) -> Networks:
        """The runnable networks of a population."""
        n_inputs, n_outputs = population.n_inputs, population.n_outputs
        recurrent = self._settings.genome.recurrent
        networks = [
            compile_genome(genome, n_inputs, n_outputs, recurrent=recurrent)
            for genome in own(population).genomes
        ]
        return Networks(networks, Sight.of(views, n_inputs, n_outputs), recurrent=recurrent)

    def rollout(
        self,
        environment: str,
        options: Mapping[str, Any],
        networks: protocol.Networks,
        seeds: Uint64s,
    ) -> Float64s:
        """Plays one episode per network and seed in the plain-Python copy of a native environment."""
        if not isinstance(networks, Networks):
            raise TypeError(f"expected networks of the reference backend, got {type(networks).__name__}")
        return rollout(games.make(environment, options), networks, seeds)

    def rank(self, objectives: Float64s, failed: Bools, sizes: Uint32s, ids: Uint64s) -> Ranking:
        """Sorts genomes by front, crowding, size and id."""
        return rank(objectives, failed, sizes, ids)

    def survive(
        self, objectives: Float64s, failed: Bools, ranking: Ranking, n_carried: int, generation: int
    ) -> Uint32s:
        """Rows of the pool (carried, then asked) that survive, ascending."""
        return survive(self._settings, objectives, failed, ranking.order, n_carried, generation)

    def grid_insert(
        self, axes: Sequence[Axis], cells: Uint32s, measures: Float64s, objective: Float64s
    ) -> tuple[Uint32s, Uint32s]:
        """Puts genomes into a grid and keeps the best of every cell."""
        return map_elites.insert(axes, cells, measures, objective)

    def rate_novelty(
        self, measures: Float64s, quality: Float64s, n_rated: int, n_neighbors: int
    ) -> tuple[Float64s, Uint32s]:
        """How novel the first rows are among all others, and how many of their neighbours they beat."""
        return novelty.rate(measures, quality, n_rated, n_neighbors)

    def speciate(
        self,
        population: protocol.Population,
        previous: steps.Species | None,
        ranking: Ranking,
        fitness: Float64s | None,
        accepted: Bools,
        generation: int,
    ) -> Species:
        """Assigns genomes to species."""
        return speciate(self._settings, own(population), previous, ranking, fitness, accepted, generation)

    def plan(
        self,
        species: steps.Species,
        ranking: Ranking,
        fitness: Float64s | None,
        failed: Bools,
        sizes: Uint32s,
        archive_sizes: Uint32s,
        generation: int,
        stagnant_generations: int,
    ) -> Parentage:
        """Grants offspring to species and draws their parents."""
        survivors = BreedingPool(
            species, ranking, fitness, failed, sizes, archive_sizes, generation, stagnant_generations
        )
        return plan(self._settings, survivors)

    def grid_plan(self, objective: Float64s, sizes: Uint32s, generation: int) -> Parentage:
        """Draws the parents of a generation from the genomes of a grid."""
        return map_elites.plan(self._settings, objective, sizes, generation)

    def breed(
        self,
        population: protocol.Population,
        archive: protocol.Population | None,
        parentage: Parentage,
        ledger: Ledger,
        generation: int,
    ) -> tuple[Population, Ledger]:
        """The next population, by crossover and mutation."""
        archived = own(archive) if archive is not None else None
        return breed(self._settings, own(population), archived, parentage, ledger, generation)

    def dense_found(self) -> Float32s:
        """The weights of the first dense networks."""
        return genetic.found(self._settings, self._layers)

    def dense_breed(
        self, weights: Float32s, order: Uint32s, n_parents: int, generation: int, stagnant: int
    ) -> Float32s:
        """The weights of the next dense networks."""
        return genetic.breed(self._settings, weights, order, n_parents, generation, stagnant)

    def dense_compile(self, weights: Float32s, views: Views | None = None) -> Networks:
        """The runnable networks of rows of weights."""
        layers = self._layers
        networks = [compile_row(layers, row) for row in weights]
        sight = Sight.of(views, layers.sizes[0], layers.sizes[-1])
        return Networks(networks, sight, recurrent=layers.recurrent)


def create() -> Backend:
    """The reference backend."""
    return Backend("reference", ReferenceBackend, ReferenceVectors, ReferencePareto(), ReferenceGames())
