"""The section of restarts: when a stalled population starts anew from founders."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pydantic import Field

from speciate.config.sections import Count, Section

if TYPE_CHECKING:
    from speciate.config.fields import ConfigFields

LEAST_GENERATIONS: Final = 20
"""Generations without progress after which a population may start anew, where that is left open."""


class Restart(Section):
    """When a stalled population starts anew."""

    restart_generations: Count | None = Field(
        default=None,
        description="Generations without progress, at least, after which new founders replace all genomes "
        "but the best one. A run that made progress for longer waits as long again. 0 is never. Auto is 20, "
        "or 0 with several objectives, with novelty, where survivors are kept, and where episodes differ.",
    )


def contradictions(config: "ConfigFields") -> Iterator[str]:
    """One line if a run starts anew that has no fitness of its own, or keeps survivors."""
    wanted = config.restart.restart_generations
    if not wanted:
        return
    if config.n_objectives > 1:
        yield (
            f"restart.restart_generations = {wanted}: progress is that of one objective, and there are "
            f"{config.n_objectives}; expected 0"
        )
    if config.selection.survival not in {None, "generational"}:
        yield (
            f"restart.restart_generations = {wanted}: founders cannot compete with survivors; expected 0, or "
            'selection.survival = "generational"'
        )
