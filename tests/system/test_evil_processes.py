"""Workers that fork, die, stop, and leave processes behind: nothing changes, or a fault is counted."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.evil import LIMIT_SECONDS, no_harm, one_fault

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs a child subreaper")


def wait_for_ever() -> None:
    while True:
        time.sleep(3600)


def forks_and_returns() -> None:
    os.fork()


def forks_and_exits() -> None:
    if not os.fork():
        sys.exit(0)


def forks_and_raises() -> None:
    if not os.fork():
        raise ZeroDivisionError


def forks_and_interrupts() -> None:
    if not os.fork():
        raise KeyboardInterrupt


def forks_without_an_identity() -> None:
    for name in ("getpid", "_exit"):
        setattr(os, name, lambda *_: 1)
    os.fork()


def forks_many_times() -> None:
    for _ in range(5):  # 31 copies
        os.fork()


def forks_a_copy_that_stays() -> None:
    if not os.fork():
        wait_for_ever()


def forks_a_copy_that_ignores_signals() -> None:
    if not os.fork():
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        wait_for_ever()


def leaves_a_daemon() -> None:
    """A process of a session of its own, whose parent has ended."""
    if not os.fork():
        os.setsid()
        if os.fork():
            os._exit(0)
        wait_for_ever()
    os.wait()


def leaves_a_program_in_a_session_of_its_own() -> None:
    subprocess.Popen(["sleep", "3600"], start_new_session=True)


def leaves_a_program() -> None:
    subprocess.Popen(["sleep", "3600"])


def works_with_a_process_of_its_own() -> None:
    process = multiprocessing.get_context("fork").Process(target=time.sleep, args=(0.0,))
    process.start()
    process.join()
    assert process.exitcode == 0


def leaves_a_daemon_and_stops_its_keeper() -> None:
    leaves_a_daemon()
    os.kill(os.getppid(), signal.SIGSTOP)


def joins_the_group_of_its_keeper() -> None:
    os.setpgid(0, os.getpgid(os.getppid()))


@pytest.mark.parametrize(
    "deed",
    [
        forks_and_returns,
        forks_and_exits,
        forks_and_raises,
        forks_and_interrupts,
        forks_without_an_identity,
        forks_many_times,
        forks_a_copy_that_stays,
        forks_a_copy_that_ignores_signals,
        leaves_a_daemon,
        leaves_a_program_in_a_session_of_its_own,
        leaves_a_program,
        works_with_a_process_of_its_own,
        leaves_a_daemon_and_stops_its_keeper,
        joins_the_group_of_its_keeper,
    ],
)
def test_processes_that_an_environment_starts_change_nothing_and_end_with_it(
    deed: Callable[[], None], tmp_path: Path
) -> None:
    no_harm(deed, tmp_path / "run")


def ends() -> None:
    os._exit(3)


def ends_well() -> None:
    os._exit(0)


def leaves_a_daemon_and_ends() -> None:
    leaves_a_daemon()
    os._exit(4)


def leaves_a_daemon_and_is_killed() -> None:
    leaves_a_daemon()
    os.kill(os.getpid(), signal.SIGKILL)


def aborts() -> None:
    os.abort()


def is_terminated() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    wait_for_ever()


def kills_its_group() -> None:
    os.killpg(0, signal.SIGKILL)


def kills_its_keeper() -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    wait_for_ever()


def is_alarmed() -> None:
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    wait_for_ever()


def becomes_another_program() -> None:
    os.execv("/bin/true", ["true"])  # noqa: S606


@pytest.mark.parametrize(
    ("deed", "known"),
    [
        (ends, "exit code 3"),
        (ends_well, "exit code 0"),
        (leaves_a_daemon_and_ends, "exit code 4"),
        (leaves_a_daemon_and_is_killed, "signal 9 (SIGKILL)"),
        (aborts, "signal 6 (SIGABRT)"),
        (is_terminated, "signal 15 (SIGTERM)"),
        (kills_its_group, "signal 9 (SIGKILL)"),
        (kills_its_keeper, "signal 9 (SIGKILL)"),
        (is_alarmed, "signal 14 (SIGALRM)"),
        (becomes_another_program, "exit code 0"),
    ],
)
def test_a_worker_that_ends_is_a_fault_that_says_how(
    deed: Callable[[], None], known: str, tmp_path: Path
) -> None:
    text = one_fault(deed, tmp_path / "run")
    assert "lost worker: the worker process" in text
    assert known in text.splitlines()[0]


def stops() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def stops_with_its_keeper() -> None:
    os.kill(os.getppid(), signal.SIGSTOP)
    os.kill(os.getpid(), signal.SIGSTOP)


def leaves_a_daemon_and_hangs() -> None:
    leaves_a_daemon()
    wait_for_ever()


def ignores_everything_and_hangs() -> None:
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


@pytest.mark.parametrize(
    "deed", [stops, stops_with_its_keeper, leaves_a_daemon_and_hangs, ignores_everything_and_hangs]
)
def test_a_worker_that_hangs_is_a_fault_when_its_time_is_over(
    deed: Callable[[], None], tmp_path: Path
) -> None:
    text = one_fault(deed, tmp_path / "run", evaluation_timeout_seconds=LIMIT_SECONDS)
    assert f"time-out: it took longer than evaluation_timeout_seconds = {LIMIT_SECONDS:g}" in text
