"""Checkpoints on disk: flat arrays and JSON in the safetensors layout. Opening one never runs code.

The layout alone does not notice a flipped bit, so every array and the rest carry checksums of their own.
"""

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save as to_bytes

from speciate import files
from speciate._version import __version__
from speciate.errors import CheckpointError
from speciate.state import Arrays, Snapshot

FORMAT_VERSION: Final = 1

_KEY: Final = "speciate"
"""The entry of the safetensors metadata that holds the description, as JSON."""


def save(path: Path, snapshot: Snapshot, *, kind: str, config: str) -> None:
    """Writes a snapshot beside ``path`` and moves it there, so that ``path`` is never half written.

    Args:
        path: The file.
        snapshot: Its content.
        kind: What it holds, "run" or "champion".
        config: The config as TOML text.
    """
    arrays = {name: np.ascontiguousarray(array) for name, array in snapshot.arrays.items()}
    description = {
        "format_version": FORMAT_VERSION,
        "speciate_version": __version__,
        "kind": kind,
        "config": config,
        "scalars": snapshot.scalars,
        "checksums": {name: _sum_of(array) for name, array in arrays.items()},
    }
    text = json.dumps(description | {"checksum": _checksum(description)}, sort_keys=True)
    files.replace(
        path, to_bytes(arrays, metadata={_KEY: text})
    )  # one key: the order of several would be random


def load(path: Path, *, kind: str) -> tuple[Snapshot, str]:
    """The snapshot and the config text of a file, after every checksum was compared.

    Raises:
        CheckpointError: The file is missing, no checkpoint of this kind, damaged, or of a newer version.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            description = _description(path, file.metadata() or {})
            _check(path, description, kind)
            arrays: Arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # no mapping
    except OSError as error:
        raise CheckpointError(
            f"{path}: cannot be read ({error.strerror or error}); give the path of a run"
        ) from None
    except (SafetensorError, ValueError, TypeError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise CheckpointError(
            f"{path}: is damaged or no checkpoint ({error}); restore it from a copy"
        ) from None
    checksums = description["checksums"]
    for name in sorted(checksums.keys() | arrays.keys()):
        if name not in arrays or _sum_of(arrays[name]) != checksums.get(name):
            raise CheckpointError(
                f"{path}: is damaged (the array {name} has changed); restore it from a copy"
            )
    return Snapshot(arrays, description["scalars"]), description["config"]


def _description(path: Path, metadata: Mapping[str, str]) -> dict[str, Any]:
    if _KEY not in metadata:
        raise CheckpointError(f"{path}: was not written by speciate; give the path of a run")
    description = json.loads(metadata[_KEY])
    if not isinstance(description, dict):
        raise TypeError("its description is no table")
    return description


def _check(path: Path, description: Mapping[str, Any], kind: str) -> None:
    version = description.get("format_version")
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise CheckpointError(
            f"{path}: has format {version}, this speciate {__version__} reads up to {FORMAT_VERSION}; it was "
            f"written by speciate {description.get('speciate_version')}, update to that"
        )
    if description.get("checksum") != _checksum(description):
        raise CheckpointError(f"{path}: is damaged (its description has changed); restore it from a copy")
    if description["kind"] != kind:
        raise CheckpointError(f"{path}: holds a {description['kind']}; expected a {kind}")


def _sum_of(array: NDArray[Any]) -> int:
    """The checksum of an array: its type, its shape and its values."""
    kind = f"{array.dtype.str} {array.shape}".encode()
    return zlib.crc32(np.ascontiguousarray(array).data, zlib.crc32(kind))


def _checksum(description: Mapping[str, Any]) -> int:
    parts = {name: value for name, value in description.items() if name != "checksum"}
    return zlib.crc32(json.dumps(parts, sort_keys=True).encode())
