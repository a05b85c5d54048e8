"""Calls of one object that exclude each other, where several threads share it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from speciate.errors import StateError


class Door:
    """Lets one call in at a time, and refuses another one, so that none is lost without a word.

    A copy, also by pickle, is open: the copy of an object is not in use yet.
    """

    def __init__(self) -> None:
        """Nobody is in."""
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type["Door"], tuple[()]]:
        """A new one: locks stay in their process."""
        return Door, ()

    @contextmanager
    def entered(self, name: str) -> Iterator[None]:
        """The time of a call.

        Args:
            name: What is called.

        Raises:
            StateError: Another call is under way.
        """
        if not self._lock.acquire(blocking=False):
            raise StateError(
                f"{name}: another ask or tell of the same object is under way; let one thread ask and tell"
            )
        try:
            yield
        finally:
            self._lock.release()


class HasDoor(Protocol):
    """An object whose methods exclude each other."""

    _door: Door


_Owner = TypeVar("_Owner", bound=HasDoor)
_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")
_Method = Callable[Concatenate[_Owner, _Arguments], _Result]


def one_at_a_time(method: _Method[_Owner, _Arguments, _Result]) -> _Method[_Owner, _Arguments, _Result]:
    """A method that raises ``StateError`` while another one of the same object is under way."""

    @wraps(method)
    def exclusive(owner: _Owner, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        with owner._door.entered(method.__name__):  # noqa: SLF001  # that is what it is there for
            return method(owner, *args, **kwargs)

    return exclusive
