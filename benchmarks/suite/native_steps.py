"""The native backend with the steps that no run takes alone, for measurements and tests."""

from speciate import _native
from speciate.backends.native.backend import NativeBackend
from speciate.values.generation import Parentage, Ranking, Species
from speciate.values.population import Population
from speciate.values.types import Bools, Float64s, Uint32s


class NativeSteps(NativeBackend):
    """The native backend with the steps that no run takes alone."""

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
    ) -> Parentage:
        """Grants offspring to species and draws their parents."""
        return Parentage(
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
