"""Checksums: CRC-32 by block, so that a part of a column is verified without reading the rest."""

import zlib
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speciate import native_core

BLOCK: Final = 65_536
"""Bytes that share a checksum."""

Bytes = bytes | bytearray | memoryview


def of(content: Bytes, before: int = 0) -> int:
    """The checksum of bytes: CRC-32 as in zlib, gzip and PNG, going on from that of the bytes before."""
    return zlib.crc32(content, before)


def of_blocks(content: Bytes) -> list[int]:
    """The checksums of every started block."""
    return [of(block) for block in _blocks(content)]


def of_columns(columns: Sequence[NDArray[np.uint8]]) -> list[list[int]]:
    """The checksums of every started block of each column, uint8 (n_bytes,)."""
    return native_core.checksums(columns, BLOCK)


def count(n_bytes: int) -> int:
    """How many checksums so many bytes have."""
    return -(-n_bytes // BLOCK)


def _blocks(content: Bytes) -> Iterator[memoryview]:
    view = memoryview(content)
    return (view[start : start + BLOCK] for start in range(0, len(view), BLOCK))
