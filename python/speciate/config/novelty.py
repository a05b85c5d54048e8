"""Novelty search: its section of the config."""

from typing import Annotated, Literal

from pydantic import Field

from speciate.config.sections import Count, Section


class Novelty(Section):
    """How novel a genome is: its mean distance to those nearest to it in the space of measures."""

    n_neighbors: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=15, description="How many of the nearest genomes count, of the population and the archive."
    )
    novelty_additions: Literal["random", "novel"] = Field(
        default="random",
        description="Which genomes of a generation the novelty archive takes: drawn ones, or the most novel.",
    )
    n_novelty_additions: Count = Field(
        default=5, description="How many genomes the novelty archive takes in a generation."
    )
    novelty_archive_size: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        default=10_000, description="Largest number of places in the novelty archive; the oldest go first."
    )
