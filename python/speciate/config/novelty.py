"""Novelty search: its section of the config, and the objectives that it computes itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from speciate.config.sections import Count, Section

if TYPE_CHECKING:
    from speciate.config.tree import Config

NOVELTY: Final = "novelty"
LOCAL_COMPETITION: Final = "local_competition"
COMPUTED: Final = (NOVELTY, LOCAL_COMPETITION)
"""Objectives that are computed from measures; any environment has them once measures are named."""


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


def computed(config: "Config") -> tuple[str, ...]:
    """The objectives of a config that are computed from measures."""
    return tuple(name for name in config.objectives or () if name in COMPUTED and config.measures)


def told(config: "Config") -> tuple[str, ...]:
    """The objectives of a config that somebody has to tell; none with novelty alone."""
    objectives = config.objectives or ("fitness",)
    return tuple(name for name in objectives if name not in computed(config))


def contradictions(config: "Config") -> Iterator[str]:
    """One line per setting about measures that cannot be."""
    if len(set(config.measures)) < len(config.measures):
        yield f"measures = {list(config.measures)}: a name is there twice; name each measure once"
    for name in set(config.measures) & set(COMPUTED):
        yield f'measures: "{name}" is computed from measures itself; name results of the episode'
    directions = config.directions * (len(config.objectives or ()) if len(config.directions) == 1 else 1)
    for name, direction in zip(config.objectives or (), directions, strict=False):
        if name in computed(config) and direction == "min":
            yield f'directions: "{name}" cannot be minimised; choose "max" for it'
