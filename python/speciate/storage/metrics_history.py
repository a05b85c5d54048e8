"""The metrics of a run's generations as a sequence that stays on disk."""

import json
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, Final, overload

from speciate.errors import RunDirectoryError
from speciate.system import files, platforms
from speciate.values.generation_metrics import GenerationMetrics

_STRIDE: Final = 512
"""The position of one line in so many is remembered."""


class MetricsHistory(Sequence[GenerationMetrics]):
    """One mapping per generation, as in a list, read from the lines of a file when they are used.

    A run of any length takes next to no memory: the position of one line in 512 is kept. It can be compared
    with lists and added to them, and becomes a list when it is copied or pickled; ``list(history)`` holds all
    of it in memory. It is of one file: where another one is at the path later, or the file was cut off,
    reading it is a ``RunDirectoryError``.
    """

    def __init__(self, path: Path, end: int, later: Iterable[Mapping[str, Any]] = ()) -> None:
        """Remembers where the lines are.

        Args:
            path: The file, with one line of JSON per generation. Lines may be added to it, and none changes.
            end: How many bytes of it count.
            later: Metrics that follow those of the file.

        Raises:
            RunDirectoryError: The file cannot be read.
        """
        self._path = path
        self._place = path.absolute()
        self._end = end
        self._later = list(map(GenerationMetrics, later))
        self._identity: tuple[int, int] | None = None
        self._index = self._indexed()

    def __len__(self) -> int:
        """Number of generations."""
        return self._index[0] + len(self._later)

    @overload
    def __getitem__(self, which: int) -> GenerationMetrics: ...

    @overload
    def __getitem__(self, which: slice) -> list[GenerationMetrics]: ...

    def __getitem__(self, which: int | slice) -> GenerationMetrics | list[GenerationMetrics]:
        """The metrics at a position, counted from the end if negative; a list of several."""
        positions = range(len(self))[which]
        if isinstance(positions, range):
            wanted = sorted(positions)
            found = self._from(wanted[0], wanted[-1] - wanted[0] + 1) if wanted else iter(())
            ordered = list(islice(found, 0, None, abs(positions.step)))
            return ordered if positions.step > 0 else ordered[::-1]
        return next(self._from(positions, 1))

    def __iter__(self) -> Iterator[GenerationMetrics]:
        """The metrics of each generation, in order."""
        return self._from(0, None)

    def __eq__(self, other: object) -> bool:
        """Whether another sequence holds the same metrics."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # like a list

    def __repr__(self) -> str:
        """A short description."""
        return f"MetricsHistory({len(self)} generations, {self._path})"

    def __reduce__(self) -> tuple[type[list[Any]], tuple[list[GenerationMetrics]]]:
        """A list of all metrics, for the file may not be where they are unpickled."""
        return list, (list(self),)

    def __add__(self, other: Sequence[Any]) -> list[Any]:
        """A list of these metrics and others."""
        return [*self, *other]

    def _indexed(self) -> tuple[int, "array[int]"]:
        """The number of whole lines, and the positions of the first one and of every 512th after it."""
        n_lines, position, positions = 0, 0, array("Q")
        for line in self._lines(0) if self._end else ():
            if n_lines % _STRIDE == 0:
                positions.append(position)
            n_lines, position = n_lines + 1, position + len(line)
        self._end = position
        return n_lines, positions

    def _from(self, first: int, n: int | None) -> Iterator[GenerationMetrics]:
        """The metrics from a position on, ``n`` of them or all."""
        n_lines, positions = self._index
        stored: Iterator[bytes] = iter(())
        if first < n_lines:
            stored = islice(self._lines(positions[first // _STRIDE]), first % _STRIDE, None)
        later = islice(self._later, max(first - n_lines, 0), None)
        return islice(chain(map(_of_line, stored), later), n)

    def _lines(self, position: int) -> Iterator[bytes]:
        """The whole lines of the file from a position on."""
        with files.accessing(self._path, "read"):
            file: BinaryIO = os.fdopen(platforms.read(self._place), "rb")
        with file:
            status = os.fstat(file.fileno())
            is_known = self._identity is not None
            if (self._identity or (status.st_dev, status.st_ino)) != (status.st_dev, status.st_ino):
                raise RunDirectoryError(f"{self._path}: is another file than that of this run")
            self._identity = status.st_dev, status.st_ino
            if is_known and status.st_size < self._end:
                raise RunDirectoryError(
                    f"{self._path}: was cut off since this run was read; load the run again"
                )
            file.seek(position)
            while position < self._end and (line := file.readline()).endswith(b"\n"):
                position += len(line)
                if position <= self._end:
                    yield line


def _of_line(line: bytes) -> GenerationMetrics:
    return GenerationMetrics(json.loads(line))
