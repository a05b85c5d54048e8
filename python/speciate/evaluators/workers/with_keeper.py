"""Workers with a keeper, where processes can be forked."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from typing import BinaryIO, Final

from speciate.evaluators.workers.parent_death import STACK_SIGNAL

_CODE: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from speciate.evaluators.workers.keeper import keep; keep(*map(int, sys.argv[2:]))"
)


class WithKeeper:
    """The keeper of a worker as its run sees it; see ``Launched``."""

    def __init__(self, job: bytes) -> None:
        """Starts it. Raises ``OSError`` if the system has no room for another process or its files."""
        with ExitStack() as opened:
            self.socket, theirs = socket.socketpair()
            opened.callback(self.socket.close)
            self.stack: BinaryIO = opened.enter_context(tempfile.TemporaryFile())
            with theirs, tempfile.TemporaryFile() as file:
                file.write(job)
                file.seek(0)
                descriptors = (theirs.fileno(), file.fileno(), self.stack.fileno())
                self.process = self._started(descriptors)
            opened.pop_all()

    def terminate(self) -> None:
        """Asks the keeper to end, after it has ended all that the worker has started."""
        for number in (signal.SIGTERM, signal.SIGCONT):  # the keeper may have been stopped
            with suppress(ProcessLookupError):
                self.process.send_signal(number)

    def ask_for_stack(self) -> bool:
        """Asks the keeper to pass the question on."""
        with suppress(ProcessLookupError):
            self.process.send_signal(STACK_SIGNAL)
        return True

    def close(self) -> None:
        """Closes the pipe and the file."""
        self.socket.close()
        self.stack.close()

    @staticmethod
    def _started(descriptors: tuple[int, int, int]) -> "subprocess.Popen[bytes]":
        path = json.dumps([str(place) for place in sys.path])
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-c", _CODE, path, *map(str, descriptors), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            pass_fds=descriptors,
            process_group=0,  # Ctrl-C is not for it
        )
