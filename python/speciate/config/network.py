"""The section of networks: how they see observations."""

from typing import Literal

from pydantic import Field

from speciate.config.sections import Section


class NetworkSection(Section):
    """How networks see an observation and answer."""

    views: Literal["environment", "none"] | None = Field(
        default=None,
        description="Whether one small network answers for every view that the environment declares, or one "
        "network sees whole observations. Auto is environment where there are views that suit the algorithm.",
    )
    normalize_observations: bool = Field(
        default=False,
        description="Whether networks see observations shifted by the mean and divided by the standard "
        "deviation of all that was seen in training. Built-in environments need no such thing.",
    )
