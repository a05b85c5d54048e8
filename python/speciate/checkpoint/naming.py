"""Errors about what is in a file name the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from speciate.errors import CheckpointError


@contextmanager
def naming(path: Path | None) -> Iterator[None]:
    """A block that makes something of a checkpoint's content; its errors then name the file.

    Raises:
        CheckpointError: The content does not fit.
    """
    try:
        yield
    except CheckpointError as error:
        named = str(error).startswith(f"{path}: ")
        raise CheckpointError(str(error) if named else f"{path}: {error}") from None
