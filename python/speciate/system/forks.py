"""Copies of this process that a user's code makes with ``os.fork``: none goes on in its place."""

import os
from typing import Final

# kept here, because the user's code can put anything in their place
_process_id = os.getpid
_end = os._exit

_EXIT_CODE: Final = 0


class Contained:
    """A block that runs a user's code, and that a forked copy of this process never leaves.

    The copy ends at the end of the block, whether it returns or raises. It writes nothing and prints nothing
    there, and its exit code is 0. The process itself leaves the block as usual.
    """

    __slots__ = ("_process",)

    def __enter__(self) -> None:
        """Remembers which process this is."""
        self._process = _process_id()

    def __exit__(self, *raised: object) -> None:
        """Ends a copy."""
        end_copy_of(self._process)


def end_copy_of(process: int) -> None:
    """Ends this process at once, unless it is ``process`` itself."""
    if _process_id() != process:
        _end(_EXIT_CODE)
