"""The journal of a run: what each generation's evaluation gave, appended between two checkpoints.

Breeding is exact, so telling a checkpoint's run the same evaluations again leads to the same state, and a
few kilobytes a generation save what a whole checkpoint would. docs/checkpoints.md describes the lines.
"""

import base64
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from speciate._version import __version__
from speciate.config import toml
from speciate.errors import CheckpointError, ConfigError, DamagedError
from speciate.parsing import strict_json
from speciate.storage import moments
from speciate.storage.checkpoint import checksums
from speciate.storage.checkpoint.reader import Reader
from speciate.system import files, platforms
from speciate.system.disk import REAL, Disk
from speciate.values.evaluation import Evaluation
from speciate.values.types import Float64s

FORMAT_VERSION: Final = 2
SUFFIX: Final = ".journal"

_END: Final = re.compile(rb',"checksum":(0|[1-9]\d{0,9})}\n\Z')
_MOST_END: Final = 24
"""The longest end of a line in bytes."""

_MOST_RESULTS: Final = 1_000
"""Results of an episode, at most, where a checkpoint does not name them."""

_MOST_AGAIN: Final = 10_000_000
"""Genomes of the archive that play again in a generation, at most."""

_RESULTS: Final = {"failed", "results", "shape"}
_KEYS: Final = _RESULTS | {"before", "flushed", "generation", "solved", "timing"}
_ARCHIVE: Final = "archive"
"""The key of what genomes of the archive achieved that played again, in the lines of such generations."""

_MOMENTS: Final = "moments"
"""The key of the moments of what networks have seen, in the lines of runs that normalise observations."""


@dataclass(frozen=True)
class Entry:
    """What is kept of a finished generation: enough to tell it again, and to tell of it again.

    Attributes:
        generation: Which one, counted from 0.
        evaluation: What its genomes achieved, and the moments of what their networks have seen, if any.
        solved: Whether one of them solved the environment; None if no genome was tried.
        timing: Seconds and rates, as in its metrics.
        archive: What the genomes of the archive achieved that played again; None if none did.
    """

    generation: int
    evaluation: Evaluation
    solved: bool | None
    timing: Mapping[str, float]
    archive: Evaluation | None = None


@dataclass(frozen=True)
class _Written:
    """How far a journal is written: its length, its last checksum, and the generations that are finished."""

    n_bytes: int
    checksum: int
    n_generations: int


class Continued(NamedTuple):
    """The checkpoint that a journal continues.

    Attributes:
        path: The checkpoint.
        identity: What ``Reader.identity`` says of it.
        n_finished: How many generations it has finished.
        most: The longest line that its journal may have, in bytes.
    """

    path: Path
    identity: int
    n_finished: int
    most: int

    @classmethod
    def of(cls, reader: Reader) -> "Continued":
        """That of an open checkpoint. Raises ``DamagedError`` if it does not say how far it has come."""
        scalars = reader.description["scalars"]
        n_finished = scalars.get("generation")
        if type(n_finished) is not int:
            raise DamagedError(f"{reader.path}: does not say how many generations are finished")
        ids, spec = reader.columns.get("asked.ids"), scalars.get("environment")
        n_genomes = (0 if ids is None else ids.shape[0]) + _n_again(reader.description["config"])
        names = spec.get("results") if isinstance(spec, dict) else None
        n_results = len(names) if isinstance(names, list) else _MOST_RESULTS
        means = reader.columns.get(moments.MEANS)
        n_inputs = means.shape[0] if means is not None and means.shape else 0
        most = _longest(n_genomes, n_results) + moments.longest(n_inputs)
        return cls(reader.path, reader.identity, n_finished, most)


def path_of(checkpoint: Path) -> Path:
    """Where the journal is that continues a checkpoint."""
    return checkpoint.with_suffix(SUFFIX)


class Journal:
    """The file that continues one checkpoint. It is made with the first entry."""

    def __init__(self, checkpoint: Path, identity: int, generation: int, disk: Disk = REAL) -> None:
        """Begins a journal.

        Args:
            checkpoint: The checkpoint, which is on disk for sure.
            identity: What ``Reader.identity`` says of it.
            generation: How many generations it has finished.
            disk: Where to write.
        """
        self.path = path_of(checkpoint)
        self._disk = disk
        self._first, checksum = _line(
            {"before": identity, "format_version": FORMAT_VERSION, "generation": generation}
        )
        self._written = _Written(0, checksum, generation)
        self._is_named = False  # for sure in its folder
        self._n_flushed = generation

    def append(self, entry: Entry) -> None:
        """Adds an entry, all of it or nothing: it outlives this process now, and the machine after ``flush``.

        Adding it again, after an error or an interrupt, mends what was half written, or does nothing.

        Raises:
            RunDirectoryError: The system refuses.
        """
        written = self._written
        if entry.generation < written.n_generations:
            return
        seen = entry.evaluation.moments
        further = {} if entry.archive is None else {_ARCHIVE: _table_of(entry.archive)}
        further |= {} if seen is None else {_MOMENTS: moments.table(seen)}
        line, checksum = _line(
            {
                "before": written.checksum,
                "flushed": self._n_flushed,
                "generation": entry.generation,
                "solved": entry.solved,
                "timing": dict(entry.timing),
                **_table_of(entry.evaluation),
                **further,
            }
        )
        content = line if written.n_bytes else self._first + line
        files.append(self.path, content, self._disk, after=written.n_bytes)
        self._written = _Written(written.n_bytes + len(content), checksum, entry.generation + 1)

    def flush(self) -> None:
        """Waits until every entry is on disk; another thread may add more meanwhile.

        Raises:
            RunDirectoryError: The system refuses.
        """
        n_written = self._written.n_generations
        if n_written > self._n_flushed:
            files.flush(self.path, self._disk)
            if not self._is_named:
                with files.accessing(self.path.parent, "written"):
                    self._disk.sync_folder(self.path.parent)
                self._is_named = True
            self._n_flushed = n_written


def read(checkpoint: Path) -> Iterator[Entry]:
    """The entries that continue a checkpoint, in order; none if it has no journal. See ``entries``."""
    if os.path.lexists(path_of(checkpoint)):
        with Reader(checkpoint) as reader:
            continued = Continued.of(reader)
        yield from entries(continued)


def entries(continued: Continued) -> Iterator[Entry]:
    """The entries that continue a checkpoint, in order; none if it has no journal any more.

    What a crash left unfinished at the end is left out. A line that has changed since is told from that by a
    later one, which says how much was on disk for sure when it was written. Errors do not name the file.

    Raises:
        CheckpointError: The journal continues another checkpoint, is of a newer version or cannot be read.
        DamagedError: It has changed since it was written.
    """
    _, before, n_finished, most = continued
    way_on = f"restore it from a copy, or move it away to go on from generation {n_finished}"
    broken = 0
    for number, line in enumerate(_lines(path_of(continued.path), most), start=1):
        entry = None
        try:
            table, checksum = _verified(line, most)
            if table is None:
                broken = broken or number
            elif broken:
                _check_unfinished(table, broken, n_finished)
            elif number == 1:
                _check_head(table, before)
            else:
                entry = _entry(table, before, n_finished)
            before = checksum
        except CheckpointError as error:
            raise CheckpointError(f"{error}; {way_on}") from None
        except (ValueError, TypeError) as error:
            raise DamagedError(f"is damaged (line {number}: {error}); {way_on}") from None
        if entry is not None:
            n_finished += 1
            yield entry


def _n_again(config: str) -> int:
    """The most genomes of the archive that play again in a generation, as a checkpoint's config says."""
    try:
        settings = toml.parsed(config, "its config")
    except ConfigError:
        return 0  # whoever reads the checkpoint says so
    archive = settings.get("archive")
    n_episodes = archive.get("archive_episodes") if isinstance(archive, dict) else None
    return min(max(n_episodes, 0), _MOST_AGAIN) if type(n_episodes) is int else 0


def _table_of(evaluation: Evaluation) -> dict[str, Any]:
    """Results as a line has them."""
    results = evaluation.results
    return {
        "failed": np.flatnonzero(evaluation.failed).tolist(),
        "results": base64.b64encode(results.astype("<f8").tobytes()).decode(),
        "shape": list(results.shape),
    }


def _longest(n_genomes: int, n_results: int) -> int:
    """The longest line in bytes: a row and a few results of 8 bytes, in base64, for each genome."""
    return 2**16 + n_genomes * (12 + 11 * n_results)


def _lines(path: Path, most: int) -> Iterator[bytes]:
    """The lines of a journal, cut off after ``most`` bytes; none if it is gone.

    Raises:
        CheckpointError: The system refuses.
    """
    try:
        with os.fdopen(platforms.read(path), "rb") as file:
            while line := file.readline(most):
                yield line
    except FileNotFoundError:
        if os.path.lexists(path):
            raise CheckpointError("cannot be read (it is a link that leads nowhere); move it away") from None
    except OSError as error:
        raise CheckpointError(f"cannot be read ({error.strerror or error}); move it away") from None


def _line(table: dict[str, Any]) -> tuple[bytes, int]:
    """A table as a line, and its checksum, which is the last thing in it."""
    content = strict_json.dumps(table)[:-1].encode()
    checksum = checksums.of(content)
    return content + b',"checksum":%d}\n' % checksum, checksum


def _verified(line: bytes, most: int) -> tuple[dict[str, Any] | None, int]:
    """The table of a line and its checksum; None if it is not as ``_line`` wrote it.

    Raises:
        ValueError: The checksum fits something that was never written, or the line is too long.
    """
    if len(line) == most and not line.endswith(b"\n"):
        raise ValueError(f"it is longer than {most:,} bytes")
    end = _END.search(line, max(len(line) - _MOST_END, 0))
    if end is None or checksums.of(line[: end.start()]) != int(end[1]):
        return None, 0
    table = strict_json.loads(line)
    if not isinstance(table, dict):
        raise TypeError("it is no table")
    return table, table.pop("checksum")


def _check_head(table: dict[str, Any], before: int) -> None:
    """Checks the first line, which names the checkpoint."""
    version = table.get("format_version")
    if type(version) is not int or version < 1:
        raise ValueError("it has no format version")
    if version > FORMAT_VERSION:
        raise CheckpointError(
            f"has format {version}, this speciate {__version__} reads up to {FORMAT_VERSION}; update it"
        )
    if table.get("before") != before:
        raise CheckpointError("continues another checkpoint")


def _check_unfinished(table: dict[str, Any], broken: int, n_finished: int) -> None:
    """Refuses a broken line that was on disk for sure when this later one was written."""
    flushed = table.get("flushed")
    if type(flushed) is not int or flushed > n_finished:
        raise ValueError(f"line {broken} has changed")


def _entry(table: dict[str, Any], before: int, generation: int) -> Entry:
    """The entry of a line, after every value was checked. Raises ``ValueError``."""
    if table.keys() - {_ARCHIVE, _MOMENTS} != _KEYS:
        raise ValueError("it is no entry")
    if table["before"] != before or table["generation"] != generation:
        raise ValueError("it does not follow the line before")
    solved, timing = table["solved"], table["timing"]
    if solved is not None and type(solved) is not bool:
        raise ValueError("solved is neither true nor false")
    if not isinstance(timing, dict) or not all(type(one) in {int, float} for one in timing.values()):
        raise ValueError("the timing are no numbers")
    archive = None if _ARCHIVE not in table else _archive(table[_ARCHIVE])
    seen = None if _MOMENTS not in table else moments.of_table(table[_MOMENTS])
    return Entry(generation, replace(_evaluation(table), moments=seen), solved, timing, archive)


def _archive(table: Any) -> Evaluation:
    if not isinstance(table, dict) or table.keys() != _RESULTS:
        raise ValueError("the archive has no results")
    return _evaluation(table)


def _evaluation(table: dict[str, Any]) -> Evaluation:
    """The evaluation of ``_table_of``, every value checked."""
    results = _results(table["shape"], table["results"])
    failed = np.zeros(len(results), dtype=np.bool_)
    failed[_rows(table["failed"], len(results))] = True
    return Evaluation(results, failed)


def _results(shape: Any, text: Any) -> Float64s:
    """The results of an entry: the shape is compared with the length before it is used."""
    if not (isinstance(shape, list) and isinstance(text, str)):
        raise TypeError("the results are no text with a shape")
    content = base64.b64decode(text, validate=True)
    if not all(type(one) is int and one > 0 for one in shape) or len(shape) != 2:  # noqa: PLR2004
        raise ValueError("the results have no two lengths")
    if prod(shape) * np.dtype("<f8").itemsize != len(content):
        raise ValueError("the results have another length than their shape")
    return np.frombuffer(content, "<f8").astype(np.float64).reshape(shape)


def _rows(rows: Any, n_genomes: int) -> list[int]:
    if not isinstance(rows, list) or not all(type(row) is int and 0 <= row < n_genomes for row in rows):
        raise ValueError("the failed ones are no rows")
    return rows
