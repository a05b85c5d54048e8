"""What was different in format 1: one checksum for a whole column, with its type and shape."""

import json
from typing import Any

import numpy as np

from speciate.storage.checkpoint import checksums


def column_checksums(description: dict[str, Any]) -> dict[str, Any]:
    """The checksum of every column, as a list of one, after that of the description was compared.

    Raises:
        ValueError: The description has changed.
    """
    covered = {name: value for name, value in description.items() if name != "checksum"}
    if description.get("checksum") != checksums.of(json.dumps(covered, sort_keys=True).encode()):
        raise ValueError("its description has changed")
    if not isinstance(description.get("checksums"), dict):
        raise TypeError("its columns have no checksums")
    return {name: [value] for name, value in description["checksums"].items()}


def checksum(kind: np.dtype[Any], shape: tuple[int, ...], content: memoryview) -> int:
    """The checksum of a column: its type, its shape and its bytes."""
    return checksums.of(content, checksums.of(f"{kind.str} {shape}".encode()))
