"""What may change while a run goes on, and what differs where it may not."""

import json
from collections.abc import Mapping
from typing import Any, Final

from speciate.config.checks import below_limits
from speciate.config.tree import Config
from speciate.errors import ConfigError

CHANGEABLE: Final = frozenset(
    {
        "generations",
        "threads",
        "backend",
        "checkpoint_seconds",
        "checkpoints_kept",
        "journal",
        "held_out_episodes",
        "workers",
        "evaluation_timeout_seconds",
        "worker_memory_bytes",
        "on_fault",
        "retries",
        "stop_when_solved",
    }
)
"""Settings and sections at the top that do not decide what becomes of a generation."""


def going_on(saved: Config, edited: Config, arguments: Mapping[str, Any]) -> Config:
    """The config that a run goes on with: what may change as in ``edited``, and above it what was asked for.

    Raises:
        ConfigError: An argument is refused.
    """
    values = edited.model_dump()
    changes = {key: value for key, value in values.items() if key in CHANGEABLE}
    config = saved.changed(**changes).changed(
        **{key: value for key, value in arguments.items() if value is not None}
    )
    known = below_limits(saved)
    new = [problem for problem in below_limits(config) if problem not in known]
    if new:
        raise ConfigError(*new)
    return config


def differences(saved: Config, edited: Config) -> list[str]:
    """Settings that may not change but did, as ``key = new, but the checkpoint has old``."""
    before, after = _flat(saved), _flat(edited)
    return unequal(before, after)


def unequal(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The entries in which two tables differ, in words."""
    return [
        f"{key} = {_shown(after, key)}, but the checkpoint has {_shown(before, key)}"
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]


def _flat(config: Config) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in config.model_dump(mode="json").items():
        if key not in CHANGEABLE:
            inner = value if isinstance(value, dict) else None
            flat |= {key: value} if inner is None else {f"{key}.{name}": one for name, one in inner.items()}
    return flat


def _shown(table: Mapping[str, Any], key: str) -> str:
    return json.dumps(table[key]) if key in table else "none"
