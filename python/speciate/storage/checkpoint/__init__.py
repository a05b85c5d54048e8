"""Checkpoints on disk: columns of numbers and JSON in the safetensors layout. Opening one never runs code.

The format is described in docs/checkpoints.md.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speciate._version import __version__
from speciate.errors import CheckpointError
from speciate.storage.checkpoint import checksums, header
from speciate.storage.checkpoint.header import FORMAT_VERSION, in_words
from speciate.storage.checkpoint.reader import Reader
from speciate.system import files
from speciate.system.disk import REAL, Disk
from speciate.values.snapshot import Snapshot

__all__ = ["FORMAT_VERSION", "Reader", "composed", "content", "load", "save"]


def save(path: Path, snapshot: Snapshot, *, kind: str, config: str, disk: Disk = REAL) -> int:
    """Writes a snapshot beside ``path`` and moves it there, so that ``path`` is never half written.

    Args:
        path: The file.
        snapshot: Its content.
        kind: What it holds: "run", "champion", "genomes", "evolution", "fault" or "vectors".
        config: The config as TOML text; empty where there is none.
        disk: Where to.

    Returns:
        What ``Reader.identity`` says of it.

    Raises:
        CheckpointError: The snapshot holds what the format does not know.
        RunDirectoryError: The system refuses; the old file is as it was.
    """
    try:
        parts = composed(snapshot, kind=kind, config=config)
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from None
    files.replace(path, parts, disk)
    return checksums.of(parts[0])


def composed(snapshot: Snapshot, *, kind: str, config: str) -> Sequence[bytes | memoryview]:
    """The content of a file, in parts: the header, and the columns as they are in memory.

    Raises:
        CheckpointError: The snapshot holds what the format does not know.
    """
    if header.SUMS in snapshot.arrays:
        raise CheckpointError(f"column {header.SUMS}: the format has one of this name; choose another one")
    columns = header.in_order(snapshot.arrays)
    sums = checksums.of_columns([_as_bytes(column) for column in columns.values()])
    numbers = np.array([one for column in sums for one in column], dtype="<u4")
    columns = header.in_order({**columns, header.SUMS: numbers})
    description: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "speciate_version": __version__,
        "kind": kind,
        "config": config,
        "scalars": snapshot.scalars,
        "checksums": checksums.of(numbers.tobytes()),
    }
    return [header.compose(columns, description), *(_as_bytes(column).data for column in columns.values())]


def _as_bytes(column: NDArray[Any]) -> NDArray[np.uint8]:
    """A contiguous column as uint8 (n_bytes,), without a copy."""
    return column.reshape(-1).view(np.uint8)


def load(path: Path, *, kind: str) -> tuple[Snapshot, str]:
    """The snapshot and the config text of a file, after every checksum was compared.

    Raises:
        CheckpointError: The file is missing, no checkpoint of this kind, or of a newer version.
        DamagedError: It has changed since it was written.
    """
    with Reader(path) as reader:
        return content(reader, kind=kind)


def content(reader: Reader, *, kind: str) -> tuple[Snapshot, str]:
    """The snapshot and the config text of an open file, as ``load`` gives them."""
    description = reader.description
    if description["kind"] != kind:
        raise CheckpointError(
            f"{reader.path}: holds {in_words(description['kind'])}; expected {in_words(kind)}"
        )
    arrays = {name: reader.read(name) for name in reader.columns}
    return Snapshot(arrays, dict(description["scalars"])), description["config"]
