"""The state of a loop of your own as a file."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from speciate.arguments import LAST, path_of
from speciate.config import Config
from speciate.errors import CheckpointError
from speciate.pickling import snapshots as pickling
from speciate.storage import checkpoint, environment_description
from speciate.storage.checkpoint.naming import config_of, naming
from speciate.values.snapshot import Snapshot
from speciate.values.views import Views

_KIND: Final = "evolution"

_MOST_PAIRS: Final = 2**30
"""No backend has more pairs of an input and an output."""


@dataclass(frozen=True)
class Saved:
    """What a file holds.

    Attributes:
        snapshot: The state.
        config: Its config, every field filled in.
        n_inputs: Length of an observation.
        n_outputs: Length of an action.
        views: Through which networks see; None if they see whole observations.
    """

    snapshot: Snapshot
    config: Config
    n_inputs: int
    n_outputs: int
    views: Views | None = None


def save(
    path: str | Path, snapshot: Snapshot, config: Config, ends: tuple[int, int], views: Views | None
) -> None:
    """Writes a state. Raises ``RunDirectoryError`` if the system refuses."""
    scalars = snapshot.scalars | {"n_inputs": ends[0], "n_outputs": ends[1], "seed": config.seed}
    if views is not None:
        scalars["views"] = views.to_json()
    whole = Snapshot(snapshot.arrays, scalars)
    checkpoint.save(path_of("path", path), whole, kind=_KIND, config=config.to_toml())


def load(path: str | Path, backend: str | None, algorithm: str | None) -> Saved:
    """What a file holds, for a class that may be for one algorithm alone.

    Raises:
        CheckpointError: The file is missing, damaged, or of something else.
    """
    path = path_of("path", path)
    snapshot, text = checkpoint.load(path, kind=_KIND)
    config = config_of(text, path)
    if algorithm not in {None, config.algorithm}:
        raise CheckpointError(
            f'{path}: holds algorithm = "{config.algorithm}", and this class is for "{algorithm}"; use '
            "speciate.Evolution.load"
        )
    with naming(path):
        n_inputs, n_outputs = (snapshot.whole(name, 1, LAST) for name in ("n_inputs", "n_outputs"))
        if n_inputs * n_outputs > _MOST_PAIRS:
            raise CheckpointError(f"the state has {n_inputs} inputs and {n_outputs} outputs; it is damaged")
        views = environment_description.views_in(snapshot.scalars)
    if backend is not None:
        config = config.changed(backend=backend)
    return Saved(snapshot, config, n_inputs, n_outputs, views)


def values(snapshot: Snapshot, config: Config, ends: tuple[int, int], views: Views | None) -> pickling.Saved:
    """What a pickle holds of a loop."""
    return pickling.saved(config=config.to_toml(), ends=ends, views=views, snapshot=snapshot)


def of_values(kind: type, given: object) -> Saved:
    """What ``values`` gave of a loop of a class.

    Raises:
        CheckpointError: It is of another version, or damaged.
    """
    found = pickling.checked(kind, given, {"config", "ends", "snapshot", "is_asked"})
    what = f"the pickle of {kind.__name__}"
    text, ends = found["config"], found["ends"]
    if not isinstance(text, str):
        raise CheckpointError(f"{what} holds no config; it is damaged")
    if not isinstance(ends, tuple) or not _are_ends(ends):
        raise CheckpointError(f"{what} holds no number of inputs and outputs; it is damaged")
    views = found.get("views")  # that of a version without views lacks it
    if not isinstance(views, Views | None):
        raise CheckpointError(f"{what} holds no views; it is damaged")
    snapshot = pickling.snapshot_of(kind, found["snapshot"])
    n_inputs, n_outputs = ends
    return Saved(snapshot, config_of(text, what), n_inputs, n_outputs, views)


def _are_ends(ends: tuple[Any, ...]) -> bool:
    """Whether these are a number of inputs and one of outputs."""
    return len(ends) == 2 and all(type(n) is int and n >= 1 for n in ends) and math.prod(ends) <= _MOST_PAIRS  # noqa: PLR2004
