"""Ctrl-C and SIGTERM, which never stop a run half way through a step, and a second one that does not wait."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from speciate.system import platforms

if TYPE_CHECKING:
    from speciate.training.results import Run

_DEFAULTS: Final[dict[signal.Signals, Any]] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
}


class Terminated(SystemExit):
    """SIGTERM ended the run, and so ends the program, with the exit code that shells have for it.

    Attributes:
        run: What the run ended with; None if a second signal left no time for that.
    """

    def __init__(self, run: "Run | None") -> None:
        """Remembers the run."""
        super().__init__(128 + signal.SIGTERM)
        self.run = run


class Interrupts:
    """While this is entered, an interrupt waits until the run allows one, and is forgotten at the end.

    A second one does not wait, and a third ends the process. They arrive in the main thread only; elsewhere,
    and where somebody else handles them, nothing changes.

    Attributes:
        terminated: Whether SIGTERM was among them.
    """

    def __init__(self) -> None:
        """Nothing has arrived yet."""
        self.terminated = False
        self._installed: list[signal.Signals] = []
        self._n_arrived = 0
        self._allowed = False
        self._waiting = False

    def __enter__(self) -> Self:
        """Begins to hold interrupts back."""
        if threading.current_thread() is threading.main_thread():
            for number, default in _DEFAULTS.items():
                if signal.getsignal(number) is default:
                    signal.signal(number, self._handle)
                    self._installed.append(number)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Lets interrupts through again."""
        for number in self._installed:
            signal.signal(number, _DEFAULTS[number])
        self._installed.clear()

    @property
    def urgent(self) -> bool:
        """Whether a second one has arrived."""
        return self._n_arrived > 1

    @contextmanager
    def allowed(self) -> Iterator[None]:
        """A block that an interrupt may end.

        Raises:
            KeyboardInterrupt: One arrives, or arrived before, or the block kept one to itself.
        """
        self._allowed = True
        try:
            self.deliver()
            yield
            self.deliver()
        except KeyboardInterrupt:
            self._waiting = False
            raise
        finally:
            self._allowed = False

    def deliver(self) -> None:
        """Interrupts here if one is waiting, as after a user's code that kept it to itself.

        Raises:
            KeyboardInterrupt: One arrived.
        """
        if self._waiting:
            raise KeyboardInterrupt

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """A block that is interrupted after ``seconds`` (infinity: never), where signals can be handled."""
        if seconds == inf or not self._installed:
            yield
            return
        with platforms.alarm(seconds, self._overdue):
            yield

    def _handle(self, number: int, frame: FrameType | None) -> None:
        del frame
        self.terminated |= number == signal.SIGTERM
        self._n_arrived += 1
        self._waiting = True
        if self.urgent:
            signal.signal(number, signal.SIG_DFL)  # a third one ends the process, even if nobody listens
        if self._allowed or self.urgent:
            raise KeyboardInterrupt

    def _overdue(self) -> None:
        self._waiting = True
        raise KeyboardInterrupt
