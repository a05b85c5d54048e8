"""The compiled core, for what has a plain form beside it and does not go through a backend."""

from functools import cache
from types import ModuleType


@cache
def core() -> ModuleType | None:
    """The compiled module; None in a source tree that was not built."""
    try:
        from speciate import _native  # noqa: PLC0415  # a source tree may have none
    except ImportError:
        return None
    return _native
