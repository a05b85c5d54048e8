"""The metrics of a run on disk: one line of JSON per generation, read line by line."""

import json
import os
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from speciate.errors import RunDirectoryError
from speciate.parsing import strict_json
from speciate.storage.metrics_history import MetricsHistory
from speciate.system import files, platforms
from speciate.system.disk import REAL, Disk
from speciate.values.generation_metrics import GenerationMetrics

MOST_LINE: Final = 2**20
"""The longest line in bytes; a longer one is refused before it is read."""

MOST_IN_MEMORY: Final = 2**20
"""Up to so many bytes of lines a run holds its metrics in memory, as a list."""

_MOST_LATER: Final = 1_024
"""Lines of the greatest length that may follow those of a checkpoint's generations."""

_BATCH: Final = 2**20
"""Bytes that are written at once."""


class Line(NamedTuple):
    """A line of the file.

    Attributes:
        end: The position of the byte after it.
        metrics: What it holds.
    """

    end: int
    metrics: dict[str, Any]


class MetricsFile:
    """A file of metrics, whose last line may have been cut off by a crash."""

    def __init__(self, path: Path, disk: Disk = REAL) -> None:
        """Names the file; it is made with the first line."""
        self.path = path
        self._disk = disk
        self._unwritten = ""
        self._lock = threading.Lock()  # lines are added while a checkpoint is saved

    def lines(self) -> Iterator[Line]:
        """Every line, checked. A last line that was cut off is left out.

        Raises:
            RunDirectoryError: The file cannot be read, or a line holds something else.
        """
        with files.accessing(self.path, "read"):
            if not self.path.exists():
                return
            file = os.fdopen(platforms.read(self.path), "rb")
        with file:
            yield from _checked(self.path, file)

    def history(
        self, end: int | None = None, later: Iterable[dict[str, Any]] = ()
    ) -> Sequence[GenerationMetrics]:
        """The metrics of every generation, not checked again: a list, or for long runs a reader of the file.

        Args:
            end: Where the last line ends; None takes all whole lines, and those that the system refused.
            later: The metrics of generations after these.

        Raises:
            RunDirectoryError: The file cannot be read.
        """
        if end is not None:
            found = MetricsHistory(self.path, end, later)
            return list(found) if end <= MOST_IN_MEMORY else found
        with self._lock, files.accessing(self.path, "read"):
            refused = [json.loads(line) for line in self._unwritten.splitlines()]
            n_bytes = self.path.stat().st_size if self.path.exists() else 0
        return self.history(n_bytes, refused)

    def append(self, metrics: dict[str, Any]) -> None:
        """Adds a line, all of it or nothing; what is refused is tried again with the next one.

        Raises:
            RunDirectoryError: The system refuses.
        """
        with self._lock:
            self._unwritten += as_line(metrics)
            self._write_rest()

    def flush(self) -> None:
        """Waits until every line is on disk. Raises ``RunDirectoryError`` if the system refuses."""
        with self._lock:
            self._write_rest()
        if self.path.exists():
            files.flush(self.path, self._disk)

    def first(self, n_generations: int) -> tuple[int, int]:
        """How many of the first generations have a line, and where the last of these lines ends.

        Later lines are not looked at.

        Raises:
            RunDirectoryError: The file cannot be read, or a line holds something else.
        """
        n_found = end = 0
        for line in self.lines() if n_generations else ():
            if line.metrics["generation"] >= n_generations:
                break
            n_found, end = n_found + 1, line.end
            if line.metrics["generation"] == n_generations - 1:
                break
        return n_found, end

    def told(self, n_generations: int) -> tuple[int, int]:
        """Where the last reliable line ends, and how many generations the lines up to it have.

        Lines after those of the first generations may be what a crash left; they count up to a damaged one.

        Raises:
            RunDirectoryError: The file cannot be read, or a line of the first generations is damaged.
        """
        self._check_size(n_generations)
        end = n_told = 0
        try:
            for line in self.lines():
                end, n_told = line.end, line.metrics["generation"] + 1
        except RunDirectoryError:
            if n_told < n_generations:
                raise
        return end, n_told

    def keep(self, n_generations: int, later: Iterable[bytes] = ()) -> None:
        """Keeps the metrics of the generations that the checkpoint holds, and puts others behind them.

        Warns if those of earlier generations are gone: a run goes on without them. Whatever a crash left of
        later generations is cut off; ``later``, which the journal gives again, takes its place.

        Args:
            n_generations: How many the checkpoint holds.
            later: The lines of those that the journal holds.

        Raises:
            RunDirectoryError: The system refuses, or a line holds something else.
        """
        self._check_size(n_generations)
        n_kept, end = self.first(n_generations)
        warn_of_lost(self.path, n_kept, n_generations)
        for batch in _batches(later):
            files.append(self.path, batch, self._disk, after=end)
            end += len(batch)

    def _check_size(self, n_generations: int) -> None:
        """Refuses a file that is far too large. Raises ``RunDirectoryError``."""
        with files.accessing(self.path, "read"):
            n_bytes = self.path.stat().st_size if self.path.exists() else 0
        if n_bytes > MOST_LINE * (n_generations + _MOST_LATER):
            raise RunDirectoryError(
                f"{self.path}: has {n_bytes:,} bytes, too many for {n_generations} generations; "
                "move it away to go on without it"
            )

    def _write_rest(self) -> None:
        if self._unwritten:
            files.append(self.path, self._unwritten.encode(), self._disk)
            self._unwritten = ""


def warn_of_lost(path: Path, n_told: int, n_finished: int) -> None:
    """Warns if the metrics of generations that are finished are gone."""
    if n_told < n_finished:
        warnings.warn(
            f"{path}: has {n_told} of the {n_finished} generations that are finished; "
            "the run goes on without the others",
            stacklevel=2,
        )


def as_line(metrics: dict[str, Any]) -> str:
    """Metrics as a line of the file."""
    return json.dumps(metrics) + "\n"


def _batches(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines in parts of about ``_BATCH`` bytes; one part at least, which may be empty."""
    batch = bytearray()
    for line in lines:
        batch += line
        if len(batch) >= _BATCH:
            yield bytes(batch)
            batch.clear()
    yield bytes(batch)


def _checked(path: Path, file: BinaryIO) -> Iterator[Line]:
    """The lines of an open file. Raises ``RunDirectoryError`` if one holds something else."""
    end, last = 0, -1
    for number in count(1):
        content = file.readline(MOST_LINE)
        try:
            metrics = _metrics(content, last)
        except ValueError as error:
            if len(content) < MOST_LINE and not content.endswith(b"\n"):
                return  # the end, or a last line that was cut off
            raise RunDirectoryError(
                f"{path}: line {number} {_what(error)}; delete it to go on without it"
            ) from None
        end, last = end + len(content), metrics["generation"]
        yield Line(end, metrics)


class _NoMetricsError(ValueError):
    """JSON that holds no metrics."""


def _metrics(content: bytes, last: int) -> dict[str, Any]:
    """The metrics of a line that comes after generation ``last``. Raises ``ValueError``."""
    if len(content) == MOST_LINE and not content.endswith(b"\n"):
        raise _NoMetricsError(f"is longer than {MOST_LINE:,} bytes")
    metrics = strict_json.loads(content)
    if not isinstance(metrics, dict) or any(not check(metrics.get(key)) for key, check in _HOLDS.items()):
        raise _NoMetricsError("is no metrics of a generation")
    if metrics["generation"] <= last:
        raise _NoMetricsError(f"has generation {metrics['generation']}, which comes after {last}")
    return metrics


def _what(error: ValueError) -> str:
    return str(error) if isinstance(error, _NoMetricsError) else f"is no JSON ({error})"


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_numbers(value: Any) -> bool:
    """Whether a value is a table of numbers, or of nothing where there is none."""
    return isinstance(value, dict) and all(one is None or type(one) in {int, float} for one in value.values())


_HOLDS: Final[dict[str, Callable[[Any], bool]]] = {
    "generation": _is_count,
    "evaluations": _is_count,
    "n_failed": _is_count,
    "best": _is_numbers,
    "mean": _is_numbers,
    "timing": _is_numbers,
}
"""What metrics hold in every version, and how a value of each is recognised."""
