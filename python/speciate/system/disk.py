"""The few operations that saving needs, behind one protocol, so that tests can let any of them fail."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from speciate.system import platforms


class Disk(Protocol):
    """Files and folders. Every operation raises ``OSError`` where the system refuses."""

    def create(self, path: Path) -> int:
        """Opens a new file for writing, in place of one that was left behind, and returns its handle."""
        ...

    def append(self, path: Path) -> int:
        """Opens a regular file, new or not, for writing at its end; returns its handle. Refuses links."""
        ...

    def write(self, file: int, parts: Sequence[bytes | memoryview]) -> int:
        """Writes parts one after the other; returns how many bytes were, which may be fewer than given."""
        ...

    def size(self, file: int) -> int:
        """Length of an open file in bytes."""
        ...

    def truncate(self, file: int, n_bytes: int) -> None:
        """Cuts a file off."""
        ...

    def sync(self, file: int) -> None:
        """Waits until everything that was written is on disk."""
        ...

    def close(self, file: int) -> None:
        """Gives a handle back."""
        ...

    def rename(self, old: Path, new: Path) -> None:
        """Gives a file another name, in the place of a file that has it."""
        ...

    def remove(self, path: Path) -> None:
        """Removes a file; while a process reads it, Windows may keep it."""
        ...

    def make_folder(self, folder: Path) -> None:
        """Makes a folder if it is not there."""
        ...

    def sync_folder(self, folder: Path) -> None:
        """Waits until the names in a folder are on disk."""
        ...

    def names(self, folder: Path) -> list[str]:
        """The names of the files in a folder; none if it is not there."""
        ...


class RealDisk:
    """The disk of this machine."""

    def create(self, path: Path) -> int:
        """Opens an empty file."""
        return platforms.create(path)

    def append(self, path: Path) -> int:
        """Opens a file for writing at its end."""
        return platforms.append(path)

    def write(self, file: int, parts: Sequence[bytes | memoryview]) -> int:
        """Writes parts in one call, without copying them."""
        return platforms.write(file, parts)

    def size(self, file: int) -> int:
        """Length of an open file in bytes."""
        return os.fstat(file).st_size

    def truncate(self, file: int, n_bytes: int) -> None:
        """Cuts a file off."""
        os.ftruncate(file, n_bytes)

    def sync(self, file: int) -> None:
        """Waits for the disk."""
        platforms.flush(file)

    def close(self, file: int) -> None:
        """Gives a handle back."""
        os.close(file)

    def rename(self, old: Path, new: Path) -> None:
        """Renames a file."""
        platforms.replace(old, new)

    def remove(self, path: Path) -> None:
        """Removes a file, unless Windows keeps it for a process that reads it."""
        platforms.remove_if_free(path)

    def make_folder(self, folder: Path) -> None:
        """Makes a folder if it is not there."""
        folder.mkdir(exist_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Waits for the names of a folder."""
        platforms.flush_folder(folder)

    def names(self, folder: Path) -> list[str]:
        """The names of the files in a folder, none of folders or links."""
        if not folder.is_dir():
            return []
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))


REAL: Final = RealDisk()
