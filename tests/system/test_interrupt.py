"""Ctrl-C: a real signal to a real process."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ARGUMENTS = ("--population-size", "40", "--no-stop-when-solved", "--seed", "2")


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = dict(os.environ) | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "speciate", *arguments]
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def training(folder: Path, backend: str, generations: str, name: str) -> subprocess.Popen[str]:
    ending = ("--generations", generations, "--run-directory", name)
    return started(folder, "train", "xor", "--backend", backend, *ARGUMENTS, *ending)


def finish(process: subprocess.Popen[str]) -> None:
    output = process.communicate(timeout=60)
    assert process.returncode == 0, output


def compute(process: subprocess.Popen[str], seconds: float) -> None:
    """Waits until a process has computed for some time: longer than it takes to start."""
    ticks = seconds * os.sysconf("SC_CLK_TCK")
    limit = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < limit:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        if int(fields[11]) + int(fields[12]) >= ticks:  # in user and in system mode, see proc(5)
            return
        time.sleep(0.05)
    pytest.fail(f"it has not come that far: {process.communicate()}")


def lines(run: Path) -> list[dict[str, object]]:
    path = run / "metrics.jsonl"
    finished = path.read_text().splitlines() if path.exists() else []
    return [{key: value for key, value in json.loads(line).items() if key != "timing"} for line in finished]


def wait_for(process: subprocess.Popen[str], run: Path, n_generations: int) -> None:
    limit = time.monotonic() + 60
    path = run / "metrics.jsonl"
    while time.monotonic() < limit and process.poll() is None:
        if path.exists() and path.read_text().count("\n") >= n_generations:
            return
        time.sleep(0.01)
    pytest.fail(f"no {n_generations} generations: {process.communicate()}")


def assert_equals_a_straight_run(run: Path, backend: str, generations: str) -> None:
    straight = run.parent / "straight"
    finish(training(run.parent, backend, generations, "straight"))
    assert [line["generation"] for line in lines(run)] == list(range(int(generations)))
    assert lines(run) == lines(straight)
    for name in (f"checkpoints/generation-{int(generations):08d}.safetensors", "champion.safetensors"):
        assert (run / name).read_bytes() == (straight / name).read_bytes()


@pytest.mark.parametrize("n_signals", [1, 2])
def test_ctrl_c_saves_and_a_resumed_run_equals_one_that_ran_straight(
    backend: str, n_signals: int, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    process = training(tmp_path, backend, "100000", "run")
    wait_for(process, run, 3)
    for _ in range(n_signals):
        process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "Traceback" not in error
    if n_signals == 1:  # a second one may come before there is time for these
        assert error.startswith("interrupted after ")
        assert "go on with `speciate resume run`" in error
        assert (run / "champion.safetensors").exists()

    n_finished = len(lines(run))
    total = str(n_finished + 2)
    resumed = started(tmp_path, "resume", "run", "--generations", total, "--quiet")
    finish(resumed)
    assert_equals_a_straight_run(run, backend, total)


def test_a_killed_run_goes_on_after_the_last_generation_that_it_told_of(backend: str, tmp_path: Path) -> None:
    run = tmp_path / "run"
    process = training(tmp_path, backend, "100000", "run")
    wait_for(process, run, 3)
    process.kill()
    process.communicate()
    total = str((run / "metrics.jsonl").read_text().count("\n") + 2)  # the journal may know one more
    resumed = started(tmp_path, "resume", "run", "--generations", total, "--quiet")
    finish(resumed)
    assert_equals_a_straight_run(run, backend, total)


def test_ctrl_c_while_polishing_says_that_nothing_was_saved(native: str, tmp_path: Path) -> None:
    del native
    small = ("--population-size", "10", "--generations", "1", "--quiet")
    finish(started(tmp_path, "train", "arena", *small, "--run-directory", "run"))
    before = sorted(path.name for path in (tmp_path / "run").iterdir())
    process = started(tmp_path, "polish", "run", "--evaluations", "10000000")
    compute(process, seconds=2.0)
    process.send_signal(signal.SIGINT)
    output, error = process.communicate(timeout=30)
    assert (process.returncode, output, error.strip()) == (130, "", "interrupted; nothing was saved")
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == before


def test_an_interrupt_within_python_returns_the_run(backend: str) -> None:
    import speciate  # noqa: PLC0415

    def interrupt(metrics: dict[str, object]) -> None:
        if metrics["generation"] == 1:
            raise KeyboardInterrupt

    run = speciate.train(
        "xor", population_size=10, generations=9, backend=backend, on_generation=interrupt, quiet=True
    )
    assert run.interrupted
    assert run.generation == len(run.metrics) == 2
    assert run.champion.forward([1, 0, 1]).shape == (1,)
