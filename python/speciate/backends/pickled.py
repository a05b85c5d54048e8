"""What pickles of the native core's values are made of again: text and columns, never handles."""

from functools import lru_cache
from typing import Any

from numpy.typing import NDArray

from speciate import backends
from speciate.pickling.damage import unpickling
from speciate.values.backend import Backend
from speciate.values.generation import Species
from speciate.values.population import Population

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


@lru_cache(maxsize=8)
def native(settings: str) -> Backend:
    """The native backend of some settings, one for all values that come from it.

    Raises:
        BackendError: It is not installed.
        ConfigError: It refuses the settings.
    """
    return backends.create("native", settings)


def native_population(settings: str, columns: dict[str, NDArray[Any]]) -> Population:
    """Genomes from the settings of their backend and their columns. Raises ``CheckpointError``."""
    with unpickling("genomes"):
        return native(settings).population(columns)


def native_species(settings: str, columns: dict[str, Any]) -> Species:
    """Species from the settings of their backend and their columns. Raises ``CheckpointError``."""
    with unpickling("species"):
        return native(settings).species(columns)


def reduced_population(population: Any) -> tuple[Any, ...]:
    """What pickle keeps of genomes of the core."""
    return native_population, (population.settings, population.columns())


def reduced_species(species: Any) -> tuple[Any, ...]:
    """What pickle keeps of species of the core."""
    columns = {name: getattr(species, name) for name in SPECIES}
    return native_species, (species.representatives.settings, columns)
