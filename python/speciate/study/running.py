"""Running a study: what is not finished yet, spread over processes."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final

from speciate.errors import EvaluationError, RunDirectoryError
from speciate.pickling import by_value
from speciate.study.plan import Plan, Trial
from speciate.study.records import Records
from speciate.study.trial import Record, record
from speciate.system import lock, platforms
from speciate.system.disk import REAL
from speciate.system.guard import GuardedDisk
from speciate.values import user_modules
from speciate.values.registry import registry_of, users_records

RECORDS: Final = "runs.jsonl"
"""The file of a study's folder that holds its finished runs."""

Tell = Callable[[int, int, Record], None]
"""Called with the number of finished runs, that of all, and the one that has just finished."""


def run(plan: Plan, folder: str | Path, *, jobs: int = 0, tell: Tell | None = None) -> list[Record]:
    """Runs what a study has not finished yet.

    Every run is kept as soon as it has ended: an interrupted study goes on where it was. The results do not
    depend on the number of processes; seconds do, for they share the machine.

    Args:
        plan: The study.
        folder: Where its runs are kept; the same plan and folder go on.
        jobs: Processes, 0 for one per core.
        tell: Told of every run that finishes.

    Returns:
        Every run of the plan, in the plan's order.

    Raises:
        RunDirectoryError: The folder cannot be used, or somebody else uses it.
        EvaluationError: A process was killed from outside.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunDirectoryError(f"{folder}: cannot be made ({error.strerror or error})") from error
    with lock.locked(folder) as place:
        records = Records(folder / RECORDS, GuardedDisk(REAL, place))
        found = {_name(one): one for one in records.open()}
        trials = list(plan.trials())
        open_ = [trial for trial in trials if _named(trial) not in found]
        for finished in _finished(open_, jobs or platforms.n_cores()):
            records.append(finished)
            found[_name(finished)] = finished
            if tell is not None:
                tell(sum(_named(trial) in found for trial in trials), len(trials), finished)
    return [found[_named(trial)] for trial in trials]


def _named(trial: Trial) -> tuple[str, ...]:
    return (*trial.entry, trial.key)


def _name(finished: Record) -> tuple[str, ...]:
    return finished["task"], finished["algorithm"], finished["key"]


def _finished(trials: list[Trial], jobs: int) -> Iterator[Record]:
    """The records of trials, as they finish."""
    if jobs == 1 or len(trials) <= 1:
        yield from map(record, trials)
        return
    context = multiprocessing.get_context("spawn")  # a fork would copy threads that are not there
    parts = user_modules.imported(), _pickled_records()
    with ProcessPoolExecutor(min(jobs, len(trials)), context, _begin, parts) as pool:
        try:
            yield from _from(pool, trials, 2 * jobs)
        except BrokenProcessPool as error:
            raise EvaluationError(
                "a process of the study was killed; the finished runs are kept, start the study again"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():
                child.terminate()


def _from(pool: ProcessPoolExecutor, trials: list[Trial], ahead: int) -> Iterator[Record]:
    """Hands out a few trials ahead of what is finished."""
    waiting = iter(trials)
    running: set[Future[Record]] = {pool.submit(record, trial) for trial in islice(waiting, ahead)}
    while running:
        done, running = wait(running, return_when=FIRST_COMPLETED)
        running |= {pool.submit(record, trial) for trial in islice(waiting, len(done))}
        for future in done:
            yield future.result()


def _pickled_records() -> list[bytes]:
    """The records of users that were registered here. One that cannot be pickled has to be imported."""
    pickled = []
    for one in users_records():
        with suppress(Exception):  # users' objects may raise anything
            pickled.append(by_value.content_of(one))
    return pickled


def _begin(modules: tuple[str, ...], records: list[bytes]) -> None:
    """Begins a process of a study.

    A terminal sends Ctrl-C to all processes; it is the first one's business. Parts of users have to be
    registered here too.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    user_modules.import_all(modules)
    for one in records:
        known: Any = by_value.loaded(one)
        if (registry := registry_of(known)) is not None:
            registry.register(known, replace=True)
