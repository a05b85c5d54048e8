"""Workers that die or hang once, in the middle of an evaluation."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.durability.attempts import attempt
from benchmarks.durability.contender import Contender

SECONDS = 20.0
N_BEFORE = 50
"""Evaluations that go well first."""


def nothing() -> None:
    """Lets an evaluation be."""


@dataclass(frozen=True)
class Fault:
    """Befalls one evaluation: the first that is begun when ``N_BEFORE`` others were.

    Attributes:
        kind: Whether the worker ends or hangs.
        folder: An empty folder; processes count evaluations by making files there.
    """

    kind: Literal["dies", "hangs"]
    folder: Path

    def __call__(self) -> None:
        """Called before each evaluation."""
        if self._number() != N_BEFORE:
            return
        if self.kind == "dies":
            os._exit(1)
        time.sleep(10.0 * SECONDS)

    def _number(self) -> int:
        """The number of this evaluation, from 0; after the fault nobody counts any more."""
        for number in range(N_BEFORE + 1):
            try:
                os.close(os.open(self.folder / str(number), os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                continue
            return number
        return N_BEFORE + 1


def fault(contender: Contender, folder: Path, kind: Literal["dies", "hangs"]) -> str:
    """How a training ends in which a worker dies or hangs once.

    Returns:
        "returns, equal" or "returns, differs" compared with a training without the fault, "raises" with the
        name of the error, "the program dies", or "hangs".
    """
    folder.mkdir()
    well = attempt(lambda: contender.evaluate(nothing), SECONDS)
    if well.ending != "returned":
        return f"does not apply: {well.value or well.ending}"
    ill = attempt(lambda: contender.evaluate(Fault(kind, folder)), SECONDS)
    if not (folder / str(N_BEFORE)).exists():
        raise RuntimeError(f"{contender.name}: fewer than {N_BEFORE} evaluations; mend its adapter")
    match ill.ending:
        case "returned":
            return "returns, equal" if ill.value == well.value else "returns, differs"
        case "raised":
            return f"raises {ill.value.partition(':')[0]}"
        case "died":
            return "the program dies"
        case _:
            return "hangs"
