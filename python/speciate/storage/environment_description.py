"""What a run keeps of its environment, so that it goes on in the same one."""

from collections.abc import Mapping
from typing import Any, Final

from speciate.config.changes import unequal
from speciate.values.environment import Environment

_NAME: Final = "name"
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
    lines = unequal(_without_identity(before), _without_identity(after))
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


def _without_identity(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in _IDENTITY}
