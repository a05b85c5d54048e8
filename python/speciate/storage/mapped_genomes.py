"""The genomes of a file as views of the file itself."""

from types import MappingProxyType, TracebackType
from typing import Any, Final, Self

import numpy as np

from speciate.backends import dense
from speciate.errors import CheckpointError
from speciate.storage.checkpoint.reader import Reader
from speciate.values.columns import COLUMNS, CONNECTION_COLUMNS, NODE_COLUMNS
from speciate.values.snapshot import Arrays, columns

_PER_GENOME: Final = {"ids": 0, "weights": 0, "node_offsets": 1, "connection_offsets": 1}
"""Columns with a row for each genome, and how many rows they have besides."""


class MappedGenomes:
    """Genomes whose columns lie in a mapped file, as ``speciate.genomes.open`` gives them.

    The system reads a part of the file when it is first used. The file may be replaced or removed
    meanwhile: the views keep the old content. It must not be cut off: Linux and macOS end a process that
    reads beyond the new end (SIGBUS), and Windows refuses to cut off a mapped file. Use it in a ``with``
    statement, or close it; views that were taken stay.

    Attributes:
        group: Which genomes of the file these are.
        columns: By name, read-only: ids uint64 (n_genomes,), offsets uint64 (n_genomes + 1,), and flat
            columns of nodes and connections; of dense networks ids and weights, float32 (n_genomes,
            n_weights).
    """

    def __init__(self, reader: Reader, group: str) -> None:
        """Maps an open file. Raises ``CheckpointError`` if it has no such genomes, or the system refuses."""
        self.group = group
        self._reader = reader
        self._views = reader.map()
        self.columns = MappingProxyType(columns(group, self._views))
        self._check_columns()

    def __len__(self) -> int:
        """Number of genomes."""
        return len(self.columns["ids"])

    def __repr__(self) -> str:
        """A short description."""
        return f"MappedGenomes({len(self)} genomes, {self.group!r} of {self._reader.path})"

    def genome(self, row: int) -> Arrays:
        """The columns of one genome, without a copy but of its offsets.

        Args:
            row: Which one, from 0.

        Raises:
            CheckpointError: There is no such genome, or the offsets lead out of the file.
        """
        if not 0 <= row < len(self):
            raise CheckpointError(
                f"{self._reader.path}: no genome at row {row}; there are {len(self)}, counted from 0"
            )
        one: Arrays = {"ids": self.columns["ids"][row : row + 1]}
        if "weights" in self.columns:
            return one | {"weights": self.columns["weights"][row : row + 1]}
        for offsets, names in (("node_offsets", NODE_COLUMNS), ("connection_offsets", CONNECTION_COLUMNS)):
            start, stop = (int(offset) for offset in self.columns[offsets][row : row + 2])
            if not start <= stop <= len(self.columns[next(iter(names))]):
                raise CheckpointError(f"{self._reader.path}: the {offsets} of row {row} lead out of the file")
            one[offsets] = np.array([0, stop - start], dtype=np.uint64)
            one |= {name: self.columns[name][start:stop] for name in names}
        return one

    def verify(self) -> None:
        """Compares every checksum of the file. Raises ``DamagedError`` if something has changed."""
        for name, view in self._views.items():
            self._reader.compare(name, view)

    def close(self) -> None:
        """Closes the file; views that were taken stay."""
        self._reader.close()

    def __enter__(self) -> Self:
        """The genomes themselves."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Closes the file; views that were taken stay."""
        self.close()

    def _check_columns(self) -> None:
        """Refuses columns that are not those of genomes. Raises ``CheckpointError``."""
        expected: dict[str, Any] = dense.COLUMNS if "weights" in self.columns else COLUMNS
        for name, kind in expected.items():
            view, n_dimensions = self.columns.get(name), 2 if name == "weights" else 1
            if view is None or view.dtype != kind or view.ndim != n_dimensions:
                raise CheckpointError(f"{self._reader.path}: holds no {name} of {self.group}")
        n = len(self.columns["ids"])
        lengths = [
            {len(self.columns[name]) - more for name, more in _PER_GENOME.items() if name in expected} | {n},
            {len(self.columns[name]) for name in NODE_COLUMNS if name in expected},
            {len(self.columns[name]) for name in CONNECTION_COLUMNS if name in expected},
        ]
        if any(len(different) > 1 for different in lengths):
            raise CheckpointError(f"{self._reader.path}: the columns of {self.group} have different lengths")
