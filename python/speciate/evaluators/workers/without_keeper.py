"""Workers without a keeper, where processes cannot be forked, as on Windows.

The worker connects to the run over the loopback interface, and shows a secret that it got on its standard
input. What it has started is found as long as the parents of these processes run.
"""

import hmac
import json
import os
import secrets
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO, Final

import psutil

from speciate.errors import EvaluationError

_CODE: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from speciate.evaluators.workers.without_keeper import serve_without_keeper; "
    "serve_without_keeper(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))"
)
_HOST: Final = "127.0.0.1"
_SECRET_BYTES: Final = 32
_LENGTH: Final = struct.Struct("<Q")
_CONNECT_SECONDS: Final = 120.0
_SECRET_SECONDS: Final = 2.0
_LOOK_SECONDS: Final = 0.2


class WithoutKeeper:
    """A worker as its run sees it; see ``Launched``."""

    def __init__(self, job: bytes) -> None:
        """Starts it.

        Raises:
            OSError: The system has no room for another process.
            EvaluationError: The process has ended, or does not connect.
        """
        with ExitStack() as opened:
            listener = opened.enter_context(socket.create_server((_HOST, 0)))
            handle, name = tempfile.mkstemp(prefix="speciate-worker-")
            self._stack_path = Path(name)
            self.stack: BinaryIO = opened.enter_context(os.fdopen(handle, "w+b"))
            opened.callback(self._stack_path.unlink, missing_ok=True)
            secret = secrets.token_bytes(_SECRET_BYTES)
            self.process = _started(listener.getsockname()[1], name, secret)
            opened.callback(self.terminate)
            self.socket = opened.enter_context(_accepted(listener, secret, self.process))
            self.socket.sendall(_LENGTH.pack(len(job)) + job)
            listener.close()
            opened.pop_all()

    def terminate(self) -> None:
        """Ends the process and its descendants."""
        with suppress(psutil.Error):
            family = psutil.Process(self.process.pid)
            for process in [*family.children(recursive=True), family]:
                with suppress(psutil.Error):
                    process.kill()

    def ask_for_stack(self) -> bool:
        """There is no signal for that."""
        return False

    def close(self) -> None:
        """Closes the pipe and removes the file."""
        self.socket.close()
        self.stack.close()
        with suppress(OSError):  # a process that the worker has left may have it open
            self._stack_path.unlink(missing_ok=True)


def serve_without_keeper(port: int, stack: str, parent: int) -> None:
    """The life of a worker without a keeper.

    Args:
        port: Where the run listens.
        stack: Path of the file for its stack, should it crash.
        parent: Process id of the run.
    """
    from speciate.evaluators.workers.worker import serve_job  # noqa: PLC0415  # heavy, and for the worker alone

    threading.Thread(target=_watch, args=(parent, Path(stack)), daemon=True).start()
    secret = sys.stdin.buffer.read(_SECRET_BYTES)
    try:
        connection = socket.create_connection((_HOST, port))
        connection.sendall(secret)
        (n_bytes,) = _LENGTH.unpack(_received(connection, _LENGTH.size))
        job = _received(connection, n_bytes)
    except (OSError, struct.error):  # the run has ended already
        _remove(Path(stack))
        os._exit(1)
    with open(stack, "ab") as file:  # noqa: PTH123
        serve_job(connection, job, file.fileno())
    _remove(Path(stack))


def _started(port: int, stack: str, secret: bytes) -> "subprocess.Popen[bytes]":
    path = json.dumps([str(place) for place in sys.path])
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", _CODE, path, str(port), stack, str(os.getpid())],
        stdin=subprocess.PIPE,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # Ctrl-C is not for it
    )
    assert process.stdin is not None  # noqa: S101  # it is a pipe
    with process.stdin:
        process.stdin.write(secret)
    return process


def _accepted(listener: socket.socket, secret: bytes, process: "subprocess.Popen[bytes]") -> socket.socket:
    """The connection of the process that knows the secret; others are closed.

    Raises:
        EvaluationError: The process has ended, or does not connect in time.
    """
    limit = time.monotonic() + _CONNECT_SECONDS
    listener.settimeout(_LOOK_SECONDS)
    while time.monotonic() < limit and process.poll() is None:
        with suppress(TimeoutError):
            connection = listener.accept()[0]
            if _knows(connection, secret):
                connection.settimeout(_CONNECT_SECONDS)
                return connection
            connection.close()
    how = "did not connect" if process.poll() is None else f"ended with exit code {process.returncode}"
    raise EvaluationError(f"no worker process starts: it {how}; see its output above, or choose workers = 0")


def _knows(connection: socket.socket, secret: bytes) -> bool:
    """Whether the other end of a connection shows the secret; a worker does so at once."""
    connection.settimeout(_SECRET_SECONDS)
    try:
        return hmac.compare_digest(_received(connection, _SECRET_BYTES), secret)
    except OSError:
        return False


def _received(connection: socket.socket, n_bytes: int) -> bytes:
    """So many bytes, or fewer if the other end is closed before."""
    content = bytearray()
    while len(content) < n_bytes and (piece := connection.recv(n_bytes - len(content))):
        content += piece
    return bytes(content)


def _watch(parent: int, stack: Path) -> None:
    """Ends this process and its descendants when the run has ended, and removes the file for the stack."""
    with suppress(psutil.Error):
        run = psutil.Process(parent)
        while run.is_running() and run.status() != psutil.STATUS_ZOMBIE:
            time.sleep(_LOOK_SECONDS)
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            process.kill()
    _remove(stack)
    os._exit(1)


def _remove(stack: Path) -> None:
    """Removes the file for the stack, which the run has open if it still runs."""
    with suppress(OSError):  # Windows keeps it for the run, which removes it
        stack.unlink(missing_ok=True)
