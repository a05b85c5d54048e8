"""Pickles and copies of loops and runs: by snapshots, never by the handles of a backend.

A pickle is for another process and for notebooks. What is to last is saved in a file, whose format is kept.
"""

from collections.abc import Mapping
from typing import Any, Final

from speciate.errors import CheckpointError
from speciate.values.snapshot import Snapshot

VERSION: Final = 1
"""Counted up when what a pickle holds changes."""

Saved = dict[str, Any]


def saved(**values: Any) -> Saved:
    """What a pickle holds."""
    return {"version": VERSION} | values


def checked(kind: type, values: object, names: set[str]) -> Saved:
    """What a pickle holds, if it is of this version and whole.

    Raises:
        CheckpointError: It is not.
    """
    if not isinstance(values, dict) or values.get("version") != VERSION:
        raise CheckpointError(
            f"the pickle of {kind.__name__} is of another version of speciate, or damaged; pickle it again, "
            "or use save() and load(), whose files later versions read"
        )
    if lacking := sorted(names - values.keys()):
        raise CheckpointError(f"the pickle of {kind.__name__} lacks {', '.join(lacking)}; it is damaged")
    return values


def snapshot_of(kind: type, values: object) -> Snapshot:
    """The snapshot in a pickle. Raises ``CheckpointError`` if it is none."""
    parts = [getattr(values, name, None) for name in ("arrays", "scalars")]
    if not isinstance(values, Snapshot) or not all(isinstance(part, dict) for part in parts):
        raise CheckpointError(f"the pickle of {kind.__name__} holds no snapshot; it is damaged")
    return values


def attributes(value: object, own: frozenset[str]) -> Any:
    """The attributes that a subclass or a user gave an object, or what its ``__getstate__`` makes of them.

    Args:
        value: The object.
        own: Names of attributes that the object makes itself.
    """
    state = value.__getstate__()
    if isinstance(state, tuple) and len(state) == 2:  # noqa: PLR2004  # with slots, as Python has it
        return _without(state[0], own), state[1]
    return _without(state, own)


def _without(state: Any, own: frozenset[str]) -> Any:
    if not isinstance(state, Mapping):
        return state
    return {name: value for name, value in state.items() if name not in own} or None
