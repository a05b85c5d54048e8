"""The metrics of a run on disk: one line of JSON per generation."""

import json
import threading
import warnings
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from speciate import files, strict_json
from speciate.disk import REAL, Disk
from speciate.errors import RunDirectoryError


class MetricsFile:
    """A file of metrics, whose last line may have been cut off by a crash."""

    def __init__(self, path: Path, disk: Disk = REAL) -> None:
        """Names the file; it is made with the first line."""
        self.path = path
        self._disk = disk
        self._unwritten = ""
        self._lock = threading.Lock()  # lines are added while a checkpoint is saved

    def read(self) -> list[dict[str, Any]]:
        """The metrics of every generation, also those that the system refused so far.

        A last line that was cut off is left out.

        Raises:
            RunDirectoryError: The file cannot be read, or a line holds something else.
        """
        return list(self._read())

    def append(self, metrics: dict[str, Any]) -> None:
        """Adds a line, all of it or nothing; what is refused is tried again with the next one.

        Raises:
            RunDirectoryError: The system refuses.
        """
        with self._lock:
            self._unwritten += json.dumps(metrics) + "\n"
            self._write_rest()

    def flush(self) -> None:
        """Waits until every line is on disk. Raises ``RunDirectoryError`` if the system refuses."""
        with self._lock:
            self._write_rest()
        if self.path.exists():
            files.flush(self.path, self._disk)

    def _write_rest(self) -> None:
        if self._unwritten:
            files.append(self.path, self._unwritten.encode(), self._disk)
            self._unwritten = ""

    def keep(self, n_generations: int, later: Sequence[dict[str, Any]] = ()) -> None:
        """Keeps the metrics of the generations that the checkpoint holds, and puts others behind them.

        Warns if those of earlier generations are gone: a run goes on without them.

        Args:
            n_generations: How many the checkpoint holds. What a crash left of later ones is not looked at.
            later: The metrics of those that the journal holds.

        Raises:
            RunDirectoryError: The system refuses, or a line holds something else.
        """
        kept = list(islice(self._before(n_generations), n_generations))
        if len(kept) < n_generations:
            warnings.warn(
                f"{self.path}: has {len(kept)} of the {n_generations} generations that are finished; "
                "the run goes on without the others",
                stacklevel=2,
            )
        self._write([*kept, *later])

    def _write(self, kept: Sequence[dict[str, Any]]) -> None:
        text = "".join(json.dumps(metrics) + "\n" for metrics in kept).encode()
        with files.accessing(self.path, "read"):
            if not self.path.exists() or self.path.read_bytes() != text:
                files.replace(self.path, [text], self._disk)

    def _read(self) -> Iterator[dict[str, Any]]:
        content = b""
        if self.path.exists():
            with files.accessing(self.path, "read"):
                content = self.path.read_bytes()
        lines = (content + self._unwritten.encode()).split(b"\n")
        yield from (self._metrics(number, line) for number, line in enumerate(lines[:-1], start=1))
        yield from _last(lines[-1])

    def _before(self, n_generations: int) -> Iterator[dict[str, Any]]:
        return (metrics for metrics in self._read() if metrics["generation"] < n_generations)

    def _metrics(self, number: int, line: bytes) -> dict[str, Any]:
        try:
            return _metrics(line)
        except ValueError as error:
            what = "metrics of a generation" if isinstance(error, _NoMetricsError) else f"JSON ({error})"
            raise RunDirectoryError(
                f"{self.path}: line {number} is no {what}; delete it to go on without it"
            ) from None


class _NoMetricsError(ValueError):
    pass


def _metrics(line: bytes) -> dict[str, Any]:
    """The metrics of a line. Raises ``ValueError``."""
    metrics = strict_json.loads(line)
    generation = metrics.get("generation") if isinstance(metrics, dict) else None
    if type(generation) is not int or generation < 0:
        raise _NoMetricsError
    found: dict[str, Any] = metrics
    return found


def _last(line: bytes) -> list[dict[str, Any]]:
    """The metrics after the last line break, if they are whole."""
    try:
        return [_metrics(line)] if line else []
    except ValueError:
        return []
