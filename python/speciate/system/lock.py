"""One writer per folder: a lock that its process holds and that dies with it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from speciate.errors import RunDirectoryError
from speciate.system import files, platforms
from speciate.system.guard import Place

NAME: Final = ".lock"
"""The file that is locked. It stays: removing it would let two processes lock two files of one name."""

_HOLDER: Final = ".holder" if platforms.LOCKS_HIDE_CONTENT else NAME
"""The file that tells the id of the process that holds the lock."""

NAMES: Final = frozenset({NAME, _HOLDER})
"""The files of a lock."""

_LARGEST_ID: Final = 2**31 - 1


@contextmanager
def locked(folder: Path, folders: Sequence[str] = ()) -> Iterator[Place]:
    """A block in which no other process writes to a folder.

    Args:
        folder: The folder.
        folders: Names of folders in it that may be there and are written to.

    Returns:
        The place of the folder, which tells whether it is still the one that was locked.

    Raises:
        RunDirectoryError: Another process writes to the folder, or the system refuses.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  # it takes time to load, and only writers need it

    path = folder / NAME
    with files.accessing(path, "written"):
        place = Place(folder, folders)
        held = FileLock(path, timeout=0, thread_local=False)
        try:
            held.acquire()
        except Timeout:
            raise RunDirectoryError(
                f"{folder}: process {_holder(folder) or '?'} writes to this run; wait for its end, or stop it"
            ) from None
    try:
        place.check()
        with suppress(OSError):  # only for messages, and a full disk need not stop the run
            _note(folder, f"{os.getpid()}\n".encode())
        try:
            yield place
        finally:
            with suppress(OSError, RunDirectoryError):
                place.check()
                _note(folder, b"")
    finally:
        held.release()


def writer(folder: Path) -> int | None:
    """The id of the process that writes to a folder, as its file tells; None if that process has ended."""
    import psutil  # noqa: PLC0415  # it takes time to load

    holder = _holder(folder)
    return holder if holder is not None and psutil.pid_exists(holder) else None


def _holder(folder: Path) -> int | None:
    """The id of the process that holds the lock, as far as the file tells."""
    with suppress(OSError, ValueError):
        first = files.read(folder / _HOLDER, most=2**16).split(b"\n")[0][:10]
        return int(first) if first.isdigit() and int(first) <= _LARGEST_ID else None
    return None


def _note(folder: Path, text: bytes) -> None:
    """Writes to the file of the holder, unless the lock itself keeps something there."""
    path = folder / _HOLDER
    if path.exists() and not (files.read(path, most=2**16).strip() or b"0").isdigit():
        return  # the lock of a file system without locks, which is what the file says
    file = platforms.rewrite(path)
    try:
        os.ftruncate(file, 0)
        platforms.write(file, [text])
    finally:
        os.close(file)
