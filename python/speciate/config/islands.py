"""The section of islands: parts of a population that evolve alone, and migration between them."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from speciate.config.sections import Section

if TYPE_CHECKING:
    from speciate.config.tree import Config

LEAST_GENOMES = 2
"""An island has at least so many, as a population has."""


class Islands(Section):
    """Whether a population is split into islands, and who migrates."""

    n_islands: Annotated[int, Field(ge=1, le=1024)] = Field(
        default=1,
        description="Islands that the population is split into evenly, each evolving alone; 1 is no islands.",
    )
    migration_generations: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        default=10, description="Generations from one migration to the next."
    )
    n_migrants: Annotated[int, Field(ge=0, le=10_000_000)] = Field(
        default=1,
        description="Genomes of which every island sends copies to the next one, its best; they take the "
        "places of the worst there.",
    )
    migration_topology: Literal["ring", "random"] = Field(
        default="ring",
        description="Which island is the next one: always the same, or that of a ring that is drawn anew for "
        "every migration.",
    )


def sizes(population_size: int, n_islands: int) -> list[int]:
    """Genomes of each island: as even as can be, the first ones one larger."""
    least, more = divmod(population_size, n_islands)
    return [least + (island < more) for island in range(n_islands)]


def smallest(config: "Config") -> int:
    """Genomes of the smallest island of a config; without islands of the population."""
    return sizes(config.population_size, config.islands.n_islands)[-1]


def unfit_for_islands(config: "Config") -> list[str]:
    """One line for each setting that islands cannot go together with."""
    islands, size = config.islands, config.population_size
    if islands.n_islands == 1:
        return []
    problems = []
    if config.algorithm not in {"neat", "genetic", "hyperneat"}:
        problems.append(
            f'islands.n_islands = {islands.n_islands}: algorithm = "{config.algorithm}" has no islands; '
            "expected 1, or neat, genetic or hyperneat"
        )
    least = smallest(config)
    if least < LEAST_GENOMES:
        problems.append(
            f"islands.n_islands = {islands.n_islands}: expected at most {size // LEAST_GENOMES}, "
            f"so that each has {LEAST_GENOMES} of population_size = {size} genomes"
        )
    elif islands.n_migrants >= least:
        problems.append(
            f"islands.n_migrants = {islands.n_migrants}: expected less than the {least} genomes of the "
            "smallest island"
        )
    elif (config.speciation.target_species or 0) > least:
        problems.append(
            f"speciation.target_species = {config.speciation.target_species}: expected at most {least}, "
            "the genomes of the smallest island"
        )
    return problems
