"""The keeper of a worker: a small process between the run and the worker, which leaves nothing behind.

The keeper starts the worker, waits for its end, kills whatever the worker has started, and then ends as the
worker did. It does the same when the run asks for it with SIGTERM, and when the run itself was killed.

On Linux every process that the worker has started stays a descendant of the keeper, also one that has called
setsid and has lost its parent: the keeper is a "child subreaper". Elsewhere the keeper finds the worker's
process group and the descendants whose parents still run.

It needs POSIX. It imports next to nothing but the standard library, so that it starts at once and stays
small.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from speciate.evaluators.workers.parent_death import LOOK_SECONDS, STACK_SIGNAL, control, die_with

_PR_SET_DUMPABLE: Final = 4
_PR_SET_CHILD_SUBREAPER: Final = 36

_END_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.002


def keep(connection: int, job: int, stack: int, parent: int) -> None:
    """Starts a worker and keeps it; in the worker it returns when that has served.

    Args:
        connection: File descriptor of the worker's end of the pipe.
        job: File descriptor of the pickled ``Job``.
        stack: File descriptor of the file for the worker's stack.
        parent: Process id of the run.
    """
    control(_PR_SET_CHILD_SUBREAPER, 1)
    signal.pthread_sigmask(signal.SIG_BLOCK, _awaited())
    die_with(parent, signal.SIGTERM)
    keeper = os.getpid()
    worker = os.fork()
    if not worker:
        os.setpgid(0, 0)  # what it sends to its own group does not hit the keeper
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _awaited())
        die_with(keeper, signal.SIGKILL)
        from speciate.evaluators.workers.worker import serve  # noqa: PLC0415  # heavy, and for the worker alone

        serve(connection, job, stack, keeper)
        return
    for descriptor in (connection, job, stack):
        os.close(descriptor)
    status = _waited_for(worker, parent)
    _kill_all_of(worker, is_alive=status is None)
    _end_as(status)


def _awaited() -> set[signal.Signals]:
    return {signal.SIGCHLD, signal.SIGTERM, signal.SIGALRM, STACK_SIGNAL}


def _waited_for(worker: int, parent: int) -> int | None:
    """How the worker has ended, as ``os.waitpid`` says it; None if it has to end now."""
    if sys.platform != "linux":  # which sends a signal when the run ends
        signal.setitimer(signal.ITIMER_REAL, LOOK_SECONDS, LOOK_SECONDS)
    while True:
        number = signal.sigwait(_awaited())
        if number == signal.SIGTERM or os.getppid() != parent:
            return None
        if number == STACK_SIGNAL:
            os.kill(worker, STACK_SIGNAL)
        status = _reaped(worker)
        if status is not None:
            return status


def _reaped(worker: int) -> int | None:
    """Takes note of all children that have ended; returns how the worker did, if it is one of them."""
    found = None
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            found = ended[1] if ended[0] == worker else found
    return found


def _kill_all_of(worker: int, *, is_alive: bool) -> None:
    """Kills a worker, its process group and all other descendants, until there are none."""
    known = [] if sys.platform == "linux" or not is_alive else _descendants()
    limit = time.monotonic() + _END_SECONDS
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(worker, signal.SIGKILL)
    _kill([worker, *known] if is_alive else known)  # it may have no group of its own yet
    while _has_children() and time.monotonic() < limit:
        _kill(_descendants())
        time.sleep(_POLL_SECONDS)


def _kill(processes: Iterable[int]) -> None:
    for process in processes:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, signal.SIGKILL)


def _has_children() -> bool:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _descendants() -> list[int]:
    import psutil  # noqa: PLC0415  # seldom needed

    return [process.pid for process in psutil.Process().children(recursive=True)]


def _end_as(status: int | None) -> None:
    """Ends this process as the worker did."""
    code = os.waitstatus_to_exitcode(signal.SIGKILL if status is None else status)
    if code < 0:
        control(_PR_SET_DUMPABLE, 0)  # the worker has left a core file, if any
        with suppress(OSError):  # nobody can handle SIGKILL
            signal.signal(-code, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {-code})  # others that wait would end it otherwise
        os.kill(os.getpid(), -code)
    os._exit(code if code >= 0 else 1)
