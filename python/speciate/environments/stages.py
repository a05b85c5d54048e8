"""Stages: easier forms of a built-in environment, one after the other, up to the environment itself."""

from collections.abc import Mapping
from typing import Any, Final

from speciate.values.environment import Environment

Stages = tuple[Mapping[str, Any], ...]
"""Options of the environment that are other than those of the run, by stage; none in the last one."""

_PIECES: Final = ("pawn", "knight", "bishop", "rook")
_POWER_UPS: Final = ("speed", "shield", "slow", "invincibility", "rapid_fire", "piercing")

BUILT_IN: Final[dict[str, Stages]] = {
    "arena": (
        {"scale": 0.25, "pieces": _PIECES[:1], "power_ups": _POWER_UPS[:2]},
        {"scale": 0.5, "pieces": _PIECES[:2], "power_ups": _POWER_UPS[:3]},
        {"scale": 0.75, "pieces": _PIECES[:3], "power_ups": _POWER_UPS},
        {"pieces": _PIECES},
        {},
    ),
}
"""The stages of every environment that has some."""


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
