"""The native backend: passes values of the protocol to the compiled core and back."""

import copyreg
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speciate import _native
from speciate.backends import pickled
from speciate.values.generation import Advanced, Ledger, Plan, Ranking, Species
from speciate.values.population import Networks, Population
from speciate.values.types import Axis, Bools, Float32s, Float64s, Uint32s, Uint64s


class NativeBackend:
    """The steps of a generation, in Rust."""

    name = "native"

    def __init__(self, settings: str) -> None:
        """Reads the settings.

        Args:
            settings: JSON text, as ``Config.settings`` makes it.

        Raises:
            ValueError: If a key is unknown or missing, or a value is not allowed.
        """
        self._settings = settings
        self._engine = _native.Engine(settings)

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Another process makes one of the same settings, and only one."""
        return pickled.native, (self._settings,)

    def found(self) -> tuple[Population, Ledger]:
        """The founders."""
        population, next_innovation, next_node_id = _native.found(self._engine)
        return population, Ledger(next_innovation, next_node_id)

    def species(self, columns: dict[str, Any]) -> Species:
        """Species from their columns, whose lengths are checked."""
        return _native.species(self._engine, columns)

    def advance(
        self,
        carried: Population | None,
        asked: Population,
        objectives: Float64s,
        failed: Bools,
        accepted: Bools,
        archive: Population | None,
        previous: Species | None,
        ledger: Ledger,
        generation: int,
        stagnant_generations: int,
    ) -> Advanced:
        """A whole generation: survive, rank, speciate, plan and breed."""
        survivors, fronts, crowding, order, species, offspring, numbers = _native.advance(
            self._engine,
            carried,
            asked,
            objectives,
            failed,
            accepted,
            archive,
            previous,
            ledger,
            generation,
            stagnant_generations,
        )
        rows, population = survivors or (None, asked)
        ranking = Ranking(fronts, crowding, order)
        return Advanced(rows, population, ranking, species, offspring, Ledger(*numbers))

    def population(self, columns: dict[str, NDArray[Any]]) -> Population:
        """A population from its columns, every invariant checked."""
        return _native.population(self._engine, columns)

    def concatenate(self, populations: list[Population], rows: Uint32s | None = None) -> Population:
        """The genomes of several populations, one after the other, or those at ``rows`` of these."""
        return _native.concatenate(self._engine, populations, rows)

    def compile(self, population: Population) -> Networks:
        """The runnable networks of a population."""
        return _native.compile(self._engine, population)

    def rollout(self, environment: str, options: str, networks: Networks, seeds: Uint64s) -> Float64s:
        """Plays one episode per network and seed: float64 (n_genomes, n_episodes, n_results)."""
        return _native.rollout(self._engine, environment, options, networks, seeds)

    def rank(self, objectives: Float64s, failed: Bools, sizes: Uint32s, ids: Uint64s) -> Ranking:
        """Sorts genomes by front, crowding, size and id."""
        return Ranking(*_native.rank(self._engine, objectives, failed, sizes, ids))

    def survive(
        self, objectives: Float64s, failed: Bools, ranking: Ranking, n_carried: int, generation: int
    ) -> Uint32s:
        """Rows of the pool that survive, ascending."""
        return _native.survive(self._engine, objectives, failed, ranking.order, n_carried, generation)

    def grid_insert(
        self, axes: Sequence[Axis], cells: Uint32s, measures: Float64s, objective: Float64s
    ) -> tuple[Uint32s, Uint32s]:
        """Puts genomes into a grid and keeps the best of every cell."""
        return _native.grid_insert(axes, cells, measures, objective)

    def rate_novelty(
        self, measures: Float64s, quality: Float64s, n_rated: int, n_neighbors: int
    ) -> tuple[Float64s, Uint32s]:
        """How novel the first rows are among all others, and how many of their neighbours they beat."""
        return _native.rate_novelty(self._engine, measures, quality, n_rated, n_neighbors)

    def speciate(
        self,
        population: Population,
        previous: Species | None,
        ranking: Ranking,
        fitness: Float64s | None,
        accepted: Bools,
        generation: int,
    ) -> Species:
        """Assigns genomes to species."""
        return _native.speciate(
            self._engine,
            population,
            previous,
            ranking.fronts,
            ranking.crowding,
            ranking.order,
            fitness,
            accepted,
            generation,
        )

    def plan(
        self,
        species: Species,
        ranking: Ranking,
        fitness: Float64s | None,
        failed: Bools,
        sizes: Uint32s,
        archive_sizes: Uint32s,
        generation: int,
        stagnant_generations: int,
    ) -> Plan:
        """Grants offspring to species and draws their parents."""
        return Plan(
            *_native.plan(
                self._engine,
                species,
                ranking.fronts,
                ranking.crowding,
                ranking.order,
                fitness,
                failed,
                sizes,
                archive_sizes,
                generation,
                stagnant_generations,
            )
        )

    def grid_plan(self, objective: Float64s, sizes: Uint32s, generation: int) -> Plan:
        """Draws the parents of a generation from the genomes of a grid."""
        parent_a, parent_b, fitter = _native.grid_plan(self._engine, objective, sizes, generation)
        nobody = np.zeros(len(parent_a), dtype=np.bool_)
        return Plan(parent_a, parent_b, fitter, nobody, nobody.astype(np.uint32))

    def breed(
        self, population: Population, archive: Population | None, plan: Plan, ledger: Ledger, generation: int
    ) -> tuple[Population, Ledger]:
        """The next population, by crossover and mutation."""
        offspring, next_innovation, next_node_id = _native.breed(
            self._engine,
            population,
            archive,
            plan.parent_a,
            plan.parent_b,
            plan.fitter,
            plan.elite,
            ledger.next_innovation,
            ledger.next_node_id,
            generation,
        )
        return offspring, Ledger(next_innovation, next_node_id)

    def dense_found(self) -> Float32s:
        """The weights of the first dense networks."""
        return _native.dense_found(self._engine)

    def dense_breed(
        self, weights: Float32s, order: Uint32s, n_parents: int, generation: int, stagnant: int
    ) -> Float32s:
        """The weights of the next dense networks."""
        return _native.dense_breed(self._engine, weights, order, n_parents, generation, stagnant)

    def dense_compile(self, weights: Float32s) -> Networks:
        """The runnable networks of rows of weights."""
        return _native.dense_compile(self._engine, weights)


copyreg.pickle(_native.Population, pickled.reduced_population)
copyreg.pickle(_native.Species, pickled.reduced_species)
