"""Writing files so that none is ever half written, and errors that name the file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from speciate.errors import RunDirectoryError


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


def replace(path: Path, content: bytes) -> None:
    """Replaces a file at once: written beside it, flushed to disk, renamed, the folder flushed.

    Raises:
        RunDirectoryError: The system refuses.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with accessing(path, "written"):
        try:
            with beside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        _flush_folder(path.parent)


def append(path: Path, line: str) -> None:
    """Adds a line to a file. Raises ``RunDirectoryError`` if the system refuses."""
    with accessing(path, "written"), path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def flush(path: Path) -> None:
    """Makes sure that what was appended is on disk. Raises ``RunDirectoryError`` if the system refuses."""
    with accessing(path, "written"), path.open("ab") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # other systems cannot open a folder
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
