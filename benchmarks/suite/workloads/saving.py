"""What it costs to lose nothing: the main job, saved in several ways."""

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.workloads import Choose
from benchmarks.suite.workloads.main_job import MAIN_JOB, main_job

_WAYS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "native": ({}, "a journal, flushed beside the next generation: the default"),
    "no journal": ({"journal": False}, "a checkpoint every five seconds, and at the end"),
    "checkpoints alone": ({"journal": False, "checkpoint_seconds": 0.0}, "one for each generation"),
}
_FIGURES: Final = ("seconds", "seconds of the processors")


class _Runs:
    """Runs of the main job in one way. Each gives a figure to either case."""

    def __init__(self, threads: int, config: dict[str, Any]) -> None:
        self._threads, self._config = threads, config
        self._left: dict[str, deque[float]] = {name: deque() for name in _FIGURES}

    def take(self, name: str) -> float:
        """A figure that was not taken yet."""
        if not self._left[name]:
            for figures, figure in zip(
                self._left.values(), main_job(self._threads, self._config), strict=False
            ):
                figures.append(figure)
        return self._left[name].popleft()


def cases(workload: str, takes_part: Choose) -> Iterator[Case]:
    """The cases of a workload of this module."""
    del takes_part
    for threads in (1, 2):
        runs = {way: _Runs(threads, config) for way, (config, _) in _WAYS.items()}
        plural = "s" if threads > 1 else ""
        for name in _FIGURES:
            ways: dict[str, Callable[[], Prepared]] = {
                way: partial(_prepared, runs[way], name, note) for way, (_, note) in _WAYS.items()
            }
            yield Case(
                workload,
                f"{MAIN_JOB}, {threads} thread{plural}, {name}",
                "run",
                ways,
                repetitions=2,
                limited=False,
            )


def _prepared(runs: _Runs, name: str, note: str) -> Prepared:
    return Prepared(partial(runs.take, name), note=note, measures_itself=True)
