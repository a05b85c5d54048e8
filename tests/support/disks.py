"""Disks that remember or refuse, and what they hold after the power went out."""

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from speciate.system.disk import RealDisk

Operation = tuple[Any, ...]
"""A name and what it was called with; files are named by numbers that are used once."""

DATA: Final = ("kept", "dropped", "half", "zeroed", "holes")
"""What becomes of bytes that were written and not synced."""

NAMES: Final = ("kept", "dropped", "removals alone", "all but removals")
"""What becomes of names that were changed and not synced."""


class RecordingDisk(RealDisk):
    """The real disk, and a list of what was done to it."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self._numbers: dict[int, int] = {}
        self._n_files = 0
        self._lock = threading.Lock()

    def _record(self, *operation: Any) -> None:
        with self._lock:
            self.operations.append(operation)

    def _opened(self, name: str, file: int, path: Path) -> int:
        with self._lock:
            self._n_files += 1
            self._numbers[file] = self._n_files
            self.operations.append((name, self._n_files, path))
        return file

    def create(self, path: Path) -> int:
        return self._opened("create", super().create(path), path)

    def append(self, path: Path) -> int:
        return self._opened("append", super().append(path), path)

    def write(self, file: int, parts: Sequence[bytes | memoryview]) -> int:
        n_bytes = super().write(file, parts)
        self._record("write", self._numbers[file], b"".join(parts)[:n_bytes])
        return n_bytes

    def truncate(self, file: int, n_bytes: int) -> None:
        super().truncate(file, n_bytes)
        self._record("truncate", self._numbers[file], n_bytes)

    def sync(self, file: int) -> None:
        super().sync(file)
        self._record("sync", self._numbers[file])

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        self._record("rename", old, new)

    def remove(self, path: Path) -> None:
        super().remove(path)
        self._record("remove", path)

    def make_folder(self, folder: Path) -> None:
        super().make_folder(folder)
        self._record("make_folder", folder)

    def sync_folder(self, folder: Path) -> None:
        super().sync_folder(folder)
        self._record("sync_folder", folder)


class RefusingDisk(RealDisk):
    """The real disk, but it refuses one operation that changes something, or all from that on.

    Attributes:
        n_operations: How many there were.
    """

    def __init__(self, first: int, number: int, *, forever: bool) -> None:
        self.n_operations = 0
        self._first = first
        self._error = number
        self._forever = forever

    def _count(self) -> None:
        self.n_operations += 1
        late = self.n_operations - 1 - self._first
        if late == 0 or (late > 0 and self._forever):
            raise OSError(self._error, os.strerror(self._error))

    def create(self, path: Path) -> int:
        self._count()
        return super().create(path)

    def append(self, path: Path) -> int:
        self._count()
        return super().append(path)

    def write(self, file: int, parts: Sequence[bytes | memoryview]) -> int:
        self._count()
        return super().write(file, parts)

    def sync(self, file: int) -> None:
        self._count()
        super().sync(file)

    def rename(self, old: Path, new: Path) -> None:
        self._count()
        super().rename(old, new)

    def make_folder(self, folder: Path) -> None:
        self._count()
        super().make_folder(folder)

    def sync_folder(self, folder: Path) -> None:
        self._count()
        super().sync_folder(folder)


class SippingDisk(RealDisk):
    """The real disk, but it takes seven bytes at a time."""

    def write(self, file: int, parts: Sequence[bytes | memoryview]) -> int:
        return super().write(file, [memoryview(parts[0])[:7]])


@dataclass
class _File:
    content: bytes = b""
    synced: bytes = b""

    def after(self, data: str) -> bytes:
        """What is left of it."""
        n_synced = len(self.synced)
        if data == "kept" or self.content == self.synced:
            return self.content
        if data == "dropped":
            return self.synced
        half = (n_synced + len(self.content)) // 2
        if data == "half":
            return self.content[:half]
        if data == "holes":
            return self.content[:n_synced] + bytes(half - n_synced) + self.content[half:]
        return self.content[:n_synced] + bytes(len(self.content) - n_synced)


@dataclass
class Remains:
    """A disk whose power goes out: replays operations, then says what is left.

    A sync of a file makes its bytes last, a sync of a folder its names; nothing else does.

    Attributes:
        ignored: Names of operations that this disk claims to do and does not.
    """

    ignored: frozenset[str] = frozenset()
    files: dict[int, _File] = field(default_factory=dict)
    names: dict[Path, int] = field(default_factory=dict)
    lasting: dict[Path, int] = field(default_factory=dict)
    pending: list[tuple[Path, bool, Callable[[dict[Path, int]], object]]] = field(default_factory=list)

    def replay(self, operation: Operation) -> None:
        name, *arguments = operation
        if name not in self.ignored:
            getattr(self, f"_{name}")(*arguments)

    def after(self, data: str, names: str) -> dict[Path, bytes]:
        """What a folder holds when the power is back."""
        left = dict(self.lasting)
        for _, removal, change in self.pending:
            if (
                names == "kept"
                or (names == "removals alone" and removal)
                or (names[:3] == "all" and not removal)
            ):
                change(left)
        return {
            path: self.files[number].after(data)
            for path, number in left.items()
            if number and (path.parent in left or path.parent.name != "checkpoints")
        }

    def _change(
        self, path: Path, change: Callable[[dict[Path, int]], object], *, removal: bool = False
    ) -> None:
        change(self.names)
        self.pending.append((path.parent, removal, change))

    def _begun(self, generation: int) -> None:
        """Nothing: a note of the test."""

    def _saved(self, generation: int) -> None:
        """Nothing: a note of the test."""

    def _create(self, number: int, path: Path) -> None:
        self.files[number] = _File()
        self._change(path, lambda names: names.update({path: number}))

    def _append(self, number: int, path: Path) -> None:
        if path in self.names:
            self.files[number] = self.files[self.names[path]]
        else:
            self._create(number, path)

    def _write(self, number: int, content: bytes) -> None:
        self.files[number].content += content

    def _truncate(self, number: int, n_bytes: int) -> None:
        self.files[number].content = self.files[number].content[:n_bytes]

    def _sync(self, number: int) -> None:
        self.files[number].synced = self.files[number].content

    def _rename(self, old: Path, new: Path) -> None:
        number = self.names[old]
        self._change(new, lambda names: (names.pop(old, None), names.update({new: number})))

    def _remove(self, path: Path) -> None:
        self._change(path, lambda names: names.pop(path, None), removal=True)

    def _make_folder(self, folder: Path) -> None:
        self._change(folder, lambda names: names.update({folder: 0}))

    def _sync_folder(self, folder: Path) -> None:
        for place, _, change in self.pending:
            if place == folder:
                change(self.lasting)
        self.pending = [entry for entry in self.pending if entry[0] != folder]
