"""Checkpoints on disk: flat arrays and JSON in the safetensors layout. Opening one never runs code.

The layout alone does not notice a flipped bit, so every array and the rest carry checksums of their own.
"""

import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save as to_bytes

from speciate._version import __version__
from speciate.errors import CheckpointError
from speciate.state import Arrays, Snapshot

FORMAT: Final = "speciate"
FORMAT_VERSION: Final = 1


def save(path: Path, snapshot: Snapshot, *, kind: str, config: str) -> None:
    """Writes a snapshot beside ``path`` and moves it there, so that ``path`` is never half written.

    Args:
        path: The file.
        snapshot: Its content.
        kind: What it holds, "run" or "champion".
        config: The config as TOML text.
    """
    arrays = {name: np.ascontiguousarray(array) for name, array in snapshot.arrays.items()}
    parts = {
        "format": FORMAT,
        "format_version": str(FORMAT_VERSION),
        "speciate_version": __version__,
        "kind": kind,
        "config": config,
        "scalars": json.dumps(snapshot.scalars),
        "checksums": json.dumps(
            {name: zlib.crc32(array.data) for name, array in arrays.items()}, sort_keys=True
        ),
    }
    write(path, to_bytes(arrays, metadata=parts | {"checksum": _checksum(parts)}))


def load(path: Path, *, kind: str) -> tuple[Snapshot, str]:
    """The snapshot and the config text of a file, after every checksum was compared.

    Raises:
        CheckpointError: The file is missing, no checkpoint of this kind, damaged, or of a newer version.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            _check_metadata(path, metadata, kind)
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
    checksums = json.loads(metadata["checksums"])
    for name in sorted(checksums.keys() | arrays.keys()):
        if name not in arrays or zlib.crc32(np.ascontiguousarray(arrays[name]).data) != checksums.get(name):
            raise CheckpointError(
                f"{path}: is damaged (the array {name} has changed); restore it from a copy"
            )
    return Snapshot(arrays, json.loads(metadata["scalars"])), metadata["config"]


def write(path: Path, content: bytes) -> None:
    """Replaces a file at once: written beside it, flushed to disk, renamed, the folder flushed."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # other systems cannot open a folder
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_metadata(path: Path, metadata: Mapping[str, Any], kind: str) -> None:
    version = metadata.get("format_version", "")
    if metadata.get("format") != FORMAT or not version.isdecimal():
        raise CheckpointError(f"{path}: was not written by speciate; give the path of a run")
    if int(version) > FORMAT_VERSION:
        raise CheckpointError(
            f"{path}: has format {version}, this speciate {__version__} reads up to {FORMAT_VERSION}; it was "
            f"written by speciate {metadata.get('speciate_version')}, update to that"
        )
    if metadata.get("checksum") != _checksum(metadata):
        raise CheckpointError(f"{path}: is damaged (its description has changed); restore it from a copy")
    if metadata["kind"] != kind:
        raise CheckpointError(f"{path}: holds a {metadata['kind']}; expected a {kind}")


def _checksum(metadata: Mapping[str, str]) -> str:
    parts = {name: value for name, value in metadata.items() if name != "checksum"}
    return str(zlib.crc32(json.dumps(parts, sort_keys=True).encode()))
