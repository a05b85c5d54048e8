"""What saving takes of the processors in the main job: `python -m benchmarks.saving RUNS`.

Two ways to save differ by less than the noise of a busy machine. So this adds up what threads had of a
processor while they saved, the system's part too, and divides it by what the whole run had.
"""

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

from speciate import tables
from speciate.storage.journal import Journal
from speciate.storage.run_directory import RunDirectory
from speciate.study import machine
from speciate.training.runs import train

WAYS: dict[str, dict[str, Any]] = {
    "the journal (default)": {},
    "a checkpoint for each generation": {"journal": False, "checkpoint_seconds": 0.0},
}
PARTS: dict[str, type] = {"append": Journal, "flush": Journal, "save": RunDirectory}


def timed(name: str, call: Callable[..., Any], spent: defaultdict[str, float]) -> Callable[..., Any]:
    """A call that adds what it had of a processor."""

    def measured(*arguments: Any) -> Any:
        started = time.thread_time()
        try:
            return call(*arguments)
        finally:
            spent[name] += time.thread_time() - started

    return measured


def shares(threads: int, config: dict[str, Any]) -> dict[str, float]:
    """Percent of the processors' time of a run, by part."""
    spent: defaultdict[str, float] = defaultdict(float)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        for name, owner in PARTS.items():
            measured = timed(name, getattr(owner, name), spent)
            stack.enter_context(mock.patch.object(owner, name, measured))
        started = time.process_time()
        train(
            "arena",
            population_size=167,
            generations=50,
            seed=1,
            objectives=["survival", "kills", "power_ups"],
            threads=threads,
            config=config,
            quiet=True,
            run_directory=Path(folder, "run"),
        )
        whole = time.process_time() - started
    return {name: 100.0 * seconds / whole for name, seconds in spent.items()}


def main(n_runs: int) -> None:
    """Prints a table: medians, and least and most, over runs in turn."""
    found: dict[tuple[int, str], list[dict[str, float]]] = {}
    for _ in range(n_runs):
        for threads in (1, 2):
            for way, config in WAYS.items():
                found.setdefault((threads, way), []).append(shares(threads, config))
    lines = []
    for (threads, way), runs in found.items():
        for part in PARTS:
            values = [run[part] for run in runs if part in run]
            if values:
                middle = f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"
                lines.append([str(threads), way, part, middle])
    header = ["threads", "saved by", "part", "% of the time"]
    print(machine.describe(), "", *tables.markdown(header, lines), sep="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=int, help="how many runs of each way")
    main(parser.parse_args().runs)
