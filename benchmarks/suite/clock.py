"""What the benchmark counts: time that passes, or time that the process has of the processors."""

import time
from typing import Final

CLOCKS: Final = ("wall", "processor")
"""The names that users choose by."""

_chosen = [CLOCKS[0]]


def choose(name: str) -> None:
    """Counts by one of the ``CLOCKS`` from now on.

    "processor" adds up all threads and leaves out other processes, those that are started here as well.
    """
    _chosen[0] = name


def chosen() -> str:
    """The clock that counts."""
    return _chosen[0]


def now() -> float:
    """Seconds since some moment."""
    return time.process_time() if _chosen[0] == "processor" else time.perf_counter()
