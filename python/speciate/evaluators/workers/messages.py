"""Messages between a run and its workers: bytes that name their sender and are not taken for other bytes.

A message is a header and a content. The header holds a magic number, the process that sent the message, the
number of the unit that it is about, the length of the content, and checksums of both.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Final

START: Final = 0
"""The unit of a worker's first message, which says that it has started; units are counted from 1."""

_MAGIC: Final = b"spc\x01"
_HEADER: Final = struct.Struct("<4sQQQI")
_CHECKSUM: Final = struct.Struct("<I")

HEADER_BYTES: Final = _HEADER.size + _CHECKSUM.size


class BrokenMessageError(Exception):
    """Bytes are no message, or not the one that was expected; says why."""


@dataclass(frozen=True)
class Header:
    """What stands before the content of a message.

    Attributes:
        process: The id of the process that sent it.
        unit: The number of the unit that it is about.
        n_bytes: The length of its content.
        checksum: The CRC-32 of its content.
    """

    process: int
    unit: int
    n_bytes: int
    checksum: int


@dataclass(frozen=True)
class Message:
    """A whole message."""

    process: int
    unit: int
    content: bytes


def packed(process: int, unit: int, content: bytes) -> bytes:
    """A message as bytes."""
    header = _HEADER.pack(_MAGIC, process, unit, len(content), zlib.crc32(content))
    return b"".join((header, _CHECKSUM.pack(zlib.crc32(header)), content))


def header_of(start: bytes | bytearray) -> Header:
    """The header in the first ``HEADER_BYTES`` of a message. Raises ``BrokenMessageError``."""
    magic, process, unit, n_bytes, checksum = _HEADER.unpack_from(start)
    (own,) = _CHECKSUM.unpack_from(start, _HEADER.size)
    if magic != _MAGIC or own != zlib.crc32(start[: _HEADER.size]):
        raise BrokenMessageError("bytes that are no message")
    return Header(process, unit, n_bytes, checksum)


def whole(header: Header, content: bytes) -> Message:
    """A header and its content as a message. Raises ``BrokenMessageError`` if they do not fit."""
    if zlib.crc32(content) != header.checksum:
        raise BrokenMessageError("a message with other bytes in it")
    return Message(header.process, header.unit, content)


class Reader:
    """Puts a message together from bytes, in whatever pieces they come."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self._bytes = bytearray()

    @property
    def is_midway(self) -> bool:
        """Whether a message has begun."""
        return bool(self._bytes)

    def add(self, piece: bytes) -> None:
        """Takes the next bytes."""
        self._bytes += piece

    def message(self, most: int) -> Message | None:
        """Takes the message out, once it is whole.

        Args:
            most: The most bytes that its content may have.

        Raises:
            BrokenMessageError: The bytes are none, or announce more.
        """
        if len(self._bytes) < HEADER_BYTES:
            if not _MAGIC.startswith(self._bytes[: len(_MAGIC)]):
                raise BrokenMessageError("bytes that are no message")
            return None
        header = header_of(self._bytes)
        if header.n_bytes > most:
            raise BrokenMessageError(f"a message of {header.n_bytes} bytes; the most is {most}")
        end = HEADER_BYTES + header.n_bytes
        if len(self._bytes) < end:
            return None
        content = bytes(memoryview(self._bytes)[HEADER_BYTES:end])
        del self._bytes[:end]
        return whole(header, content)
