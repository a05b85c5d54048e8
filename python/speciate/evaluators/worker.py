"""A worker process: it is sent genomes, plays with their networks, and sends back what they achieved.

It dies with its parent, whatever happens to that, and leaves Ctrl-C to it.
"""

import ctypes
import faulthandler
import os
import pickle
import signal
import sys
import threading
import time
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any, Final

from numpy.typing import NDArray

from speciate import backends
from speciate.backends.protocol import GenomeBackend, Uint64s
from speciate.environments.protocol import Environment
from speciate.evaluators.attempt import Outcome, attempted
from speciate.faults import Fault
from speciate.networks import Networks

STACK_SIGNAL: Final = signal.SIGUSR1
"""Asks a worker to write its stack to the file for that, wherever it hangs."""

_PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True)
class Job:
    """What a worker is for.

    Attributes:
        environment: What is played.
        backend: "native" or "reference".
        fixed_topology: Whether genomes are dense networks.
        settings: Those of the backend, as JSON text.
        counted: The results that have to be finite.
        memory_bytes: What may be allocated besides what the worker itself needs, 0 for no limit.
    """

    environment: Environment
    backend: str
    fixed_topology: bool
    settings: str
    counted: tuple[int, ...]
    memory_bytes: int


def serve(connection: int, job: int, stack: int, parent: int) -> None:
    """The life of a worker.

    Args:
        connection: File descriptor of the pipe to the parent.
        job: File descriptor of the pickled ``Job``.
        stack: File descriptor of the file for its stack, should it crash or hang.
        parent: Process id of the parent.
    """
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable(stack)
    faulthandler.register(STACK_SIGNAL, stack, all_threads=False)
    with Connection(connection) as pipe:
        try:
            with open(job, "rb") as file:
                work = pickle.load(file)  # noqa: S301  # the parent's own
            backend = backends.of_genomes(work.backend, work.settings, fixed_topology=work.fixed_topology)
            _limit_memory(work.memory_bytes)
        except Exception as error:  # noqa: BLE001  # users' modules may raise anything
            sent(pipe, Fault.of(error).as_data())
            return
        goes_on = sent(pipe, None)
        try:
            while goes_on and (unit := _received(pipe)) is not None:
                goes_on = sent(pipe, _outcome(work, backend, *unit))
        except MemoryError as error:  # no room for the genomes themselves
            sent(pipe, _as_data(Fault.of(error), work.memory_bytes))


def _outcome(job: Job, backend: GenomeBackend, columns: dict[str, NDArray[Any]], seeds: Uint64s) -> Outcome:
    networks = Networks(backend.population(columns), backend)
    outcome = attempted(job.environment, networks, seeds, job.counted)
    faults = [(positions, _as_data(fault, job.memory_bytes)) for positions, fault in outcome.faults]
    return replace(outcome, faults=faults)


def sent(pipe: Connection, message: Any) -> bool:
    """Sends a message; returns whether the parent still listens, which an interrupted one does not."""
    try:
        pipe.send(message)
    except OSError:
        return False
    return True


def _received(pipe: Connection) -> Any:
    try:
        return pipe.recv()
    except (EOFError, OSError):  # the parent needs no more
        return None


def _as_data(fault: Fault, memory_bytes: int) -> Fault:
    limit = f" within worker_memory_bytes = {memory_bytes}"
    limited = fault.kind == "out of memory" and memory_bytes
    return replace(fault.as_data(), summary=fault.summary + limit) if limited else fault.as_data()


def _die_with(parent: int) -> None:
    """Sees to it that this process does not outlive its parent."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before
            os._exit(1)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os.killpg(0, signal.SIGKILL)


def _limit_memory(n_bytes: int) -> None:
    """Lets the process allocate so many bytes besides those it has."""
    if not n_bytes:
        return
    import resource  # noqa: PLC0415  # not on every system

    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        n_pages = int(file.read().split()[5])  # data and stack
    limit = n_pages * resource.getpagesize() + n_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
