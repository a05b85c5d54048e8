"""The archive of several objectives: whether its genomes play again."""

from typing import Annotated

from pydantic import Field

from speciate.config.sections import Section


class Archive(Section):
    """How genomes of the archive play again, where episodes differ and there are several objectives."""

    archive_episodes: Annotated[int, Field(ge=0, le=10_000_000)] | None = Field(
        default=None,
        description="Episodes of a generation, beside those of its genomes, in which genomes of the archive "
        "play again; 0 for none. Auto is a quarter of the episodes of its genomes, with several objectives "
        "where episodes differ and none is computed, else 0.",
    )
    probation_episodes: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        default=6,
        description="Episodes that a genome plays before it joins an archive whose genomes play again.",
    )
