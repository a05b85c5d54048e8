"""The backends: what computes a run. A backend is chosen by its name, and another never takes its place."""

from functools import cache
from importlib import import_module
from typing import Final

from speciate import native_core
from speciate.backends.backend import Backend
from speciate.errors import BackendError

NAMES: Final = ("native", "reference")
"""The backends, each a package of that name in this one, whose module ``backend`` creates it."""


def create(name: str) -> Backend:
    """The backend called ``name``.

    Args:
        name: One of ``NAMES``. Its modules are loaded here and nowhere else.

    Raises:
        BackendError: There is no such backend, or it is not installed.
    """
    if name not in NAMES:
        raise BackendError(f'backend = "{name}": unknown; expected one of {", ".join(NAMES)}')
    backend: Backend = import_module(f"speciate.backends.{name}.backend").create()
    return backend


@cache
def fastest() -> Backend:
    """The fastest backend that is installed, for functions on arrays, whose callers choose none.

    Its results are those of every other backend.
    """
    return create("native" if native_core.core() else "reference")
