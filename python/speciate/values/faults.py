"""What can go wrong in an evaluation, and what a run does about it."""

import traceback
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Kind = Literal["exception", "invalid value", "out of memory", "time-out", "lost worker"]
"""What went wrong: an exception, NaN or infinity, memory, time, or the process that evaluated."""

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

OnFault = Literal["raise", "penalise"]

_OF_THE_MACHINE: Final = ("out of memory", "time-out", "lost worker")
_MACHINE_RETRIES: Final = 2

MOST_CHARACTERS: Final = 20_000
"""The most characters of a traceback that are kept: its last ones."""

MOST_SUMMARY: Final = 2_000
"""The most characters of a summary that are kept: its first ones."""


@dataclass(frozen=True)
class Fault:
    """Why an evaluation gave nothing that can be ranked.

    Attributes:
        kind: What went wrong.
        summary: The same in a line, as it happened.
        traceback: Where in the code, as text; empty if nobody knows.
        error: The exception itself, where it happened in this process.
    """

    kind: Kind
    summary: str
    traceback: str = ""
    error: BaseException | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, error: BaseException) -> "Fault":
        """The fault that an exception is."""
        kind: Kind = "out of memory" if isinstance(error, MemoryError) else "exception"
        return cls(kind, _summary(error), _traceback(error), error)

    def as_data(self) -> "Fault":
        """The same without the exception itself, which cannot always go to another process."""
        return Fault(self.kind, self.summary, self.traceback)


def _summary(error: BaseException) -> str:
    """An exception in one line, whatever its own code says of it."""
    name = type(error).__name__
    try:
        said = " ".join(str(error).splitlines())
    except (Exception, SystemExit):  # noqa: BLE001  # users' exceptions may raise anything
        said = "its message cannot be shown"
    parts = [f"{name}: {said}" if said else name, *_notes(error)]
    return "; ".join(parts)[:MOST_SUMMARY]


def _notes(error: BaseException) -> list[str]:
    """What was added to an exception, as what may have been meant, each in one line."""
    try:
        return [" ".join(str(note).split()) for note in getattr(error, "__notes__", ())]
    except (Exception, SystemExit):  # noqa: BLE001  # users' exceptions may raise anything
        return []


def _traceback(error: BaseException) -> str:
    """Where an exception comes from, as Python shows it."""
    try:
        return "".join(traceback.format_exception(error))[-MOST_CHARACTERS:]
    except (Exception, SystemExit):  # noqa: BLE001  # users' exceptions may raise anything
        return ""


@dataclass(frozen=True)
class Policy:
    """What to do about faults.

    Attributes:
        on_fault: Whether a fault ends the run or ranks its genome last; None ranks it last for an invalid
            value, and else ends the run.
        retries: How often a faulty evaluation is tried again before that; None is twice where the machine may
            be at fault (memory, time-outs and lost workers), and else never.
    """

    on_fault: OnFault | None = None
    retries: int | None = None

    def raises(self, kind: Kind) -> bool:
        """Whether a fault of this kind ends the run."""
        return kind != "invalid value" if self.on_fault is None else self.on_fault == "raise"

    def n_retries(self, kind: Kind) -> int:
        """How often an evaluation with a fault of this kind is tried again."""
        if self.retries is not None:
            return self.retries
        return _MACHINE_RETRIES if kind in _OF_THE_MACHINE else 0
