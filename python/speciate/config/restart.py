"""The section of restarts: when a stalled population starts anew from founders."""

from typing import Final

from pydantic import Field

from speciate.config.sections import Count, Section

LEAST_GENERATIONS: Final = 20
"""Generations without progress after which a population may start anew, where that is left open."""


class Restart(Section):
    """When a stalled population starts anew."""

    restart_generations: Count | None = Field(
        default=None,
        description="Generations without progress, at least, after which new founders replace all genomes "
        "but the best one of a population that has converged. A run that made progress for longer waits as "
        "long again. 0 is never. Auto is 20, or 0 with several objectives, with novelty, where survivors are "
        "kept, and where episodes differ.",
    )
