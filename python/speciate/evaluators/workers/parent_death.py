"""How a process ends when its parent does, and the signal that asks a worker where it hangs.

This module imports the standard library only, because the keeper of a worker has to stay small.
"""

import ctypes
import os
import signal
import sys
import threading
import time
from typing import Final

STACK_SIGNAL: Final = getattr(signal, "SIGUSR1", signal.SIGTERM)
"""Asks a keeper to let its worker write down where it hangs."""

LOOK_SECONDS: Final = 1.0
"""How often a process looks whether its parent still runs, where the kernel sends no signal."""

_PR_SET_PDEATHSIG: Final = 1


def die_with(parent: int, number: signal.Signals) -> bool:
    """Lets the kernel send this process a signal when ``parent`` ends; returns whether it can."""
    if not control(_PR_SET_PDEATHSIG, number):
        return False
    if os.getppid() != parent:  # it ended before
        os._exit(1)
    return True


def end_with(keeper: int) -> None:
    """Lets this worker end when its keeper does."""
    if not die_with(keeper, signal.SIGKILL):
        threading.Thread(target=_watch, args=(keeper,), daemon=True).start()


def control(option: int, value: int) -> bool:
    """Calls prctl, which Linux has; returns whether that worked."""
    if sys.platform != "linux":
        return False
    answer: int = ctypes.CDLL(None).prctl(option, int(value), 0, 0, 0)
    return answer == 0


def _watch(keeper: int) -> None:
    while os.getppid() == keeper:
        time.sleep(LOOK_SECONDS)
    os.killpg(0, signal.SIGKILL)
