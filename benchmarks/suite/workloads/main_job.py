"""The main job: a whole training in the arena, and where its time goes."""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.workloads import Choose

from speciate.evaluators.choice import evaluator
from speciate.training import champion
from speciate.training.fault_records import FaultRecords

MAIN_JOB = "167 genomes, 50 generations"
_PHASES = {
    "native": "the whole run",
    "evaluate": "compiling networks and playing a generation's episodes",
    "validate": "playing the episodes that choose the champion, done again to time it",
    "tell": "selection, speciation, breeding and the archive",
    "all else": "founding, metrics and saving",
}


def cases(_workload: str, _takes_part: Choose) -> Iterator[Case]:
    """The whole run with one thread and with two, and the parts of the run with two."""
    contenders: dict[str, Callable[[], Prepared]] = {
        "native": partial(_prepared_run, 1),
        "native, 2 threads": partial(_prepared_run, 2),
    }
    yield Case("main-job", MAIN_JOB, "run", contenders, repetitions=3, limited=False)
    phases = cache(partial(_phases, 2))
    shares: dict[str, Callable[[], Prepared]] = {
        name: partial(_prepared_phase, phases, name) for name in _PHASES
    }
    yield Case("main-job", f"{MAIN_JOB}, 2 threads, by phase", "run", shares, repetitions=1, limited=False)


def _prepared_run(threads: int) -> Prepared:
    return Prepared(lambda: main_job(threads)[0], measures_itself=True)


def _prepared_phase(phases: Callable[[], dict[str, float]], name: str) -> Prepared:
    return Prepared(lambda: phases()[name], note=_PHASES[name], measures_itself=True)


def _phases(threads: int) -> dict[str, float]:
    """Seconds of a whole run and of its parts."""
    whole, _, run = main_job(threads)
    evaluate = sum(one["timing"]["evaluate_seconds"] for one in run.metrics)
    generations = sum(one["timing"]["seconds"] for one in run.metrics)
    started = time.perf_counter()
    evaluating = evaluator(run.evolution.config, run.environment, FaultRecords(run.evolution, None).take)
    champion.validated(run.evolution, evaluating, run.environment.spec)
    validate = time.perf_counter() - started
    return {
        "native": whole,
        "evaluate": evaluate,
        "validate": validate,
        "tell": generations - evaluate,
        "all else": whole - generations - validate,
    }


def main_job(threads: int, config: Mapping[str, Any] | None = None) -> tuple[float, float, Any]:
    """Seconds of the main job, seconds of the processors, and its run.

    Args:
        threads: Threads of the native backend.
        config: Other settings than the defaults.
    """
    from speciate.training.runs import train  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        started, of_processors = time.perf_counter(), time.process_time()
        run = train(
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
        return time.perf_counter() - started, time.process_time() - of_processors, run
