"""A worker process: it is sent genomes, plays with their networks, and sends back what they achieved.

It dies with its parent, whatever happens to that, and leaves Ctrl-C to it.
"""

import faulthandler
import os
import pickle
import signal
import socket
import traceback
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Self

from speciate import backends
from speciate.backends.normalized import normalizing
from speciate.backends.viewed import through
from speciate.evaluators.attempt import Attempt, attempted
from speciate.evaluators.workers import answers, messages
from speciate.evaluators.workers.parent_death import STACK_SIGNAL, end_with
from speciate.pickling import by_value
from speciate.system import forks, platforms
from speciate.values.backend import GenomeBackend
from speciate.values.environment import Environment
from speciate.values.faults import Fault
from speciate.values.networks import Networks
from speciate.values.settings import Settings, SubstrateSettings
from speciate.values.views import Views

# kept here, because the environment can put anything in their place
_process_id = os.getpid
_status_of = os.fstat


@dataclass(frozen=True)
class Job:
    """What a worker is for.

    Attributes:
        environment: What is played.
        backend: "native" or "reference".
        settings: Those of the backend.
        views: Through which networks see; None shows them whole observations.
        counted: The results that have to be finite.
        memory_bytes: What may be allocated besides what the worker itself needs, 0 for no limit.
    """

    environment: Environment
    backend: str
    settings: Settings | SubstrateSettings
    views: Views | None
    counted: tuple[int, ...]
    memory_bytes: int


class Pipe:
    """The worker's end of the pipe to the run."""

    def __init__(self, connection: socket.socket) -> None:
        """Takes a socket over."""
        self._socket = connection
        self._process = _process_id()
        self._identity = _identity(connection)
        self.unit = messages.START

    def __enter__(self) -> Self:
        """Nothing."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Closes it, unless the environment has done that."""
        with suppress(OSError):
            self._socket.close()

    def send(self, answer: Attempt | Fault | None) -> bool:
        """Sends an answer for the present unit.

        Returns whether the run still listens; it does not when it was interrupted, or when the environment
        has closed the pipe, or has put another file in its place.
        """
        forks.end_copy_of(self._process)
        message = messages.packed(_process_id(), self.unit, answers.packed(answer))
        try:
            if _identity(self._socket) != self._identity:
                return False
            self._socket.sendall(message)
        except OSError:
            return False
        return True

    def receive(self) -> bytes | None:
        """The content of the next unit; None if the run needs no more.

        Raises:
            MemoryError: There is no room for it; ``unit`` tells which it is.
            BrokenMessageError: The environment has read a part of it.
        """
        start = self._bytes(messages.HEADER_BYTES)
        if start is None:
            return None
        header = messages.header_of(start)
        self.unit = header.unit
        content = self._bytes(header.n_bytes)
        return None if content is None else messages.whole(header, content).content

    def _bytes(self, n_bytes: int) -> bytes | None:
        """So many bytes; None if the other end is closed before."""
        content = bytearray(n_bytes)
        self._socket.settimeout(None)  # the environment may have changed that
        room = memoryview(content)
        while room:
            try:
                n_received = self._socket.recv_into(room)
            except OSError:
                return None
            if not n_received:
                return None
            room = room[n_received:]
        return bytes(content)


def serve(connection: int, job: int, stack: int, parent: int) -> None:
    """The life of a worker.

    Args:
        connection: File descriptor of the pipe to the run.
        job: File descriptor of the pickled ``Job``.
        stack: File descriptor of the file for its stack, should it crash or hang.
        parent: Process id of its keeper.
    """
    end_with(parent)
    with open(job, "rb") as file:
        content = file.read()
    serve_job(socket.socket(fileno=connection), content, stack)


def serve_job(connection: socket.socket, job: bytes, stack: int) -> None:
    """Serves until the run needs no more.

    Args:
        connection: The worker's end of the pipe to the run.
        job: The pickled ``Job``.
        stack: File descriptor of the file for its stack, should it crash or hang.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable(stack)
    platforms.dump_stack_at(STACK_SIGNAL, stack)
    try:
        with Pipe(connection) as pipe:
            _serve(pipe, job)
    except BaseException:  # noqa: BLE001  # a thread or a signal handler of the environment's may raise anything
        with suppress(OSError), os.fdopen(stack, "w", errors="replace") as file:
            traceback.print_exc(file=file)
        os._exit(1)


def _serve(pipe: Pipe, job: bytes) -> None:
    try:
        work = _loaded(job)
        backend = through(work.views, backends.create(work.backend).genomes(work.settings))
        if work.memory_bytes:
            platforms.limit_memory(work.memory_bytes)
    except BaseException as error:  # noqa: BLE001  # users' modules may raise anything
        pipe.send(Fault.of(error))
        return
    goes_on = pipe.send(None)
    try:
        while goes_on and (unit := pipe.receive()) is not None:
            goes_on = pipe.send(_outcome(work, backend, unit))
    except MemoryError as error:  # no room for the genomes themselves
        pipe.send(_as_data(Fault.of(error), work.memory_bytes))


def _loaded(job: bytes) -> Job:
    with forks.Contained():
        work: Job = by_value.loaded(job)
    return work


def _outcome(job: Job, backend: GenomeBackend, unit: bytes) -> Attempt:
    columns, seeds, normalization = pickle.loads(unit)  # noqa: S301  # the parent's own
    networks = Networks(backend.population(columns), normalizing(normalization, backend))
    outcome = attempted(job.environment, networks, seeds, job.counted, in_worker=True)
    faults = [(positions, _as_data(fault, job.memory_bytes)) for positions, fault in outcome.faults]
    return replace(outcome, faults=faults)


def _identity(connection: socket.socket) -> tuple[int, int] | None:
    """Which file a socket stands for, where sockets are files."""
    if not platforms.SOCKETS_ARE_FILES:
        return None
    status = _status_of(connection.fileno())
    return status.st_dev, status.st_ino


def _as_data(fault: Fault, memory_bytes: int) -> Fault:
    limit = f" within worker_memory_bytes = {memory_bytes}"
    limited = fault.kind == "out of memory" and memory_bytes
    return replace(fault.as_data(), summary=fault.summary + limit) if limited else fault.as_data()
