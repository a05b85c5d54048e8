"""The folder that a process has locked, and whether it is still the one at its path."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from speciate.errors import RunDirectoryError
from speciate.system.disk import Disk

_Identity = tuple[int, int]
"""The device and the number of a folder, which it keeps when it is renamed."""


class Place:
    """A folder and its own folders, as they were when it was locked or when this process made them.

    The numbers of folders are compared. The open file of the lock keeps the number of the root from being
    used again.
    """

    def __init__(self, root: Path, folders: Sequence[str] = ()) -> None:
        """Remembers which folders are there.

        Args:
            root: The folder that is locked.
            folders: Names of folders in it that may be there and are written to.

        Raises:
            OSError: There is no such folder.
            RunDirectoryError: A folder in it is a link, or no folder.
        """
        self.root = root
        self._identities: dict[Path, _Identity] = {root: _identity(root.stat())}
        self._moved: Path | None = None
        for name in folders:
            self.learn(root / name)

    def check(self, folder: Path | None = None) -> None:
        """Makes sure that the root and a folder in it were not moved, replaced or removed.

        Args:
            folder: A folder in the root; None is the root alone.

        Raises:
            RunDirectoryError: Another folder, a link or nothing is at the path, or was at an earlier check.
        """
        wrong = [one for one in (self.root, folder or self.root) if not self._is_there(one)]
        if wrong and self._moved is None:
            self._moved = wrong[0] if self._is_there(self.root) else self.root
        if self._moved is not None:
            raise RunDirectoryError(
                f"{self._moved}: was moved, replaced or removed while process {os.getpid()} wrote to it; "
                "the process stopped there; resume the run from where its folder is"
            )

    def learn(self, folder: Path) -> None:
        """Takes note of a folder, if it is there. Raises ``RunDirectoryError`` if it is a link or a file."""
        try:
            status = folder.lstat()
        except FileNotFoundError:
            return
        if not stat.S_ISDIR(status.st_mode):
            raise RunDirectoryError(f"{folder}: is no folder but a link or a file; move it away")
        self._identities[folder] = _identity(status)

    def _is_there(self, folder: Path) -> bool:
        try:
            status = folder.stat(follow_symlinks=folder == self.root)
        except OSError:
            return False
        return stat.S_ISDIR(status.st_mode) and self._identities.get(folder) == _identity(status)


def _identity(status: os.stat_result) -> _Identity:
    return status.st_dev, status.st_ino


class GuardedDisk:
    """A disk that writes to a run's folder only as long as that is the folder that was locked.

    Attributes:
        place: The folder; None checks nothing, as before it is locked.
    """

    def __init__(self, disk: Disk, place: Place | None = None) -> None:
        """Guards a disk."""
        self._disk = disk
        self.place = place

    def create(self, path: Path) -> int:
        """Opens an empty file for writing, in a folder that was not replaced."""
        return self._opened(self._disk.create, path)

    def append(self, path: Path) -> int:
        """Opens a file for writing at its end, in a folder that was not replaced."""
        return self._opened(self._disk.append, path)

    def write(self, file: int, parts: Sequence[bytes | memoryview]) -> int:
        """Writes to an open file, which stays the same wherever its folder goes."""
        return self._disk.write(file, parts)

    def size(self, file: int) -> int:
        """Length of an open file in bytes."""
        return self._disk.size(file)

    def truncate(self, file: int, n_bytes: int) -> None:
        """Cuts an open file off."""
        self._disk.truncate(file, n_bytes)

    def sync(self, file: int) -> None:
        """Waits until an open file is on disk."""
        self._disk.sync(file)

    def close(self, file: int) -> None:
        """Gives a handle back."""
        self._disk.close(file)

    def rename(self, old: Path, new: Path) -> None:
        """Renames a file, in a folder that was not replaced."""
        with self._in_place(new.parent):
            self._disk.rename(old, new)

    def remove(self, path: Path) -> None:
        """Removes a file, in a folder that was not replaced."""
        with self._in_place(path.parent):
            self._disk.remove(path)

    def make_folder(self, folder: Path) -> None:
        """Makes a folder, in one that was not replaced."""
        with self._in_place(folder.parent):
            is_new = not os.path.lexists(folder)
            self._disk.make_folder(folder)
        if self.place is not None and is_new:
            self.place.learn(folder)

    def sync_folder(self, folder: Path) -> None:
        """Waits until the names in a folder that was not replaced are on disk."""
        with self._in_place(folder):
            self._disk.sync_folder(folder)

    def names(self, folder: Path) -> list[str]:
        """The names of the files in a folder; none if it is not there."""
        return self._disk.names(folder)

    def _opened(self, opening: Callable[[Path], int], path: Path) -> int:
        """Opens a file and checks again, for the folder may have been replaced just before."""
        with self._in_place(path.parent):
            is_new = not os.path.lexists(path) or opening == self._disk.create
            file = opening(path)
        try:
            self._check(path.parent)
        except RunDirectoryError:
            with suppress(OSError):
                if is_new and os.path.samestat(os.fstat(file), path.lstat()):
                    path.unlink()  # in the folder that is there now
            self._disk.close(file)
            raise
        return file

    @contextmanager
    def _in_place(self, folder: Path) -> Iterator[None]:
        """A block that uses what is in a folder. If that was replaced meanwhile, that is the error."""
        self._check(folder)
        try:
            yield
        except OSError:
            self._check(folder)
            raise

    def _check(self, folder: Path) -> None:
        if self.place is not None:
            self.place.check(folder)
