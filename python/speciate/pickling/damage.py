"""Values from pickles that may be damaged."""

from collections.abc import Iterator
from contextlib import contextmanager

from speciate.errors import CheckpointError


@contextmanager
def unpickling(what: str) -> Iterator[None]:
    """A block that takes the columns of a pickle. Raises ``CheckpointError`` if they do not fit."""
    try:
        yield
    except (KeyError, ValueError, TypeError) as error:
        raise CheckpointError(f"the pickle of {what} is damaged: {error}") from None
