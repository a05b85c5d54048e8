"""Environments whose code breaks what is around it: the run is that of good ones, or counts a fault."""

import atexit
import math
import os
import random
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.support.evil import LIMIT_SECONDS, no_harm, nothing_left, one_fault, trained

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes that are left")


def wait_for_ever() -> None:
    while True:
        time.sleep(3600)


def changes_the_folder() -> None:
    os.chdir("/")


def removes_its_folder() -> None:
    folder = Path("gone")
    folder.mkdir()
    os.chdir(folder)
    Path("../gone").rmdir()


def leaves_a_thread() -> None:
    threading.Thread(target=wait_for_ever).start()


def leaves_a_thread_that_raises() -> None:
    threading.excepthook = lambda _: None
    thread = threading.Thread(target=raises)
    thread.start()
    thread.join()


def hangs_at_the_end() -> None:
    atexit.register(wait_for_ever)


def ignores_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGUSR1, signal.SIGALRM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def blocks_signals() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))


def deletes_its_modules() -> None:
    for name in list(sys.modules):
        if name.startswith(("speciate", "json", "struct", "zlib", "socket")):
            del sys.modules[name]


def empties_the_path() -> None:
    sys.path[:] = []
    os.environ["PATH"] = ""


def replaces_functions() -> None:
    for module, name in ((os, "fstat"), (time, "monotonic"), (math, "floor"), (os, "getppid")):
        setattr(module, name, raises)


def sets_a_default_timeout() -> None:
    socket.setdefaulttimeout(0.0)


def seeds_and_warns() -> None:
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    np.seterr(all="raise")


def traces() -> None:
    sys.setprofile(lambda *_: None)
    sys.settrace(lambda *_: None)


def limits_recursion() -> None:
    sys.setrecursionlimit(200)


@pytest.mark.parametrize(
    "deed",
    [
        changes_the_folder,
        removes_its_folder,
        leaves_a_thread,
        leaves_a_thread_that_raises,
        hangs_at_the_end,
        ignores_signals,
        blocks_signals,
        deletes_its_modules,
        empties_the_path,
        replaces_functions,
        sets_a_default_timeout,
        seeds_and_warns,
        traces,
        limits_recursion,
    ],
)
def test_what_changes_the_worker_alone_changes_nothing(
    deed: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    no_harm(deed, tmp_path / "run")


def raises(*_: Any) -> Any:
    raise ZeroDivisionError("mine")


class OwnError(BaseException):
    """One that nobody expects."""


class SilentError(Exception):
    """One that cannot be shown."""

    def __str__(self) -> str:
        raise ZeroDivisionError("mine")


class LeavingError(Exception):
    """One that leaves when it is shown."""

    def __str__(self) -> str:
        raise SystemExit(5)


class Strange:
    """A result that does harm to whoever looks at it."""

    def __init__(self, deed: Callable[..., Any]) -> None:
        self._deed = deed

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return self._deed(dtype, copy)

    def __reduce__(self) -> Any:
        return self._deed, ()


def raising(error: BaseException) -> Callable[[], None]:
    def deed() -> None:
        raise error

    return deed


def recurses() -> None:
    recurses()


def returning(value: Any) -> Callable[[], Any]:
    return lambda: value


@pytest.mark.parametrize(
    ("deed", "known"),
    [
        (raising(KeyboardInterrupt()), "exception: KeyboardInterrupt"),
        (raising(GeneratorExit()), "exception: GeneratorExit"),
        (raising(SystemExit(0)), "exception: SystemExit: 0"),
        (raising(StopIteration()), "exception: StopIteration"),
        (raising(OwnError("mine")), "exception: OwnError: mine"),
        (raising(SilentError()), "exception: SilentError: its message cannot be shown"),
        (raising(LeavingError()), "exception: LeavingError: its message cannot be shown"),
        (raising(ValueError("x" * 10**7)), "exception: ValueError: xxx"),
        (raising(ValueError("two\nlines")), "exception: ValueError: two lines"),
        (raising(ValueError("\udc80\U0001f600")), "exception: ValueError: ?\U0001f600"),
        (raising(MemoryError()), "out of memory: MemoryError"),
        (recurses, "exception: RecursionError: maximum recursion depth exceeded"),
        (returning(math.nan), "invalid value: the result is nan"),
        (returning(-math.inf), "invalid value: the result is -inf"),
        (returning([1.0, 2.0]), "exception: ShapeError: "),
        (returning("12"), "exception: ShapeError: "),
        (returning(1j), "exception: ShapeError: "),
        (returning(threading.stack_size), "exception: ShapeError: "),
        (lambda: lambda: 1.0, "exception: ShapeError: "),
        (lambda: threading.Lock(), "exception: ShapeError: "),  # noqa: PLW0108  # made in the worker
        (lambda: Strange(raises), "exception: ShapeError: function: what it returned: no array (mine)"),
        (lambda: Strange(lambda *_: np.zeros((3, 3))), "exception: ShapeError: "),
        (lambda: Strange(lambda *_: sys.exit(1)), "exception: SystemExit: 1"),
        (lambda: Strange(lambda *_: os._exit(9)), "lost worker: the worker process ended with exit code 9"),
    ],
)
def test_what_gives_no_number_is_a_fault_in_one_line(
    deed: Callable[[], Any], known: str, tmp_path: Path
) -> None:
    first, second, *_ = one_fault(deed, tmp_path / "run").splitlines()
    assert first.startswith(f"genome 5 (row 5) in generation 0: {known}")
    assert len(first) < 2100
    assert second.startswith("To play it again: ")


@pytest.mark.parametrize("result", [True, np.float32(0.5), np.array([0.5]), np.int8(1)])
def test_what_is_a_number_is_no_fault(result: Any, tmp_path: Path) -> None:
    with nothing_left():
        assert trained(returning(result), directory=tmp_path / "run").n_failed == 0


def loops() -> None:
    while True:
        pass


def holds_a_lock_twice() -> None:
    lock = threading.Lock()
    with lock:
        lock.acquire()


def waits_for_a_signal() -> None:
    signal.pause()


@pytest.mark.parametrize("deed", [loops, holds_a_lock_twice, waits_for_a_signal])
def test_code_that_hangs_is_a_fault_that_says_where(deed: Callable[[], None], tmp_path: Path) -> None:
    text = one_fault(deed, tmp_path / "run", evaluation_timeout_seconds=LIMIT_SECONDS)
    assert f"time-out: it took longer than evaluation_timeout_seconds = {LIMIT_SECONDS:g}" in text
    assert f"in {deed.__name__}\n    " in text
    assert __file__ in text


def allocates() -> None:
    np.ones(2**32, dtype=np.uint8)


def test_code_that_takes_all_memory_is_a_fault_that_names_the_limit(tmp_path: Path) -> None:
    text = one_fault(allocates, tmp_path / "run", worker_memory_bytes=2**30)
    assert "out of memory: " in text.splitlines()[0]
    assert "within worker_memory_bytes = 1073741824" in text.splitlines()[0]
