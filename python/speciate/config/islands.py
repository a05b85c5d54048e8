"""The section of islands: parts of a population that evolve alone, and migration between them."""

from typing import Annotated, Final, Literal

from pydantic import Field

from speciate.config.sections import Section

LEAST_GENOMES: Final = 2
"""An island has at least so many, as a population has."""


class Islands(Section):
    """Whether a population is split into islands, and which genomes migrate."""

    n_islands: Annotated[int, Field(ge=1, le=1024)] = Field(
        default=1,
        description="Islands that the population is split into evenly, each evolving alone; 1 is no islands.",
    )
    migration_generations: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        default=10, description="Generations from one migration to the next."
    )
    n_migrants: Annotated[int, Field(ge=0, le=10_000_000)] = Field(
        default=1,
        description="Number of its best genomes that every island copies to the next one, where they take "
        "the places of the worst.",
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


def smallest(population_size: int, n_islands: int) -> int:
    """Genomes of the smallest island; without islands of the population."""
    return sizes(population_size, n_islands)[-1]
