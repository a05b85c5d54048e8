"""Copies of the best: how many there are, so that every population and every island breeds offspring."""

from collections.abc import Iterator

from speciate.config.fields import ConfigFields
from speciate.config.islands import LEAST_GENOMES, smallest


def only_elites(config: ConfigFields) -> Iterator[str]:
    """A line if copies of the best would fill an island, or the population, for ever."""
    n_elites, n_genomes = (
        config.genetic.elite_count,
        smallest(config.population_size, config.islands.n_islands),
    )
    if n_elites is not None and n_elites >= n_genomes:
        yield (
            f"genetic.elite_count = {n_elites}: copies would fill {_room(config)}; expected at most "
            f"{n_genomes - 1}, so that offspring are bred, or a larger population_size"
        )


def only_champions(config: ConfigFields) -> Iterator[str]:
    """A line if species of one genome may fill an island, or the population, with copies of their champions.

    From three genomes on this does not last: two species alone have offspring after a while without progress.
    """
    rules = config.reproduction
    copies = rules.elite_species_size == 0 and rules.min_species_size == 1
    n_genomes = smallest(config.population_size, config.islands.n_islands)
    if copies and config.selection.survival in {None, "generational"} and n_genomes == LEAST_GENOMES:
        yield (
            "reproduction.elite_species_size = 0 with min_species_size = 1: species of one genome would fill "
            f"{_room(config)} with copies; expected elite_species_size from 1, or min_species_size from 2"
        )


def _room(config: ConfigFields) -> str:
    """What copies would fill, with the settings that say how large it is."""
    n_genomes, n_islands = (
        smallest(config.population_size, config.islands.n_islands),
        config.islands.n_islands,
    )
    population = f"population_size = {config.population_size}"
    if n_islands == 1:
        return population
    return f"the smallest of islands.n_islands = {n_islands}, which has {n_genomes} of {population} genomes"
