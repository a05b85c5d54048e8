"""Checkpoints that were changed by accident or on purpose, and who notices."""

import os
import random
from dataclasses import dataclass
from pathlib import Path

from benchmarks.durability.attempts import attempt
from benchmarks.durability.contender import Contender
from benchmarks.durability.killing import N_GENERATIONS, SECONDS

_READ_SECONDS = 10.0


@dataclass(frozen=True)
class Damages:
    """What became of changed files.

    Attributes:
        n_files: How many were read.
        refused: Reading them was an error.
        silent: They were read as something else, and nobody said so.
        crashed: They ended the process, or were still being read after ten seconds.
        equal: They were read as if nothing had changed.
    """

    n_files: int = 0
    refused: int = 0
    silent: int = 0
    crashed: int = 0
    equal: int = 0


def saved(contender: Contender, folder: Path) -> Path:
    """A whole checkpoint."""
    folder.mkdir()
    attempt(lambda: contender.train(N_GENERATIONS, folder), SECONDS)
    return contender.checkpoints(folder)[-1]


def flipped(content: bytes, n_files: int, seed: int) -> list[bytes]:
    """Copies with one bit flipped each, in bytes that are evenly spaced."""
    generator = random.Random(seed)  # noqa: S311
    step = -(-len(content) // n_files)
    copies = []
    for place in range(0, len(content), step):
        copy = bytearray(content)
        copy[place] ^= 1 << generator.randrange(8)
        copies.append(bytes(copy))
    return copies


def truncated(content: bytes, n_files: int) -> list[bytes]:
    """Copies that end early, at evenly spaced lengths from nothing to all but a byte."""
    last = len(content) - 1
    return [content[: last * number // max(n_files - 1, 1)] for number in range(n_files)]


def read_all(contender: Contender, path: Path, contents: list[bytes]) -> Damages:
    """Lets a contender read changed files in place of one of its own.

    Args:
        contender: Who reads.
        path: A whole checkpoint; it is whole again afterwards.
        contents: What to put there, one after the other.
    """
    original = path.read_bytes()
    whole = attempt(lambda: contender.read(path), SECONDS)
    if whole.ending != "returned":
        raise RuntimeError(f"{contender.name}: does not read its own checkpoint ({whole.value})")
    counts = dict.fromkeys(Damages.__annotations__, 0)
    for content in contents:
        path.write_bytes(content)
        counts[_judged(contender, path, whole.value)] += 1
    path.write_bytes(original)
    return Damages(**{**counts, "n_files": len(contents)})


def _judged(contender: Contender, path: Path, whole: str) -> str:
    read = attempt(lambda: contender.read(path), _READ_SECONDS)
    if read.ending == "raised":
        return "refused"
    if read.ending != "returned":
        return "crashed"
    return "equal" if read.value == whole else "silent"


class Payload:
    """Makes a folder when it is unpickled: harmless, and proof that code ran."""

    def __init__(self, marker: Path) -> None:
        """Says which folder."""
        self._marker = marker

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """What unpickling calls."""
        return os.mkdir, (str(self._marker),)


def hostile(contender: Contender, path: Path, marker: Path) -> str:
    """What a planted file does: "runs code", "refused" or "read".

    Args:
        contender: Who reads.
        path: A whole checkpoint; it is replaced.
        marker: A folder that is not there.
    """
    contender.plant(path, Payload(marker))
    read = attempt(lambda: contender.read(path), _READ_SECONDS)
    if marker.exists():
        return "runs code"
    return "read" if read.ending == "returned" else "refused"
