"""One writer per folder: a lock that its process holds and that dies with it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from speciate import files, platforms
from speciate.errors import RunDirectoryError
from speciate.guard import Place

NAME: Final = ".lock"
"""The file that is locked. It stays: removing it would let two processes lock two files of one name."""

_LONGEST_ID: Final = 20
"""Digits of a process's id, at most."""


@contextmanager
def locked(folder: Path) -> Iterator[Place]:
    """A block in which nobody else writes to a folder.

    Returns:
        The place of the folder, which tells whether it is still the one that was locked.

    Raises:
        RunDirectoryError: Another process writes to the folder, or the system refuses.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  # it takes time to load, and only writers need it

    path = folder / NAME
    with files.accessing(path, "written"):
        place = Place(folder)
        held = FileLock(path, timeout=0, thread_local=False)
        try:
            held.acquire()
        except Timeout:
            raise RunDirectoryError(
                f"{folder}: process {_holder(path)} writes to this run; wait for its end, or stop it"
            ) from None
    try:
        place.check()
        with suppress(OSError):  # only for messages, and a full disk need not stop anybody here
            _note(path, f"{os.getpid()}\n".encode())
        try:
            yield place
        finally:
            with suppress(OSError, RunDirectoryError):
                place.check()
                _note(path, b"")
    finally:
        held.release()


def writer(folder: Path) -> int | None:
    """The id of the process that writes to a folder, as its file tells; None if that process has ended."""
    import psutil  # noqa: PLC0415  # it takes time to load

    holder = _holder(folder / NAME)
    return int(holder) if holder.isdigit() and psutil.pid_exists(int(holder)) else None


def _holder(path: Path) -> str:
    """The id of the process that holds the lock, as far as the file tells."""
    with suppress(OSError):
        first = files.read(path, most=2**16).split(b"\n")[0][:_LONGEST_ID]
        if first.isdigit():
            return first.decode()
    return "?"


def _note(path: Path, text: bytes) -> None:
    """Writes to the locked file, unless the lock itself keeps something there."""
    file = platforms.rewrite(path)
    try:
        if not (os.read(file, 2 * _LONGEST_ID).strip() or b"0").isdigit():
            return  # the lock of a file system without locks, which is what the file says
        os.lseek(file, 0, os.SEEK_SET)
        os.ftruncate(file, 0)
        platforms.write(file, [text])
    finally:
        os.close(file)
