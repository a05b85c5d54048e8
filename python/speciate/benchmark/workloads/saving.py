"""What it costs to lose nothing: the main job, saved in several ways."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from speciate.benchmark.measuring import Case, Prepared
from speciate.benchmark.workloads import Choose
from speciate.benchmark.workloads.running import MAIN_JOB, main_job

_WAYS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "native": ({}, "a journal, flushed beside the next generation: the default"),
    "no journal": ({"journal": False}, "a checkpoint every five seconds, and at the end"),
    "checkpoints alone": ({"journal": False, "checkpoint_seconds": 0.0}, "one for each generation"),
}
_CLOCKS: Final[dict[str, Callable[[], float]]] = {
    "seconds of the processors": time.process_time,
    "seconds": time.perf_counter,
}


def cases(workload: str, takes_part: Choose) -> Iterator[Case]:
    """The cases of a workload of this module."""
    del takes_part
    for name, clock in _CLOCKS.items():
        for threads in (1, 2):
            ways: dict[str, Callable[[], Prepared]] = {
                way: partial(_prepared, clock, threads, config, note) for way, (config, note) in _WAYS.items()
            }
            plural = "s" if threads > 1 else ""
            yield Case(workload, f"{MAIN_JOB}, {threads} thread{plural}, {name}", "run", ways, limited=False)


def _prepared(clock: Callable[[], float], threads: int, config: dict[str, Any], note: str) -> Prepared:
    return Prepared(lambda: main_job(threads, config, clock)[0], note=note, measures_itself=True)
