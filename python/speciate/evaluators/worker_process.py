"""A worker process as its parent sees it: started, given work, asked whether it still lives, killed."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Pipe
from typing import Any, Final

from speciate.backends.protocol import Uint32s
from speciate.evaluators.worker import STACK_SIGNAL

START_SECONDS: Final = 300.0
"""How long a worker may take to start, before it counts as lost; it imports what the environment needs."""

_CODE: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from speciate.evaluators.worker import serve; serve(*map(int, sys.argv[2:]))"
)
_STACK_SECONDS: Final = 0.2
_DEATH_SECONDS: Final = 1.0


class WorkerProcess:
    """One worker.

    Attributes:
        pipe: Where its answers come from.
        rows: What it evaluates at the moment, uint32 (n_rows,); None if nothing.
        ready: Whether it has started.
    """

    def __init__(self, job: bytes) -> None:
        """Starts the process for a pickled ``Job``.

        It is a bare interpreter that runs no code of the main module: scripts need no guard.
        """
        self.pipe, theirs = Pipe()
        self._stack = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the worker
        with theirs, tempfile.TemporaryFile() as file:
            file.write(job)
            file.seek(0)
            descriptors = (theirs.fileno(), file.fileno(), self._stack.fileno())
            self._process = _started(descriptors)
        self.rows: Uint32s | None = None
        self.ready = False
        self._deadline = time.monotonic() + START_SECONDS

    def give(self, rows: Uint32s, unit: Any, seconds: float) -> bool:
        """Sends a unit of work, to be done in ``seconds``; False if the worker is dead."""
        try:
            self.pipe.send(unit)
        except OSError:
            return False
        self.rows = rows
        self._deadline = time.monotonic() + seconds
        return True

    def answer(self) -> Any:
        """What it has sent. Raises ``EOFError`` if it is dead."""
        try:
            return self.pipe.recv()
        except OSError as error:
            raise EOFError from error

    @property
    def seconds_left(self) -> float:
        """Until what it does at the moment is overdue; infinite while it does nothing."""
        return self._deadline - time.monotonic() if self.rows is not None or not self.ready else float("inf")

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Ends the process and its own children at once."""
        with suppress(ProcessLookupError, PermissionError):  # it is gone, or its group has not been made yet
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        self.pipe.close()
        self._stack.close()

    def release(self) -> None:
        """Tells an idle process to end by itself, and kills a busy one."""
        if self.ready and self.rows is None:
            self.pipe.close()
        else:
            self.kill()

    def end(self, seconds: float) -> None:
        """Waits so long for a released process, then kills whatever is left of it."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(seconds, 0.0))
        self.kill()

    def stack(self) -> str:
        """Where it crashed or hangs, as far as it can tell."""
        if self.is_alive:
            with suppress(ProcessLookupError):
                self._process.send_signal(STACK_SIGNAL)
            time.sleep(_STACK_SECONDS)
        self._stack.seek(0)
        return self._stack.read().decode(errors="replace")

    def death(self) -> str:
        """How the process ended, in words."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_DEATH_SECONDS)
        self.kill()
        code = self._process.returncode
        if code >= 0:
            return f"the worker process ended with exit code {code}"
        return f"the worker process was killed by signal {-code} ({_name(-code)})"


def _started(descriptors: Sequence[int]) -> "subprocess.Popen[bytes]":
    path = json.dumps([str(place) for place in sys.path])
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", _CODE, path, *map(str, descriptors), str(os.getpid())],
        stdin=subprocess.DEVNULL,
        pass_fds=descriptors,
        process_group=0,  # its own children are killed with it, and Ctrl-C is not for them
    )


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "of no name"
