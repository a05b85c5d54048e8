"""Ctrl-C that never stops a run half way through a step."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self


class Interrupts:
    """While this is entered, an interrupt waits until the run allows one, and is forgotten at the end.

    They arrive in the main thread only; elsewhere, and where somebody else handles them, nothing changes.
    """

    def __init__(self) -> None:
        """Nothing has arrived yet."""
        self._installed = False
        self._allowed = False
        self._waiting = False

    def __enter__(self) -> Self:
        """Begins to hold interrupts back."""
        in_main_thread = threading.current_thread() is threading.main_thread()
        if in_main_thread and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._handle)
            self._installed = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Lets interrupts through again."""
        if self._installed:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    @contextmanager
    def allowed(self) -> Iterator[None]:
        """A block that an interrupt may end.

        Raises:
            KeyboardInterrupt: One arrives, or arrived before.
        """
        self._allowed = True
        try:
            if self._waiting:
                self._waiting = False
                raise KeyboardInterrupt
            yield
        finally:
            self._allowed = False

    def _handle(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._allowed:
            self._allowed = False  # at once, for the interrupt may come on the way out of the block
            raise KeyboardInterrupt
        self._waiting = True
