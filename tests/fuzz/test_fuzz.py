"""Every parser, fed with what nobody would write: it gives a value or a refusal, soon and in little memory.

Cases are numbered and repeat: `FUZZ_FIRST=123` begins with case 123. `FUZZ_CASES` is how many each target
runs here; `FUZZ_SECONDS`, as `make fuzz` sets it, goes on until so many seconds are over.
"""

import os
import signal
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random
from types import FrameType

import pytest
from tests.fuzz.checkpoints import Checkpoints, Vectors
from tests.fuzz.journals import Journals
from tests.fuzz.loops import Loops
from tests.fuzz.texts import Texts

Target = Callable[[Random], None]
TARGETS = (
    "damaged",
    "repaired",
    "read",
    "vectors",
    "loop",
    "journal",
    "toml",
    "metrics",
    "genome_json",
    "dense_json",
    "options",
)
FIRST = int(os.environ.get("FUZZ_FIRST", "0"))
SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
CASES = int(os.environ.get("FUZZ_CASES", "400"))
CPU_SECONDS = 1.0
WATCHED = 50
"""One case of so many is run again with its memory watched, which takes time."""

MOST_BYTES = 8_000_000


def target(name: str, folder: Path, backend: str) -> Target:
    if name == "vectors":
        return Vectors(folder, backend).repaired
    if name == "loop":
        return Loops(folder, backend).repaired
    if name == "journal":
        return Journals(folder, backend).read
    parser = Checkpoints if name in {"damaged", "repaired", "read"} else Texts
    chosen: Target = getattr(parser(folder, backend), name)
    return chosen


@contextmanager
def limited() -> Iterator[None]:
    """A block that may take a second of the processor, however busy the machine is."""

    def hang(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"took more than {CPU_SECONDS} s ({number}, {frame})")

    before = signal.signal(signal.SIGPROF, hang)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


def peak(run: Callable[[], None]) -> int:
    """Bytes that a call takes at most, NumPy's too."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def cases() -> Iterator[int]:
    ending = time.monotonic() + SECONDS
    for number in count(FIRST):
        if (time.monotonic() > ending) if SECONDS else (number >= FIRST + CASES):
            return
        yield number


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_read_is_a_value_or_a_refusal(name: str, backend: str, tmp_path: Path) -> None:
    run = target(name, tmp_path, backend)
    done = 0
    for done, number in enumerate(cases(), start=1):  # noqa: B007
        try:
            with limited():
                run(Random(number))
            if number % WATCHED == 0:
                assert peak(lambda: run(Random(number))) < MOST_BYTES  # noqa: B023
        except BaseException as error:
            error.add_note(f"repeat it with FUZZ_FIRST={number} FUZZ_CASES=1, target {name}, {backend}")
            raise
    print(f"{name}, {backend}: {done} cases")
    assert done


def test_states_that_are_as_good_as_others_are_accepted(backend: str, tmp_path: Path) -> None:
    """Else the target would test nothing but refusals."""
    checkpoints = Checkpoints(tmp_path, backend)
    for number in range(300):
        checkpoints.repaired(Random(number))
    assert 10 < checkpoints.n_accepted < 150


def test_loops_that_are_as_good_as_others_are_accepted(backend: str, tmp_path: Path) -> None:
    loops = Loops(tmp_path, backend)
    for number in range(300):
        loops.repaired(Random(number))
    assert 10 < loops.n_accepted < 150
