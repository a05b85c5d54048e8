"""Worker processes: what they compute, what they survive, and what is left of them."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from speciate import FunctionEnvironment, Network, Networks, Run, resume, train
from speciate.errors import ConfigError, EvaluationError
from speciate.evaluators.workers.process import WorkerProcess
from speciate.evaluators.workers.worker import Pipe
from speciate.values.environment import EnvironmentSpec, Episodes
from speciate.values.types import Uint64s

GENERATIONS, SIZE = 6, 30


def nearness(network: Network) -> float:
    return 1.0 - abs(float(network.forward([1.0])[0]) - 0.25)


def both(network: Network) -> tuple[float, float]:
    return nearness(network), -float(network.genome.sizes[0])


def all_at_once(networks: Networks) -> Any:
    return [nearness(network) for network in networks]


def trained(function: Callable[..., Any], **arguments: Any) -> Run:
    names = arguments.pop("objectives", ["fitness"])
    each = arguments.pop("each", True)
    environment = FunctionEnvironment(function, n_inputs=1, n_outputs=1, each=each, results=names)
    settings: dict[str, Any] = {"population_size": SIZE, "generations": GENERATIONS, "seed": 3} | arguments
    return train(environment, objectives=names, quiet=True, **settings)


def digest(run: Run) -> dict[str, bytes]:
    arrays = run.evolution.snapshot().arrays
    champion = {f"champion.{name}": column for name, column in run.champion.genome.columns().items()}
    return {name: array.tobytes() for name, array in (arrays | champion).items()}


def children() -> list[int]:
    """Processes that this one has started and that still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == os.getpid():
            found.append(int(folder.name))
    return found


needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(autouse=True)
def no_process_left() -> Iterator[None]:
    before = children()
    yield
    assert set(children()) <= set(before)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (nearness, {}),
        (all_at_once, {"each": False}),
        (both, {"objectives": ["fitness", "brevity"]}),
        (nearness, {"config": {"evaluation_timeout_seconds": 60.0}}),
    ],
    ids=["one objective", "all at once", "two objectives", "one by one"],
)
def test_the_number_of_workers_does_not_change_a_run(
    native: str, function: Callable[..., Any], arguments: dict[str, Any]
) -> None:
    within = {key: value for key, value in arguments.items() if key != "config"}
    expected = digest(trained(function, backend=native, **within))
    for workers in (1, 2, 3):
        assert digest(trained(function, backend=native, workers=workers, **arguments)) == expected


def test_workers_do_not_change_a_run_of_the_reference_backend() -> None:
    runs = [trained(both, objectives=["a", "b"], backend="reference", workers=n) for n in (0, 2)]
    assert digest(runs[0]) == digest(runs[1])


@pytest.mark.parametrize("environment", ["xor", "cart_pole"])
def test_a_built_in_environment_plays_the_same_in_workers(native: str, environment: str) -> None:
    runs = [
        train(environment, backend=native, workers=n, population_size=20, generations=3, quiet=True)
        for n in (0, 2)
    ]
    assert digest(runs[0]) == digest(runs[1])


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def exits() -> None:
    os._exit(3)


def segfaults() -> None:
    ctypes.string_at(0)


def hangs() -> None:
    time.sleep(3600.0)


def allocates() -> None:
    np.ones(4 * 2**30, dtype=np.uint8)


def stopped() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def now_and_then(accident: Callable[[], None], log: Path) -> Callable[[Network], float]:
    """A function that has an accident in every 60th call, whoever makes it; another try then succeeds."""

    def function(network: Network) -> float:
        with log.open("ab", buffering=0) as file:  # so that the place is that of this call
            file.write(b".")
            n_calls = file.tell()
        if n_calls % 60 == 30:
            accident()
        return nearness(network)

    return function


@pytest.mark.parametrize("accident", [killed, exits, segfaults, hangs, allocates, stopped])
def test_an_accident_that_a_retry_mends_changes_nothing(accident: Callable[[], None], tmp_path: Path) -> None:
    log = tmp_path / "calls"
    limits = {"evaluation_timeout_seconds": 1.0, "worker_memory_bytes": 2**30}
    started = time.monotonic()
    run = trained(now_and_then(accident, log), workers=2, config=limits)
    seconds = time.monotonic() - started
    n_accidents = (log.stat().st_size + 30) // 60
    assert n_accidents >= 3
    assert sum(metrics["timing"]["n_retries"] for metrics in run.metrics) >= n_accidents - 1
    assert sum(metrics["n_failed"] for metrics in run.metrics) == 0
    assert digest(run) == digest(trained(nearness))
    assert seconds < 30 + 3.0 * n_accidents  # generous: each costs its second and a new worker


class Seeded:
    """An environment whose results depend on the seeds, and with accidents."""

    name = "seeded"
    each = True
    spec = EnvironmentSpec(
        n_observations=1, n_actions=1, results=("fitness",), worst=(), max_steps=1, stochastic=True
    )

    def __init__(self, log: Path | None) -> None:
        self._play = nearness if log is None else now_and_then(killed, log)

    def play(self, networks: Networks, seeds: Uint64s) -> Episodes:
        noise = (seeds % 1000).astype(np.float64) / 1000.0
        results = [[[self._play(network) + draw] for draw in noise] for network in networks]
        return Episodes(np.array(results), np.zeros(len(networks), dtype=np.bool_))


def test_another_try_plays_the_same_seeds(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"population_size": SIZE, "generations": 4, "quiet": True}
    limit = {"evaluation_timeout_seconds": 60.0}  # with one, a unit has one genome: each accident is a retry
    run = train(Seeded(tmp_path / "calls"), workers=2, config=limit, **settings)
    assert sum(metrics["timing"]["n_retries"] for metrics in run.metrics) > 0
    assert digest(run) == digest(train(Seeded(None), **settings))


@pytest.mark.parametrize("accident", [killed, allocates])
def test_a_unit_of_several_genomes_is_searched_for_the_one_that_fails(
    accident: Callable[[], None], tmp_path: Path
) -> None:
    def function(network: Network) -> float:
        if network.genome.ids[0] == 5:
            accident()
        return nearness(network)

    config = {"worker_memory_bytes": 2**30, "on_fault": "penalise"}
    run = trained(function, workers=1, generations=1, config=config, run_directory=tmp_path / "run")
    assert run.metrics[0]["n_failed"] == 1
    assert [path.name for path in (tmp_path / "run" / "faults").glob("*.txt")] == [
        "generation-0-genome-5.txt"
    ]


@pytest.mark.parametrize(
    ("accident", "message"),
    [
        (killed, r"killed by signal 9 \(SIGKILL\)"),
        (exits, "ended with exit code 3"),
        (segfaults, r"killed by signal 11 \(SIGSEGV\)"),
        (hangs, "longer than evaluation_timeout_seconds = 0.5"),
        (allocates, "MemoryError"),
    ],
)
def test_an_accident_in_every_try_ends_the_run_and_names_the_genome(
    accident: Callable[[], None], message: str, tmp_path: Path
) -> None:
    def function(network: Network) -> float:
        if network.genome.ids[0] == 5:
            accident()
        return nearness(network)

    limits = {"evaluation_timeout_seconds": 0.5, "worker_memory_bytes": 2**30}
    with pytest.raises(EvaluationError, match=rf"genome 5 \(row 5\) in generation 0 failed.*{message}"):
        trained(function, workers=2, config=limits, run_directory=tmp_path / "run")
    text = (tmp_path / "run" / "faults" / "generation-0-genome-5.txt").read_text()
    if accident is not killed and accident is not exits:  # these two leave no trace
        assert accident.__name__ in text
    environment = FunctionEnvironment(nearness, n_inputs=1, n_outputs=1, each=True, name="function")
    again = resume(tmp_path / "run", environment=environment, quiet=True)
    assert digest(again) == digest(trained(nearness))


@pytest.mark.parametrize(("n_deaths", "is_over"), [(2, False), (1000, True)])
def test_a_worker_that_dies_while_it_takes_genomes_is_a_lost_one(
    n_deaths: int, is_over: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    give, deaths = WorkerProcess.give, iter(range(n_deaths))

    def interrupted(worker: WorkerProcess, *unit: Any, **limits: Any) -> None:
        if next(deaths, None) is not None:
            worker._process.kill()
            worker._process.wait()
        give(worker, *unit, **limits)

    monkeypatch.setattr(WorkerProcess, "give", interrupted)
    if is_over:
        with pytest.raises(EvaluationError, match=r"genome \d+ .*killed by signal 9"):
            trained(nearness, workers=1)
    else:
        run = trained(nearness, workers=1)
        monkeypatch.undo()
        assert digest(run) == digest(trained(nearness))


def test_what_a_hung_worker_started_ends_with_it(tmp_path: Path) -> None:
    def function(network: Network) -> float:
        if network.genome.ids[0] == 5:
            child = subprocess.Popen(["sleep", "3600"])
            (tmp_path / "child").write_text(str(child.pid))
            time.sleep(3600.0)
        return nearness(network)

    config = {"evaluation_timeout_seconds": 0.5, "on_fault": "penalise", "retries": 0}
    assert trained(function, workers=1, generations=1, config=config).metrics[0]["n_failed"] == 1
    child = int((tmp_path / "child").read_text())
    assert not runs(child)


def runs(process: int) -> bool:
    """Whether a process runs, for at most five seconds."""
    limit = time.monotonic() + 5
    while time.monotonic() < limit:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.02)
    return True


BUSY = """
import os, pathlib, time, speciate
def busy(network):
    pathlib.Path(f"worker-{os.getppid()}").touch()
    if not os.fork():
        os.setsid()
        if os.fork():
            os._exit(0)
        pathlib.Path(f"worker-{os.getpid()}").touch()
        while True:
            time.sleep(3600)
    pathlib.Path(f"worker-{os.getpid()}").touch()
    while True:
        pass
environment = speciate.FunctionEnvironment(busy, n_inputs=1, n_outputs=1, each=True)
speciate.train(environment, population_size=20, workers=2, quiet=True)
"""


@needs_proc
def test_nothing_that_a_worker_started_outlives_a_run_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(BUSY)
    environment = dict(os.environ) | {"PYTHONPATH": os.pathsep.join(sys.path)}
    parent = subprocess.Popen([sys.executable, str(script)], cwd=tmp_path, env=environment)
    limit = time.monotonic() + 60
    while len(list(tmp_path.glob("worker-*"))) < 6:  # keepers, workers and daemons
        assert time.monotonic() < limit
        assert parent.poll() is None
        time.sleep(0.02)
    workers = [int(path.name.removeprefix("worker-")) for path in tmp_path.glob("worker-*")]
    parent.kill()
    parent.wait()
    try:
        assert not [worker for worker in workers if runs(worker)]
    finally:
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)


def test_workers_serve_a_run_in_a_thread() -> None:
    ended: list[Run] = []
    thread = threading.Thread(target=lambda: ended.append(trained(nearness, workers=2)))
    thread.start()
    thread.join()
    assert digest(ended[0]) == digest(trained(nearness))


def test_what_cannot_be_sent_to_a_worker_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    lock = threading.Lock()

    def function(network: Network) -> float:
        with lock:
            return nearness(network)

    with pytest.raises(ConfigError, match=r"cannot be sent to another process.*lock.*workers = 0"):
        trained(function, workers=1, run_directory=tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_a_memory_limit_is_refused_where_there_is_none(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(ConfigError, match="worker_memory_bytes = 1000000000: it needs Linux; choose 0"):
        trained(nearness, workers=1, config={"worker_memory_bytes": 10**9})


class Unloadable:
    """Something that cannot be made again in another process."""

    def __init__(self, parent: int) -> None:
        self.parent = parent
        if parent != os.getpid():
            raise OSError("no licence in this process")

    def __reduce__(self) -> Any:
        return Unloadable, (self.parent,)


class Deadly(Unloadable):
    """Something that ends another process in which it is made again."""

    def __init__(self, parent: int) -> None:
        self.parent = parent
        if parent != os.getpid():
            os._exit(7)

    def __reduce__(self) -> Any:
        return Deadly, (self.parent,)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (Unloadable, r"cannot be loaded in a worker process: OSError: no licence.*workers = 0"),
        (Deadly, r"no worker process starts: .*exit code 7.*workers = 0"),
    ],
)
def test_an_environment_that_does_not_load_in_a_worker_says_so(kind: type[Unloadable], message: str) -> None:
    thing = kind(os.getpid())

    def function(network: Network) -> float:
        return nearness(network) + 0.0 * thing.parent

    with pytest.raises(EvaluationError, match=message):
        trained(function, workers=2)


def test_a_worker_whose_parent_has_gone_away_says_nothing() -> None:
    here, there = socket.socketpair()
    with Pipe(here) as pipe:
        assert pipe.send(None)
        there.close()
        assert not pipe.send(None)
