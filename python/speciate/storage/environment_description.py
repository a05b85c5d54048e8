"""What a run keeps of its environment, so that it goes on in the same one."""

from collections.abc import Mapping
from typing import Any, Final

from speciate.config.changes import unequal
from speciate.errors import CheckpointError, ConfigError
from speciate.values.environment import Environment
from speciate.values.views import Views

_NAME: Final = "name"
_VIEWS: Final = "views"
_IDENTITY: Final = (_NAME, "function", "each", "seeded")
"""What is kept besides the spec; checkpoints of earlier versions have none of it."""


def described(environment: Environment) -> dict[str, Any]:
    """What an environment takes and gives, what it is called and how it is called, as JSON has it."""
    spec = environment.spec
    return {
        "n_observations": int(spec.n_observations),
        "n_actions": int(spec.n_actions),
        "results": list(spec.results),
        "worst": [float(value) for value in spec.worst],
        "max_steps": int(spec.max_steps),
        "solved": None if spec.solved is None else [spec.solved[0], float(spec.solved[1])],
        "stochastic": bool(spec.stochastic),
        _VIEWS: None if spec.views is None else spec.views.to_json(),
        _NAME: name_of(environment),
        "function": str(getattr(environment, "function_name", "")),
        "each": bool(getattr(environment, "each", False)),
        "seeded": bool(getattr(environment, "seeded", False)),
    }


def name_of(environment: Environment) -> str:
    """What an environment is called: its name, or that of its class."""
    return str(getattr(environment, "name", "") or type(environment).__name__)


def differences(before: Mapping[str, Any], environment: Environment) -> list[str]:
    """What keeps a run from going on in an environment, one line each; none if it is the same one.

    Functions are told apart by their names alone. How a function is called may change.

    Args:
        before: What ``described`` gave when the run was saved.
        environment: What it is to go on in.
    """
    after = described(environment)
    lines = unequal(_plain(before), _plain(after))
    if _VIEWS in before and views_in(before) != environment.spec.views:
        lines.append("its views are not those of the checkpoint")
    problems = [f"environment: {line}; give the one that the run was started with" for line in lines]
    return problems + another_name(before, environment)


def another_name(before: Mapping[str, Any], environment: Environment) -> list[str]:
    """One line if an environment is called otherwise than the one of a run; an unknown name is any name."""
    known, name = before.get(_NAME), name_of(environment)
    if known is None or known == name:
        return []
    (line,) = unequal({_NAME: known}, {_NAME: name})
    how = "give the one that the run was started with, or call it by that name (name=) if it is the same"
    return [f"environment: {line}; {how}"]


def views_in(table: Mapping[str, Any]) -> Views | None:
    """The views of what ``described`` gave; None of what an earlier version gave.

    Raises:
        CheckpointError: They are damaged.
    """
    if table.get(_VIEWS) is None:
        return None
    try:
        return Views.from_json(table[_VIEWS])
    except ConfigError as error:
        raise CheckpointError(str(error)) from None


def _plain(table: Mapping[str, Any]) -> dict[str, Any]:
    """What is compared entry by entry."""
    return {key: value for key, value in table.items() if key not in {*_IDENTITY, _VIEWS}}
