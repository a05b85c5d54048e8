"""Writing files so that none is ever half written, and errors that name the file."""

import errno
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final

from speciate.errors import RunDirectoryError
from speciate.system import platforms
from speciate.system.disk import REAL, Disk

_PARTIAL: Final = re.compile(r"\.(?P<name>.+?)\.\d+(-\d+)?(\.partial)?")
"""What a file is called while it is written; without the ending until version 0.1."""


_numbers: Final = count()
"""Tells apart what the threads of this process write at a time."""


@contextmanager
def accessing(path: Path, doing: str) -> Iterator[None]:
    """A block that reads or writes ``path``; the system's refusal becomes an error that names it.

    Args:
        path: The file.
        doing: "read" or "written", for the message.

    Raises:
        RunDirectoryError: The system refuses.
    """
    try:
        yield
    except OSError as error:
        raise RunDirectoryError(f"{path}: cannot be {doing} ({error.strerror or error})") from error


def read(path: Path, *, most: int) -> bytes:
    """The content of a regular file: a pipe or a device is refused, and so is a file that is too large.

    Args:
        path: The file.
        most: The largest number of bytes.

    Raises:
        OSError: The system refuses, or the file is none that is read.
    """
    file = platforms.read(path)
    try:
        n_bytes = os.fstat(file).st_size
        if n_bytes > most:
            raise OSError(errno.EFBIG, f"it has {n_bytes:,} bytes, and at most {most:,} are read", str(path))
        with os.fdopen(file, "rb", closefd=False) as content:
            return content.read(most)
    finally:
        os.close(file)


def replace(path: Path, parts: Sequence[bytes | memoryview], disk: Disk = REAL) -> None:
    """Replaces a file at once: written beside it, flushed to disk, renamed, the folder flushed.

    Raises:
        RunDirectoryError: The system refuses; the old file is as it was.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}-{next(_numbers)}.partial")
    with accessing(path, "written"):
        try:
            _write_new(beside, parts, disk)
            disk.rename(beside, path)
        except BaseException:
            with suppress(OSError, RunDirectoryError):  # the first error matters; the next start removes it
                disk.remove(beside)
            raise
        disk.sync_folder(path.parent)


def append(path: Path, content: bytes, disk: Disk = REAL, *, after: int | None = None) -> None:
    """Adds bytes to a file, all of them or nothing. Raises ``RunDirectoryError`` if the system refuses.

    Args:
        path: The file, which is made if it is not there.
        content: What to add.
        disk: Where to.
        after: The length of what is to stay in front, if more may be there.
    """
    with accessing(path, "written"):
        file = disk.append(path)
        try:
            before = disk.size(file)
            if after is not None and after < before:
                disk.truncate(file, after)
                before = after
            try:
                _write_all(file, [content], disk)
            except OSError:
                disk.truncate(file, before)
                raise
        finally:
            disk.close(file)


def flush(path: Path, disk: Disk = REAL) -> None:
    """Makes sure that what was appended is on disk. Raises ``RunDirectoryError`` if the system refuses."""
    with accessing(path, "written"):
        file = disk.append(path)
        try:
            disk.sync(file)
        finally:
            disk.close(file)


def partial_of(name: str) -> str | None:
    """The name of the file that one with this name was to become; None if it is something else."""
    match = _PARTIAL.fullmatch(name)
    return match["name"] if match else None


def _write_new(path: Path, parts: Sequence[bytes | memoryview], disk: Disk) -> None:
    file = disk.create(path)
    try:
        _write_all(file, parts, disk)
        disk.sync(file)
    finally:
        disk.close(file)


def _write_all(file: int, parts: Sequence[bytes | memoryview], disk: Disk) -> None:
    """Writes parts however often the system takes only some of them."""
    left = [memoryview(part) for part in parts if len(part)]
    while left:
        n_bytes = disk.write(file, left)
        if n_bytes <= 0:
            raise OSError("nothing could be written")
        while left and n_bytes >= len(left[0]):
            n_bytes -= len(left.pop(0))
        if n_bytes:
            left[0] = left[0][n_bytes:]
