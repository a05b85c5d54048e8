"""The section of networks: whether they see through the views of their environment."""

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
