"""Environments that do harm to the process they run in, and what becomes of a run that meets one."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psutil

from speciate import FunctionEnvironment, Network, Run, train

SIZE, EVIL = 12, 5
"""Genomes of a generation, and the one that does harm, in the first generation only."""

LIMIT_SECONDS = 5.0
"""The time limit of those that hang: they cost that, and others need far less, also on a busy machine."""

_MARK = "SPECIATE_TEST_MARK"

Deed = Callable[[], Any]


def nearness(network: Network) -> float:
    return 1.0 - abs(float(network.forward([1.0])[0]) - 0.25)


def environment(deed: Deed) -> FunctionEnvironment:
    """One genome does ``deed``, and achieves what that returns, or what others do if it returns nothing."""

    def function(network: Network) -> Any:
        achieved = deed() if int(network.genome.ids[0]) == EVIL else None
        return nearness(network) if achieved is None else achieved

    return FunctionEnvironment(function, n_inputs=1, n_outputs=1, each=True)


def trained(deed: Deed, *, workers: int = 2, directory: Path | None = None, **config: Any) -> Run:
    """A short run; whatever goes wrong ranks its genome last."""
    return train(
        environment(deed),
        population_size=SIZE,
        generations=2,
        seed=3,
        workers=workers,
        quiet=True,
        run_directory=directory,
        config={"on_fault": "penalise", "retries": 0} | config,
    )


def digest(run: Run) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in run.evolution.snapshot().arrays.items()}


@cache
def without_harm() -> dict[str, bytes]:
    """What a run gives in which nothing happens."""
    return digest(trained(lambda: None, workers=0))


@cache
def with_a_failure() -> dict[str, bytes]:
    """What a run gives in which the evil genome fails and nothing else happens."""
    failing = FunctionEnvironment(
        lambda network: None if int(network.genome.ids[0]) == EVIL else nearness(network),
        n_inputs=1,
        n_outputs=1,
        each=True,
    )
    return digest(train(failing, population_size=SIZE, generations=2, seed=3, quiet=True))


@contextmanager
def nothing_left() -> Iterator[None]:
    """A block after which no process runs that was started in it, whatever became of its parents."""
    mark = uuid.uuid4().hex
    os.environ[_MARK] = mark
    try:
        yield
    finally:
        del os.environ[_MARK]
        left = [process for process in psutil.process_iter() if _is_marked(process, mark)]
        for process in left:
            with suppress(psutil.Error):
                process.kill()
    assert left == []


def _is_marked(process: psutil.Process, mark: str) -> bool:
    try:
        return process.pid != os.getpid() and process.environ().get(_MARK) == mark
    except psutil.Error:  # it has ended
        return False


def no_harm(deed: Deed, directory: Path, **config: Any) -> None:
    """Asserts that a run with evil workers gives what any other run does."""
    with nothing_left():
        run = trained(deed, directory=directory, **config)
    assert run.n_failed == 0
    assert digest(run) == without_harm()


def one_fault(deed: Deed, directory: Path, **config: Any) -> str:
    """Asserts that the evil genome fails and is counted, and nothing else happens; what is known of it."""
    with nothing_left():
        run = trained(deed, directory=directory, **config)
    assert run.metrics[0]["n_failed"] == run.n_failed == 1
    assert digest(run) == with_a_failure()
    (text,) = (directory / "faults").glob("*.txt")
    assert text.name == f"generation-0-genome-{EVIL}.txt"
    return text.read_text()
