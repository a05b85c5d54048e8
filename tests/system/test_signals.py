"""SIGINT and SIGTERM while a user's own code is busy: saved, the right exit code, and nothing lost."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from speciate import FunctionEnvironment, Network, load, resume, train

SCRIPT = """
import sys, time
import speciate

where, workers = sys.argv[1], int(sys.argv[2])

def stuck():
    if where == "asleep":
        time.sleep(3600)
    while where == "busy":
        pass
    while where == "stubborn":
        try:
            time.sleep(3600)
        except BaseException:
            return

def function(network):
    if int(network.genome.ids[0]) >= 60:  # from generation 3 on
        stuck()
    if late:
        time.sleep(3600)
    return 1.0 - abs(float(network.forward([1.0])[0]) - 0.25)

late = False

def watch(metrics):
    global late
    if where in {"callback", "champion"} and metrics["generation"] == 2:
        late = where == "champion"
        time.sleep(3600)

environment = speciate.FunctionEnvironment(function, n_inputs=1, n_outputs=1, each=True)
run = speciate.train(environment, population_size=20, generations=6, seed=1, workers=workers, quiet=True,
                     run_directory="run", on_generation=watch, config={"checkpoint_seconds": 1000})
sys.exit(130 if run.interrupted else 0)
"""


def nearness(network: Network) -> float:
    return 1.0 - abs(float(network.forward([1.0])[0]) - 0.25)


def environment() -> FunctionEnvironment:
    return FunctionEnvironment(nearness, n_inputs=1, n_outputs=1, each=True, name="function")


def started(folder: Path, *command: str) -> subprocess.Popen[str]:
    variables = dict(os.environ) | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for_generations(process: subprocess.Popen[str], run: Path, n: int) -> None:
    limit = time.monotonic() + 60
    path = run / "metrics.jsonl"
    while time.monotonic() < limit and process.poll() is None:
        if path.exists() and path.read_text().count("\n") >= n:
            return
        time.sleep(0.01)
    pytest.fail(f"no {n} generations: {process.communicate()}")


def ended(process: subprocess.Popen[str], seconds: float) -> tuple[int, str]:
    """The exit code and what was written to the standard error; no process of its session is left."""
    begin = time.monotonic()
    try:
        _, error = process.communicate(timeout=30)
    finally:
        process.kill()
    assert time.monotonic() - begin < seconds
    limit = time.monotonic() + 5
    while (left := session(process.pid)) and time.monotonic() < limit:
        time.sleep(0.02)
    assert not left
    return process.returncode, error


def session(leader: int) -> list[int]:
    """Processes of a session that still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, number = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(number) == leader and state != "Z":
            found.append(int(folder.name))
    return found


def lines(run: Path) -> list[dict[str, Any]]:
    told = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [{key: value for key, value in line.items() if key != "timing"} for line in told]


def assert_goes_on_like_a_straight_run(run: Path, workers: int) -> None:
    resume(run, environment=environment(), quiet=True)
    straight = run.parent / "straight"
    settings: dict[str, Any] = {"population_size": 20, "generations": 6, "seed": 1, "workers": workers}
    config = {"checkpoint_seconds": 1000}
    train(environment(), config=config, run_directory=straight, quiet=True, **settings)
    assert lines(run) == lines(straight)
    assert state(run) == state(straight)
    name = "champion.safetensors"
    assert (run / name).read_bytes() == (straight / name).read_bytes()


def state(run: Path) -> dict[str, bytes]:
    snapshot = load(run, environment=environment()).evolution.snapshot()
    return {name: array.tobytes() for name, array in snapshot.arrays.items()}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("where", "workers"),
    [
        ("asleep", 0),
        ("busy", 0),
        ("stubborn", 0),
        ("callback", 0),
        ("champion", 0),
        ("asleep", 2),
        ("busy", 2),
    ],
)
def test_a_signal_saves_and_ends_a_run_that_is_stuck_in_a_users_code(
    where: str, workers: int, number: signal.Signals, tmp_path: Path
) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    process = started(tmp_path, "script.py", where, str(workers))
    wait_for_generations(process, tmp_path / "run", 3)
    time.sleep(0.3)
    process.send_signal(number)
    code, error = ended(process, seconds=10)
    assert code == (130 if number == signal.SIGINT else 143), error
    assert "Traceback" not in error
    assert len(lines(tmp_path / "run")) == 3
    assert_goes_on_like_a_straight_run(tmp_path / "run", workers)


@pytest.mark.parametrize(("number", "expected"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_signal_ends_a_command_with_its_own_code(
    workers: str, number: signal.Signals, expected: int, tmp_path: Path
) -> None:
    arguments = ("--population-size", "40", "--no-stop-when-solved", "--seed", "2", "--workers", workers)
    process = started(
        tmp_path,
        "-m",
        "speciate",
        "train",
        "xor",
        *arguments,
        "--generations",
        "100000",
        "--run-directory",
        "run",
    )
    wait_for_generations(process, tmp_path / "run", 3)
    process.send_signal(number)
    code, error = ended(process, seconds=10)
    assert code == expected, error
    assert error.startswith("interrupted after " if number == signal.SIGINT else "terminated after ")
    total = str(len(lines(tmp_path / "run")) + 2)
    again = started(tmp_path, "-m", "speciate", "resume", "run", "--generations", total, "--workers", "0")
    assert ended(again, seconds=60)[0] == 0
    straight = started(
        tmp_path,
        "-m",
        "speciate",
        "train",
        "xor",
        *arguments[:-2],
        "--generations",
        total,
        "--run-directory",
        "straight",
    )
    assert ended(straight, seconds=60)[0] == 0
    assert lines(tmp_path / "run") == lines(tmp_path / "straight")


def test_signals_that_do_not_let_go_end_the_process_at_once(tmp_path: Path) -> None:
    swallowing = SCRIPT.replace("            return\n", "            pass\n")
    assert swallowing != SCRIPT
    (tmp_path / "script.py").write_text(swallowing)
    process = started(tmp_path, "script.py", "stubborn", "0")
    wait_for_generations(process, tmp_path / "run", 3)
    for _ in range(3):
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
    assert ended(process, seconds=5)[0] == -signal.SIGINT
    assert_goes_on_like_a_straight_run(tmp_path / "run", 0)
