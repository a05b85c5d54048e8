"""Errors about what is in a file name the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from speciate.config import Config, toml
from speciate.errors import CheckpointError, ConfigError


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


def config_of(text: str, path: Path | str | None) -> Config:
    """The config that a file holds.

    Raises:
        CheckpointError: It is refused.
    """
    try:
        return Config.written(toml.parsed(text, "its config"))
    except ConfigError as error:
        raise CheckpointError(f"{path}: holds a config that is refused: {error}") from None
