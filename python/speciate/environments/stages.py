"""Stages: easier forms of an environment, one after the other, up to the environment itself."""

from collections.abc import Mapping
from typing import Any

from speciate.values.environment import Environment

Stages = tuple[Mapping[str, Any], ...]
"""Options of the environment that are other than those of the run, by stage; none in the last one."""


def of(environment: Environment) -> Stages:
    """The stages of an environment; a single one if it offers none."""
    stages: Stages = getattr(environment, "stages", ({},))
    return stages


def at(environment: Environment, stage: int | None) -> Environment:
    """An environment as it is in a stage, counted from 0; None is the environment itself."""
    if stage is None:
        return environment
    staged: Environment = environment.at_stage(stage)  # type: ignore[attr-defined]  # it has stages
    return staged
