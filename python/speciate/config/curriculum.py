"""The section of a config that says how training passes through the stages of an environment."""

from typing import Annotated

from pydantic import Field

from speciate.config.sections import Section

Threshold = Annotated[float, Field(ge=-1e300, le=1e300)]


class Curriculum(Section):
    """Whether training begins with an easier form of the environment, and when it goes on."""

    staged: bool = Field(
        default=False,
        description="Whether training passes through the stages of the environment, the easiest one first.",
    )
    stage_thresholds: tuple[Threshold, ...] = Field(
        default=(),
        strict=False,
        max_length=64,
        description="What the population's mean of the first result has to reach for each stage but the last "
        "to end.",
    )
    stage_generations: Annotated[int, Field(ge=1, le=1_000)] = Field(
        default=3,
        description="Number of generations over which that mean is averaged; a stage lasts at least as many.",
    )
