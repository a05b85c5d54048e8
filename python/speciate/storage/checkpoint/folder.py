"""The checkpoints that a run keeps: the last ones and the best, one file each, named by generation.

Each may have a journal beside it, which goes with it.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from speciate.errors import CheckpointError, DamagedError
from speciate.storage import checkpoint, journal
from speciate.storage.checkpoint.reader import Reader
from speciate.storage.journal import Continued, Journal
from speciate.system import files
from speciate.system.disk import REAL, Disk
from speciate.values.snapshot import Snapshot

_NAME: Final = re.compile(r"generation-(\d{8,10})(\.safetensors|\.journal)")
SUFFIX: Final = ".safetensors"

_Read = TypeVar("_Read")


class CheckpointFolder:
    """A folder of checkpoints. Saving one keeps the others until it is on disk for sure."""

    def __init__(self, folder: Path, older: Path, disk: Disk = REAL) -> None:
        """Names the folder; it is made with the first checkpoint.

        Args:
            folder: Where they are.
            older: The one checkpoint that runs had until format 1.
            disk: Where to write.
        """
        self.folder = folder
        self._older = older
        self._disk = disk

    def paths(self) -> dict[int, Path]:
        """The files, oldest first, by the number of finished generations."""
        return self._paths(SUFFIX)

    def journals(self) -> dict[int, Path]:
        """The journals, oldest first, by the number of generations that were finished before."""
        return self._paths(journal.SUFFIX)

    def _paths(self, ending: str) -> dict[int, Path]:
        with files.accessing(self.folder, "read"):
            matches = [_NAME.fullmatch(name) for name in self._disk.names(self.folder)]
        numbers = sorted((int(match[1]), match[0]) for match in matches if match and match[2] == ending)
        return {number: self.folder / name for number, name in numbers}

    def newest(self) -> Path | None:
        """The file that a run goes on from; None if there is none."""
        paths = list(self.paths().values())
        if paths:
            return paths[-1]
        return self._older if self._older.exists() else None

    def reading_newest(self, read: Callable[[Path], _Read]) -> _Read:
        """What ``read`` makes of the newest file. It reads again where a process that trains was faster.

        Such a process saves a newer file and removes the older one, which may happen between looking for the
        newest file and opening it.

        Raises:
            CheckpointError: There is none, or ``read`` refuses the one that is still the newest.
        """
        while (path := self.newest()) is not None:
            try:
                return read(path)
            except CheckpointError:
                if path == self.newest():
                    raise
        raise CheckpointError(f"{self.folder}: holds no checkpoint; give the path of a run")

    def save(self, snapshot: Snapshot, *, config: str, n_kept: int) -> Journal:
        """Saves a run, then removes what need not be kept any more.

        Args:
            snapshot: Its state.
            config: Its config as TOML text.
            n_kept: How many of the last checkpoints stay, besides the best.

        Returns:
            The journal that continues it, not yet on disk.

        Raises:
            CheckpointError: The snapshot holds what the format does not know.
            RunDirectoryError: The system refuses; everything is as it was.
        """
        generation = snapshot.scalars["generation"]
        path = self.folder / f"generation-{generation:08d}.safetensors"
        with files.accessing(self.folder, "written"):
            if not self.folder.is_dir():
                self._disk.make_folder(self.folder)
                self._disk.sync_folder(self.folder.parent)
        self._drop_journal(path)
        identity = checkpoint.save(path, snapshot, kind="run", config=config, disk=self._disk)
        self._prune(generation, snapshot.scalars["last_improved"], n_kept)
        return Journal(path, identity, generation, self._disk)

    def load(self) -> tuple[Continued, Snapshot, str]:
        """The newest checkpoint: what a journal has to know of it, its snapshot, and its config as TOML text.

        Raises:
            CheckpointError: There is none, or it is of a newer version.
            DamagedError: It is damaged; says which one is not and how to go on from there.
        """
        return self.reading_newest(self._load)

    def _load(self, path: Path) -> tuple[Continued, Snapshot, str]:
        try:
            with Reader(path) as reader:
                snapshot, text = checkpoint.content(reader, kind="run")
                continued = Continued.of(reader)
                check_name(path, continued.n_finished)
                return continued, snapshot, text
        except DamagedError as error:
            raise DamagedError(f"{error}, {self._way_on(path)}") from None

    def _drop_journal(self, path: Path) -> None:
        """Removes for sure the journal of a checkpoint of the same generation, which is to be replaced."""
        if (old := journal.path_of(path)).exists():
            with files.accessing(old, "removed"):
                self._disk.remove(old)
                self._disk.sync_folder(self.folder)

    def _way_on(self, damaged: Path) -> str:
        for number, path in reversed(self.paths().items()):
            if path != damaged and is_whole(path):
                return f"or move it away to go on from generation {number}: {path.name} is whole"
        return "because no other checkpoint of this run is whole"

    def _prune(self, generation: int, last_improved: int, n_kept: int) -> None:
        """Removes checkpoints before ``generation`` that are neither among the last nor the best.

        The best is the first one since the population last improved: it has what improved.
        """
        paths = {number: path for number, path in self.paths().items() if number <= generation}
        best = next((number for number in paths if number > last_improved), None)
        for number in list(paths)[:-n_kept]:
            if number != best:
                self._remove(paths.pop(number))
        for number, path in self.journals().items():
            if number < generation and number not in paths:
                self._remove(path)

    def _remove(self, path: Path) -> None:
        """Removes a file. One that Windows keeps, because a process reads it, goes after a later save."""
        with files.accessing(path, "removed"):
            self._disk.remove(path)


def check_name(path: Path, generation: object) -> None:
    """Refuses a checkpoint whose name has another generation. Raises ``DamagedError``."""
    match = _NAME.fullmatch(path.name)
    if match and int(match[1]) != generation:
        raise DamagedError(f"{path}: holds generation {generation}, not that of its name; rename it")


def is_whole(path: Path) -> bool:
    """Whether a file is a checkpoint whose checksums all fit."""
    try:
        with Reader(path) as reader:
            reader.verify()
    except CheckpointError:
        return False
    return True
