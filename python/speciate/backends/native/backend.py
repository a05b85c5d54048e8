"""The steps of a generation in the compiled core.

Where that is not built, importing this module raises ``BackendError``.
"""

import copyreg
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speciate.backends.backend import Backend
from speciate.backends.native.encoding import options_text, settings_text
from speciate.errors import BackendError, ConfigError
from speciate.native_core import missing
from speciate.pickling.damage import unpickling
from speciate.values.generation import (
    Advanced,
    Distributions,
    EvaluatedGeneration,
    Ledger,
    Parentage,
    Ranking,
    Species,
)
from speciate.values.population import Networks, Population
from speciate.values.types import Axis, Bools, Float32s, Float64s, Uint32s, Uint64s
from speciate.values.views import Views

try:
    from speciate import _native
    from speciate.backends.native.games import NativeGames
    from speciate.backends.native.vectors import NativeVectors
except ImportError as error:
    raise missing(error) from error

SPECIES = (
    "ids",
    "created",
    "last_improved",
    "best_fitness",
    "assignment",
    "representatives",
    "threshold",
    "threshold_step",
    "next_id",
)
"""The columns and numbers of species, as a backend takes them."""


class NativeBackend:
    """The steps of a generation, in Rust."""

    name = "native"

    def __init__(self, settings: str) -> None:
        """Reads the settings.

        Args:
            settings: JSON text, as ``settings_text`` makes it.

        Raises:
            ValueError: If a key is unknown or missing, or a value is not allowed.
        """
        self._settings = settings
        self._engine = _native.Engine(settings)
        self._options: tuple[Mapping[str, Any] | None, str] = None, ""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Another process makes one of the same settings, and only one."""
        return restored, (self._settings,)

    def found(self) -> tuple[Population, Ledger]:
        """The founders."""
        population, next_innovation, next_node_id = _native.found(self._engine)
        return population, Ledger(next_innovation, next_node_id)

    def species(self, columns: dict[str, Any]) -> Species:
        """Species from their columns, whose lengths are checked."""
        return _native.species(self._engine, columns)

    def advance(self, evaluated: EvaluatedGeneration) -> Advanced:
        """A whole generation: survive, rank, speciate, plan and breed."""
        survivors, fronts, crowding, order, species, offspring, numbers, drawn = _native.advance(
            self._engine, evaluated
        )
        rows, population = survivors or (None, evaluated.asked)
        ranking = Ranking(fronts, crowding, order)
        distributions = None if drawn is None else Distributions(*drawn)
        return Advanced(rows, population, ranking, species, offspring, Ledger(*numbers), distributions)

    def population(self, columns: dict[str, NDArray[Any]]) -> Population:
        """A population from its columns, every invariant checked."""
        return _native.population(self._engine, columns)

    def concatenate(self, populations: list[Population], rows: Uint32s | None = None) -> Population:
        """The genomes of several populations, one after the other, or those at ``rows`` of these."""
        return _native.concatenate(self._engine, populations, rows)

    def compile(self, population: Population, views: Views | None = None) -> Networks:
        """The runnable networks of a population."""
        return _native.compile(self._engine, population, _handle(views))

    def rollout(
        self, environment: str, options: Mapping[str, Any], networks: Networks, seeds: Uint64s
    ) -> Float64s:
        """Plays one episode per network and seed: float64 (n_genomes, n_episodes, n_results)."""
        if options is not self._options[0]:  # as a run plays with the same ones in every generation
            self._options = options, options_text(options)
        return _native.rollout(self._engine, environment, self._options[1], networks, seeds)

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

    def grid_plan(self, objective: Float64s, sizes: Uint32s, generation: int) -> Parentage:
        """Draws the parents of a generation from the genomes of a grid."""
        parent_a, parent_b, fitter = _native.grid_plan(self._engine, objective, sizes, generation)
        elite = np.zeros(len(parent_a), dtype=np.bool_)
        return Parentage(parent_a, parent_b, fitter, elite, elite.astype(np.uint32))

    def breed(
        self,
        population: Population,
        archive: Population | None,
        parentage: Parentage,
        ledger: Ledger,
        generation: int,
    ) -> tuple[Population, Ledger]:
        """The next population, by crossover and mutation."""
        offspring, next_innovation, next_node_id = _native.breed(
            self._engine,
            population,
            archive,
            parentage.parent_a,
            parentage.parent_b,
            parentage.fitter,
            parentage.elite,
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

    def dense_compile(self, weights: Float32s, views: Views | None = None) -> Networks:
        """The runnable networks of rows of weights."""
        return _native.dense_compile(self._engine, weights, _handle(views))


def create() -> Backend:
    """The native backend.

    Raises:
        BackendError: ``SPECIATE_SIMD`` names an instruction set that this processor does not have.
    """
    use_instruction_set()
    return Backend(
        "native",
        lambda settings: NativeBackend(settings_text(settings)),
        NativeVectors,
        _native,
        NativeGames(),
    )


@lru_cache(maxsize=8)
def _handle(views: Views | None) -> _native.Views | None:
    """Views as the core has them, made once."""
    return None if views is None else _native.Views(views.looks, views.merges)


def use_instruction_set() -> None:
    """Obeys ``SPECIATE_SIMD``, a variable for tests and measurements: no result depends on it."""
    wanted = os.environ.get("SPECIATE_SIMD", "")
    sets = _native.instruction_sets()
    if wanted and wanted not in sets:
        raise BackendError(
            f'SPECIATE_SIMD="{wanted}": this processor has {", ".join(sets)}; choose one of these or unset it'
        )
    _native.use_instruction_set(wanted or sets[-1])


@lru_cache(maxsize=8)
def restored(settings: str) -> NativeBackend:
    """The steps of some settings, one for all values that come from it.

    A pickle of a value of the core holds this text and columns, never a handle.

    Raises:
        ConfigError: The settings are refused.
    """
    use_instruction_set()
    try:
        return NativeBackend(settings)
    except ValueError as error:
        raise ConfigError(f"config: refused by the backend: {error}") from error


def restored_population(settings: str, columns: dict[str, NDArray[Any]]) -> Population:
    """Genomes from the settings of their backend and their columns. Raises ``CheckpointError``."""
    with unpickling("genomes"):
        return restored(settings).population(columns)


def restored_species(settings: str, columns: dict[str, Any]) -> Species:
    """Species from the settings of their backend and their columns. Raises ``CheckpointError``."""
    with unpickling("species"):
        return restored(settings).species(columns)


def _reduced_population(population: Any) -> tuple[Any, ...]:
    return restored_population, (population.settings, population.columns())


def _reduced_species(species: Any) -> tuple[Any, ...]:
    columns = {name: getattr(species, name) for name in SPECIES}
    return restored_species, (species.representatives.settings, columns)


copyreg.pickle(_native.Population, _reduced_population)
copyreg.pickle(_native.Species, _reduced_species)
