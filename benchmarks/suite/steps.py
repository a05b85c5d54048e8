"""Single steps of a generation of NEAT, for measurements and tests: a run takes them all in one call.

The reference backend offers each step. The native one offers those that a run takes alone, and
``native_steps`` has the others.
"""

from typing import Protocol

from speciate.backends.dense import DenseSteps
from speciate.backends.native.encoding import settings_text
from speciate.backends.reference.backend import ReferenceBackend
from speciate.values.backend import NeatBackend
from speciate.values.generation import Parentage, Ranking, Species
from speciate.values.population import Population
from speciate.values.settings import Settings
from speciate.values.types import Bools, Float64s, Uint32s


class Steps(NeatBackend, DenseSteps, Protocol):
    """What a backend computes, with each step of a generation of NEAT alone."""

    def speciate(
        self,
        population: Population,
        previous: Species | None,
        ranking: Ranking,
        fitness: Float64s | None,
        accepted: Bools,
        generation: int,
    ) -> Species:
        """Assigns genomes to species.

        Args:
            population: The survivors.
            previous: The last generation's species, or None at the start.
            ranking: The survivors' order.
            fitness: float64 (n_genomes,), -inf where failed; None with several objectives.
            accepted: bool (n_genomes,), which of them the archive accepted in this generation.
            generation: The current generation.
        """
        ...

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
        """Grants offspring to species and draws their parents.

        ``stagnant_generations`` counts the generations since the whole population last improved.
        """
        ...


def of(name: str, settings: Settings) -> Steps:
    """The steps of a run with the native or the reference backend."""
    if name == "native":
        from benchmarks.suite.native_steps import NativeSteps  # noqa: PLC0415  # it needs the native core

        return NativeSteps(settings_text(settings))
    return ReferenceBackend(settings)
