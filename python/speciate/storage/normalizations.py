"""How the networks of a file see observations: arrays beside the genomes, or a table of JSON text."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from speciate.errors import CheckpointError
from speciate.storage import moments
from speciate.storage.checkpoint.reader import Reader
from speciate.storage.json_columns import array, entry, listed, plain
from speciate.values.normalization import LIMIT, Normalization
from speciate.values.snapshot import Arrays, Snapshot, columns, prefixed
from speciate.values.types import Float32s

PREFIX: Final = "normalization"

_SHIFTS: Final = "shifts"
_SCALES: Final = "scales"
_KEYS: Final = (_SHIFTS, _SCALES, "limit")
_OWN: Final = ("champion", "genomes")
"""Groups of genomes with a normalisation of their own; that of all others follows from the moments."""


def arrays(normalization: Normalization | None) -> Arrays:
    """A normalisation as arrays of a snapshot; nothing where there is none."""
    if normalization is None:
        return {}
    return prefixed(PREFIX, {_SHIFTS: normalization.shifts, _SCALES: normalization.scales})


def are_in(names: Iterable[str]) -> bool:
    """Whether arrays of a file say how its networks see observations, or what they have seen."""
    return any(name == moments.MEANS or name.startswith(f"{PREFIX}.") for name in names)


def of_arrays(given: Arrays, n_inputs: int) -> Normalization | None:
    """The normalisation of ``arrays``; None if a snapshot has none.

    Args:
        given: The arrays of the snapshot.
        n_inputs: Length of an observation.

    Raises:
        CheckpointError: It is damaged, or one of observations of another length.
    """
    found = Snapshot(columns(PREFIX, given), {})
    if not found.arrays:
        return None
    shifts, scales = (found.array(name, np.float32, (n_inputs,)) for name in (_SHIFTS, _SCALES))
    return _checked(shifts, scales)


def of_group(reader: Reader, group: str) -> Normalization | None:
    """How the networks of a group of genomes in a file see observations; None if they see them as they are.

    Raises:
        CheckpointError: It is damaged.
    """
    own = group in _OWN
    names = [name for name in reader.columns if name.startswith(f"{PREFIX}." if own else "moments:")]
    if not names:
        return None
    n_inputs = reader.columns[names[0]].shape[0]
    found = {name: reader.rows(name, 0, n_inputs) for name in names}
    if own:
        return of_arrays(found, n_inputs)
    seen = Snapshot(found, reader.description["scalars"])
    return Normalization.of(moments.of_snapshot(seen, n_inputs))


def to_json(normalization: Normalization) -> dict[str, Any]:
    """A normalisation as JSON has it: an input is (value - shift) * scale, at most ``limit`` from 0."""
    return {
        _SHIFTS: plain(normalization.shifts),
        _SCALES: plain(normalization.scales),
        "limit": LIMIT,
    }


def of_json(table: Any) -> Normalization:
    """The normalisation of ``to_json``.

    Raises:
        ValueError: A key or a number is wrong.
        TypeError: A value is of another type.
    """
    found = entry(table, _KEYS, "the normalization")
    shifts, scales = (array(listed(found[name], name), np.float32, name) for name in (_SHIFTS, _SCALES))
    if len(shifts) != len(scales) or found["limit"] != LIMIT:
        raise ValueError(f"its normalization has not one shift and one scale for each input, or no {LIMIT=}")
    return _checked(shifts, scales)


def _checked(shifts: Float32s, scales: Float32s) -> Normalization:
    if not np.isfinite(shifts).all() or not np.isfinite(scales).all() or not (scales >= 0.0).all():
        raise CheckpointError("the normalization has shifts or scales that none has; it is damaged")
    return Normalization(shifts, scales)
