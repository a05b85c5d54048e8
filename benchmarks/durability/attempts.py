"""Doing something in a process of its own, which may raise, crash, hang or be killed."""

import hashlib
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

Ending = Literal["returned", "raised", "died", "timed out"]

_MEMORY_BYTES = 8 * 2**30
"""A damaged length must not take the whole machine's memory."""


@dataclass(frozen=True)
class Attempt:
    """How it ended.

    Attributes:
        ending: Whether the action returned, raised an exception, took its process along, or was killed when
            its time was up.
        value: The fingerprint of what was returned, or the error.
        seconds: How long that took.
    """

    ending: Ending
    value: str
    seconds: float


def attempt(action: Callable[[], Any], seconds: float) -> Attempt:
    """Calls an action in a forked process, and kills that and all it started when the time is up.

    A fork spares the start of an interpreter, so that the time is the action's alone. Nothing may have
    started threads before.

    Args:
        action: What to do; it returns plain values.
        seconds: Its time.
    """
    reader, writer = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if not child:
        os.close(reader)
        _be_child(action, writer)
    os.close(writer)
    answer = _line(reader, started + seconds)
    elapsed = time.monotonic() - started
    os.close(reader)
    _end(child)
    if answer is None:
        return Attempt("timed out", "", elapsed)
    if not answer:
        return Attempt("died", "", elapsed)
    ending, value = json.loads(answer)
    return Attempt(ending, value, elapsed)


def fingerprint(value: Any) -> str:
    """A short text that is equal for equal values: ``repr`` shows every bit of a float but a NaN's."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def _line(reader: int, deadline: float) -> bytes | None:
    """What comes before a line ends or nobody is left to write; None if the deadline passes first."""
    read = b""
    while not read.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0.0 or not select.select([reader], [], [], left)[0]:
            return None
        part = os.read(reader, 65536)
        if not part:
            return b""
        read += part
    return read


def _end(child: int) -> None:
    """Kills the child's process group, which is its own."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:  # it had no time to make one
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _be_child(action: Callable[[], Any], writer: int) -> NoReturn:
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        ending, value = _result(action)
        os.write(writer, json.dumps([ending, value]).encode() + b"\n")
    finally:
        os._exit(0)


def _result(action: Callable[[], Any]) -> tuple[Ending, str]:
    try:
        return "returned", fingerprint(action())
    except Exception as error:  # noqa: BLE001  # whatever it is, it was not silent
        return "raised", f"{type(error).__name__}: {error}"[:200]
