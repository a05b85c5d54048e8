"""One writer per folder: a lock that its process holds and that dies with it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from speciate import files
from speciate.errors import RunDirectoryError

NAME: Final = ".lock"
"""The file that is locked. It stays: removing it would let two processes lock two files of one name."""

_held: Final[set[int]] = set()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """A block in which nobody else writes to a folder.

    Raises:
        RunDirectoryError: Somebody else does, or the system refuses.
    """
    path = folder / NAME
    with files.accessing(path, "written"):
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        _take(file, path)
        _held.add(file)
        try:
            yield
        finally:
            _held.discard(file)
            fcntl.flock(file, fcntl.LOCK_UN)  # closing alone would leave it to a child that has it open
    finally:
        os.close(file)


def _take(file: int, path: Path) -> None:
    with files.accessing(path, "locked"):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 20, 0).decode("ascii", "replace").strip()
            raise RunDirectoryError(
                f"{path.parent}: process {holder or '?'} writes to this run; wait for its end, or stop it"
            ) from None
    with suppress(OSError):  # only for the message above, and a full disk need not stop anybody here
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)


def _let_go() -> None:
    """Closes the locks in a forked child, which would otherwise hold them after its parent's death."""
    for file in _held:
        os.close(file)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)
