"""Checksums: CRC-32 by block, so that a part of a column is verified without reading the rest."""

import zlib
from collections.abc import Iterator, Sequence
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from speciate.native_core import core

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
    """The checksums of every started block of each column, uint8 (n_bytes,).

    The compiled module computes the same numbers several times as fast, without holding other threads up.
    """
    native = core()
    if native is None:
        return [of_blocks(column.data) for column in columns]
    return cast("list[list[int]]", native.checksums(list(columns), BLOCK))


def count(n_bytes: int) -> int:
    """How many checksums so many bytes have."""
    return -(-n_bytes // BLOCK)


def _blocks(content: Bytes) -> Iterator[memoryview]:
    view = memoryview(content)
    return (view[start : start + BLOCK] for start in range(0, len(view), BLOCK))
