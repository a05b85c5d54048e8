"""A process that was started as a worker, whatever the system: the seam between a worker and how it runs."""

from socket import socket
from typing import TYPE_CHECKING, BinaryIO, Protocol

from speciate.system import platforms

if TYPE_CHECKING:
    from subprocess import Popen


class Launched(Protocol):
    """A process that serves as a worker.

    Attributes:
        process: The process, which ends as the worker does.
        socket: The run's end of the pipe.
        stack: The file to which the worker writes where it crashed or hangs.
    """

    process: "Popen[bytes]"
    socket: socket
    stack: BinaryIO

    def terminate(self) -> None:
        """Begins to end the process and all that it has started."""
        ...

    def ask_for_stack(self) -> bool:
        """Asks the worker to write down where it is; returns whether it can be asked."""
        ...

    def close(self) -> None:
        """Gives back what belongs to the process, which has ended."""
        ...


def launched(job: bytes) -> Launched:
    """Starts a process for a pickled job: with a keeper where processes can be forked, else without one.

    Raises:
        OSError: The system has no room for another process or its files.
    """
    if platforms.can_fork():
        from speciate.evaluators.workers.with_keeper import WithKeeper  # noqa: PLC0415  # needs POSIX

        return WithKeeper(job)
    from speciate.evaluators.workers.without_keeper import WithoutKeeper  # noqa: PLC0415  # only where it is needed

    return WithoutKeeper(job)
