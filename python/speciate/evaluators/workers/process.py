"""A worker process as its run sees it: started, given work, asked whether it still lives, killed."""

import linecache
import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from typing import Final

from speciate.evaluators.workers import messages
from speciate.evaluators.workers.launching import launched
from speciate.evaluators.workers.messages import BrokenMessageError, Message
from speciate.values import faults
from speciate.values.types import Uint32s

START_SECONDS: Final = 300.0
"""How long a worker may take to start, before it counts as lost; it imports what the environment needs."""

STALL_SECONDS: Final = 60.0
"""How long a message may stop half way, before its worker counts as lost."""

_STACK_SECONDS: Final = 0.2
_STACK_BYTES: Final = 20_000
_DEATH_SECONDS: Final = 2.0
_KILL_SECONDS: Final = 15.0
_PIECE_BYTES: Final = 2**20
_PLACE: Final = re.compile(r'  File "(.*)", line (\d+)')


class WorkerProcess:
    """One worker, and the keeper that is its parent.

    Nothing here waits for what the worker does: what it sends is read as it comes, and what it does not read
    is kept until it does.

    Attributes:
        rows: What it evaluates at the moment, uint32 (n_rows,); None if nothing.
        ready: Whether it has started.
    """

    def __init__(self, job: bytes, most_bytes: int) -> None:
        """Starts the process.

        It is a bare interpreter that runs no code of the main module: scripts need no guard.

        Args:
            job: A pickled ``Job``.
            most_bytes: The most bytes that its first answer may have.

        Raises:
            OSError: The system has no room for another process or its files.
        """
        self._launched = launched(job)
        self._process, self._socket = self._launched.process, self._launched.socket
        self._socket.setblocking(False)
        self.rows: Uint32s | None = None
        self.ready = False
        self._unit = messages.START
        self._most_bytes = most_bytes
        self._identity: int | None = None
        self._reader = messages.Reader()
        self._unsent = memoryview(b"")
        self._deadline = self._moved = time.monotonic()
        self._deadline += START_SECONDS

    def fileno(self) -> int:
        """The descriptor to watch."""
        return self._socket.fileno()

    @property
    def wants_to_write(self) -> bool:
        """Whether it has not read all that was sent to it."""
        return bool(self._unsent)

    def give(self, rows: Uint32s, unit: int, content: bytes, *, seconds: float, most_bytes: int) -> None:
        """Sends a unit of work; ``exchange`` sends what the worker does not read at once.

        Args:
            rows: The rows of the genomes, uint32 (n_rows,).
            unit: The number of the unit.
            content: The genomes and the seeds.
            seconds: How long it may take.
            most_bytes: The most bytes that the answer may have.
        """
        self.rows, self._unit, self._most_bytes = rows, unit, most_bytes
        self._moved = time.monotonic()
        self._deadline = self._moved + seconds
        self._unsent = memoryview(messages.packed(os.getpid(), unit, content))
        self._write()

    def exchange(self) -> Message | None:
        """Writes and reads what is possible without waiting; returns its answer once that is whole.

        Raises:
            EOFError: It is dead, or has closed the pipe.
            BrokenMessageError: What it sent is no answer, or another process has sent it.
        """
        self._write()
        piece = self._read()
        if not piece:
            return None
        self._moved = time.monotonic()
        self._reader.add(piece)
        if self.ready and self.rows is None:
            raise BrokenMessageError("bytes that were not asked for")
        message = self._reader.message(self._most_bytes)
        if message is not None:
            self._check(message)
        return message

    @property
    def seconds_left(self) -> float:
        """Until what it does at the moment is overdue; infinite while it does nothing."""
        if self.ready and self.rows is None:
            return float("inf")
        return min(self._deadline, self._stalls_at) - time.monotonic()

    @property
    def is_stalled(self) -> bool:
        """Whether a message to it or from it has stopped half way, too long ago."""
        return self._stalls_at <= time.monotonic()

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Ends the process and all that it has started."""
        self.terminate()
        try:
            self._process.wait(_KILL_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._launched.close()

    def terminate(self) -> None:
        """Begins to kill it."""
        self._launched.terminate()

    def release(self) -> None:
        """Tells an idle process to end by itself, and begins to kill a busy one."""
        if self.ready and self.rows is None:
            self._socket.close()
        else:
            self.terminate()

    def end(self, seconds: float) -> None:
        """Waits so long for a released process, then kills whatever is left of it."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(seconds, 0.0))
        self.kill()

    def stack(self) -> str:
        """Where it crashed or hangs, as far as it can tell."""
        if self.is_alive and self._launched.ask_for_stack():
            time.sleep(_STACK_SECONDS)
        file = self._launched.stack
        length = file.seek(0, os.SEEK_END)
        file.seek(max(0, length - _STACK_BYTES))
        text = file.read(_STACK_BYTES).decode(errors="replace")
        return _with_source(text)[-faults.MOST_CHARACTERS :]

    def death(self) -> str:
        """How the process that no longer answers has ended, in words."""
        try:
            self._process.wait(_DEATH_SECONDS)
        except subprocess.TimeoutExpired:
            return "the worker process has closed its pipe"
        code = self._process.returncode
        if code >= 0:
            return f"the worker process ended with exit code {code}"
        return f"the worker process was killed by signal {-code} ({_name(-code)})"

    @property
    def _stalls_at(self) -> float:
        is_midway = self._reader.is_midway or self.wants_to_write
        return self._moved + STALL_SECONDS if is_midway else float("inf")

    def _check(self, message: Message) -> None:
        """Refuses an answer that is not its own, or not for this unit."""
        if self._identity is None:
            self._identity = message.process
        if message.process != self._identity:
            raise BrokenMessageError(
                f"an answer of process {message.process}, which the environment has forked, in its place"
            )
        if message.unit != self._unit or self._reader.is_midway:
            raise BrokenMessageError("an answer that was not asked for")

    def _write(self) -> None:
        """Sends the rest of a unit, as far as there is room. If the pipe is closed, ``_read`` finds out."""
        with suppress(OSError):
            while self._unsent:
                self._unsent = self._unsent[self._socket.send(self._unsent) :]
                self._moved = time.monotonic()

    def _read(self) -> bytes:
        """What has come, empty if nothing. Raises ``EOFError``."""
        try:
            piece = self._socket.recv(_PIECE_BYTES)
        except (BlockingIOError, InterruptedError):
            return b""
        except OSError as error:
            raise EOFError from error
        if not piece:
            raise EOFError
        return piece


def _with_source(stack: str) -> str:
    """A stack with the line of source under each place, as in tracebacks of Python."""
    lines: list[str] = []
    for line in stack.splitlines():
        lines.append(line)
        place = _PLACE.match(line)
        source = linecache.getline(place[1], int(place[2])).strip() if place else ""
        lines += [f"    {source}"] if source else []
    return "\n".join([*lines, ""]) if lines else ""


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "of no name"
