"""Copies of the best: how many there are, so that every population and every island breeds offspring."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from speciate.config.islands import LEAST_GENOMES, smallest

if TYPE_CHECKING:
    from speciate.config.tree import Config

MOST_ELITES: Final = 2
"""Copies of the best in the genetic algorithm, where nobody says how many."""


def auto_elite_count(config: "Config") -> int:
    """Copies of the best where ``elite_count`` is left open; the smallest island breeds at least one."""
    return min(MOST_ELITES, smallest(config) - 1)


def without_offspring(config: "Config") -> Iterator[str]:
    """One line for each setting with which copies may fill an island, or the population, for ever."""
    if config.algorithm == "genetic":
        yield from _only_elites(config)
    if config.algorithm in {"neat", "hyperneat"} and _only_champions(config):
        yield (
            "reproduction.elite_species_size = 0 with min_species_size = 1: species of one genome would fill "
            f"{_room(config)} with copies; expected elite_species_size from 1, or min_species_size from 2"
        )


def _only_elites(config: "Config") -> Iterator[str]:
    n_elites, n_genomes = config.genetic.elite_count, smallest(config)
    if n_elites is not None and n_elites >= n_genomes:
        yield (
            f"genetic.elite_count = {n_elites}: copies would fill {_room(config)}; expected at most "
            f"{n_genomes - 1}, so that offspring are bred, or a larger population_size"
        )


def _only_champions(config: "Config") -> bool:
    """Whether each genome may be a species whose champion is copied and takes its only place.

    From three genomes on this does not last: two species alone have offspring after a while without progress.
    """
    rules = config.reproduction
    copies = rules.elite_species_size == 0 and rules.min_species_size == 1
    return (
        copies and config.selection.survival in {None, "generational"} and smallest(config) == LEAST_GENOMES
    )


def _room(config: "Config") -> str:
    """What copies would fill, with the settings that say how large it is."""
    n_genomes, n_islands = smallest(config), config.islands.n_islands
    population = f"population_size = {config.population_size}"
    if n_islands == 1:
        return population
    return f"the smallest of islands.n_islands = {n_islands}, which has {n_genomes} of {population} genomes"
