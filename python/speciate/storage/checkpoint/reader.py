"""Reading a checkpoint, all of it or a part, so that whatever the file holds is a value or an error.

Reads are positional: a file that another process cuts off meanwhile is an error and not a signal that ends
the process, as it is where a file is mapped. Memory is taken only for columns that lie within the file.
"""

import mmap
import os
import weakref
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from speciate.errors import CheckpointError, DamagedError
from speciate.storage.checkpoint import checksums, version_1
from speciate.storage.checkpoint.header import LENGTH_BYTES, Column, Header, limit, parse
from speciate.system import platforms

_RESTORE: Final = "; restore it from a copy"


class Reader:
    """An open checkpoint: its description and its columns. Use it in a ``with`` statement."""

    def __init__(self, path: Path) -> None:
        """Opens a file and reads its header alone.

        Raises:
            CheckpointError: It cannot be read, is no checkpoint, or of a newer version.
            DamagedError: It contradicts its checksums, or was cut off.
        """
        self.path = path
        try:
            self._file = platforms.read(path)
        except OSError as error:
            raise CheckpointError(
                f"{path}: cannot be read ({error.strerror or error}); give the path of a run"
            ) from None
        except ValueError as error:
            raise CheckpointError(f"{str(path)!r}: is no path ({error})") from None
        self._closing = weakref.finalize(self, os.close, self._file)
        try:
            self._header, self._start, self._identity = self._read_header()
        except BaseException:
            self.close()
            raise

    @property
    def description(self) -> Mapping[str, Any]:
        """Format version, version of speciate, kind, config and scalars."""
        return self._header.description

    @property
    def n_bytes(self) -> int:
        """Length of the file in bytes."""
        return os.fstat(self._file).st_size

    @property
    def identity(self) -> int:
        """A checksum of the header, which has those of all columns: another content has another one."""
        return self._identity

    @property
    def columns(self) -> Mapping[str, Column]:
        """Types, shapes and places, by name."""
        return self._header.columns

    def read(self, name: str) -> NDArray[Any]:
        """A whole column, verified and read-only.

        Raises:
            CheckpointError: There is no such column.
            DamagedError: It has changed.
        """
        column = self._column(name)
        array = np.empty(column.shape, column.kind)
        self._fill(array.reshape(-1).view(np.uint8).data, self._start + column.begin)
        self.compare(name, array)
        array.setflags(write=False)
        return array

    def compare(self, name: str, array: NDArray[Any]) -> None:
        """Compares the checksums of a whole column that was read or mapped. Raises ``DamagedError``."""
        column, content = self._column(name), array.reshape(-1).view(np.uint8)
        if self.description["format_version"] == 1:
            found = [version_1.checksum(column.kind, column.shape, content.data)]
        else:
            (found,) = checksums.of_columns([content])
        self._compare(name, found, self._sums(column))
        self._check_truth(name, array)

    def rows(self, name: str, start: int, stop: int) -> NDArray[Any]:
        """The rows of a column from ``start`` to ``stop``, verified; reads only the blocks that hold them.

        Raises:
            CheckpointError: There is no such column, or it has no such rows.
            DamagedError: It has changed.
        """
        column = self._column(name)
        if not 0 <= start <= stop <= column.shape[0]:
            raise CheckpointError(
                f"{self.path}: column {name} has {column.shape[0]} rows; asked for {start} to {stop}"
            )
        if self.description["format_version"] == 1:
            return self.read(name)[start:stop]
        n_bytes = column.kind.itemsize * int(np.prod(column.shape[1:], dtype=np.int64))
        first, last = start * n_bytes // checksums.BLOCK, checksums.count(stop * n_bytes)
        begin = first * checksums.BLOCK
        content = bytearray(max(min(last * checksums.BLOCK, column.end - column.begin) - begin, 0))
        self._fill(memoryview(content), self._start + column.begin + begin)
        self._compare(name, checksums.of_blocks(content), self._sums(column)[first:last])
        part = memoryview(content)[start * n_bytes - begin : stop * n_bytes - begin]
        array = np.frombuffer(bytes(part), column.kind).reshape(stop - start, *column.shape[1:])
        self._check_truth(name, array)
        array.setflags(write=False)
        return array

    def map(self) -> dict[str, NDArray[Any]]:
        """All columns as read-only views of the file itself, not verified; ``compare`` does that.

        A process that reads a view of a file which was cut off meanwhile is ended by its system (SIGBUS).

        Raises:
            CheckpointError: The system refuses.
        """
        try:
            content = mmap.mmap(self._file, 0, access=mmap.ACCESS_READ)
        except OSError as error:
            raise CheckpointError(f"{self.path}: cannot be mapped ({error.strerror or error})") from None
        return {name: self._view(content, column) for name, column in self.columns.items()}

    def _view(self, content: mmap.mmap, column: Column) -> NDArray[Any]:
        if column.begin == column.end:
            return np.empty(column.shape, column.kind)
        n = (column.end - column.begin) // column.kind.itemsize
        return np.frombuffer(content, column.kind, n, self._start + column.begin).reshape(column.shape)

    def verify(self) -> None:
        """Compares every checksum, with the memory of one column at a time. Raises ``DamagedError``."""
        for name in self.columns:
            self.read(name)

    def close(self) -> None:
        """Closes the file, if it is open; views of it stay."""
        self._closing()

    def __enter__(self) -> Self:
        """The reader itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Closes the file."""
        self.close()

    def _read_header(self) -> tuple[Header, int, int]:
        size = self.n_bytes
        length = bytearray(LENGTH_BYTES)
        if size >= LENGTH_BYTES:
            self._fill(memoryview(length), 0)
        n_header = int.from_bytes(length, "little")
        start = LENGTH_BYTES + n_header
        if n_header == 0 or start > size or n_header > limit(size):
            raise DamagedError(f"{self.path}: is damaged or no checkpoint (its header is cut off){_RESTORE}")
        text = bytearray(n_header)
        self._fill(memoryview(text), LENGTH_BYTES)
        try:
            return parse(bytes(text), size - start), start, checksums.of(text, checksums.of(length))
        except DamagedError as error:
            raise DamagedError(f"{self.path}: {error}{_RESTORE}") from None
        except CheckpointError as error:
            raise CheckpointError(f"{self.path}: {error}") from None

    def _sums(self, column: Column) -> tuple[int, ...]:
        """The checksums of a column. Raises ``DamagedError`` if those of the file have changed."""
        if self._header.sums is None:
            return column.checksums
        return tuple(self._all_sums[column.first_sum :][: checksums.count(column.end - column.begin)])

    @cached_property
    def _all_sums(self) -> list[int]:
        """The checksums of all columns, in the order of the file, after theirs was compared."""
        column = self._header.sums
        assert column is not None  # noqa: S101  # only files of format 3 come here
        content = bytearray(column.end - column.begin)
        self._fill(memoryview(content), self._start + column.begin)
        if checksums.of(content) != self.description["checksums"]:
            raise DamagedError(f"{self.path}: is damaged (its checksums have changed){_RESTORE}")
        sums: list[int] = np.frombuffer(content, "<u4").tolist()
        return sums

    def _column(self, name: str) -> Column:
        if name not in self.columns:
            raise CheckpointError(f"{self.path}: has no column {name}")
        return self.columns[name]

    def _fill(self, content: memoryview, position: int) -> None:
        """Reads from a position of the file until ``content`` is full."""
        if not self._closing.alive:
            raise CheckpointError(f"{self.path}: is closed; open it again")
        while len(content):
            try:
                n_read = platforms.read_at(self._file, content, position)
            except OSError as error:
                raise CheckpointError(f"{self.path}: cannot be read ({error.strerror})") from None
            if not n_read:
                raise DamagedError(f"{self.path}: is damaged (it was cut off while it was read){_RESTORE}")
            content, position = content[n_read:], position + n_read

    def _compare(self, name: str, found: list[int], expected: tuple[int, ...]) -> None:
        if tuple(found) != expected:
            raise DamagedError(f"{self.path}: is damaged (the column {name} has changed){_RESTORE}")

    def _check_truth(self, name: str, array: NDArray[Any]) -> None:
        """Refuses a truth value other than 0 or 1, which would break code that takes it for one."""
        if array.dtype == np.bool_ and array.size and array.view(np.uint8).max() > 1:
            raise DamagedError(
                f"{self.path}: is damaged (the column {name} has a truth value above 1){_RESTORE}"
            )
