"""Double pole balancing: the record of the environment, and the exam without velocities."""

from collections.abc import Mapping
from typing import Any, Final

from speciate.environments.exams import Examined, Play, Stage, StagedExam
from speciate.environments.native import BuiltInRecord
from speciate.errors import ConfigError
from speciate.values.environment_record import Table

_STEPS: Final = 1
_N_STARTS: Final = 625
_ENOUGH_STARTS: Final = 200
"""Gruau, Whitley & Pyeatt 1996, as in Stanley & Miikkulainen 2002, section 3.3."""

_EXAM_STARTS: Final = "exam_starts"
"""The option without velocities that says how many starts the exam asks for."""

_SEEING: Final[dict[str, Any]] = {
    "population_size": 60,
    "generations": 250,
    "evaluations": 1,
    "stop_when_solved": True,
    "genome": {"activation": "steep_sigmoid", "output_activation": "steep_sigmoid"},
    "mutation": {"weight_sigma": 1.0, "weight_replace_sigma": 2.0},
}
_BLIND: Final[dict[str, Any]] = _SEEING | {
    "population_size": 100,
    "generations": 1000,
    "genome": _SEEING["genome"] | {"recurrent": True},
    "environment_options": {_EXAM_STARTS: 250},  # the publication: 200, for which champions balance fewer
}


def _is_blind(options: Mapping[str, Any]) -> bool:
    return options.get("velocities") is False


def _defaults(options: Table) -> Table:
    return _BLIND if _is_blind(options) else _SEEING


def _examined(options: Mapping[str, Any], play: Play) -> Examined:
    """The options of the game itself, and the exam that the other option belongs to.

    Raises:
        ConfigError: The option of the exam is refused.
    """
    if not _is_blind(options):
        if _EXAM_STARTS in options:
            raise ConfigError(
                f"environment: double_pole: {_EXAM_STARTS} belongs to the exam without velocities; give "
                "velocities=false as well"
            )
        return Examined(options)
    starts = options.get(_EXAM_STARTS, _ENOUGH_STARTS)
    if type(starts) is not int or not 1 <= starts <= _N_STARTS:
        raise ConfigError(
            f"environment: double_pole: {_EXAM_STARTS} is {starts}, expected a whole number from 1 to "
            f"{_N_STARTS}"
        )
    stages = (
        Stage("endurance", {"max_steps": 100_000, "start": "fixed"}, 1, _STEPS, 99_999.0, 1),
        Stage("generalization", {"max_steps": 1_000, "start": "grid"}, _N_STARTS, _STEPS, 1_000.0, starts),
    )
    played = {key: value for key, value in options.items() if key != _EXAM_STARTS}
    return Examined(played, StagedExam(stages, play))


RECORD: Final = BuiltInRecord(
    name="double_pole",
    description="balance a long and a short pole on one cart, with or without seeing velocities",
    defaults=_defaults,
    examined=_examined,
)
