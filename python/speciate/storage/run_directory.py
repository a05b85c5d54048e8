"""The folder of a run: its config, its metrics, its checkpoints and its champion."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final

from speciate.config import Config, toml
from speciate.errors import RunDirectoryError
from speciate.storage import checkpoint, journal
from speciate.storage.checkpoint.folder import CheckpointFolder
from speciate.storage.checkpoint.naming import config_of, naming
from speciate.storage.environment_description import described
from speciate.storage.journal import Continued, Entry, Journal
from speciate.storage.metrics_file import MetricsFile
from speciate.system import files, lock
from speciate.system.disk import REAL, Disk
from speciate.system.guard import GuardedDisk
from speciate.values.environment import Environment
from speciate.values.snapshot import LAST, Snapshot

FAULTS: Final = "faults"
"""The folder of what went wrong."""

_HEADER: Final = (
    "# The config of this run. What may change while it goes on is taken from here: generations, threads,\n"
    "# workers, checkpoints, held-out episodes, stop_when_solved. `speciate resume` refuses other changes.\n"
)
_OURS: Final = re.compile(
    r"(config\.toml|metrics\.jsonl|(checkpoint|champion|polished|generation-\d+)\.safetensors)"
)
"""Names of the files that are written here; only what was to become one of them is litter."""


class RunDirectory:
    """A run on disk: config.toml, metrics.jsonl, checkpoints/, champion.safetensors, polished.safetensors.

    Attributes:
        journal: What continues the checkpoint that was saved last; None before the first.
        disk: Where everything of the run is written; it refuses once the locked folder was replaced.
    """

    def __init__(self, path: Path, disk: Disk = REAL) -> None:
        """Names the files; use ``create`` or ``open``."""
        self.path = path
        self.config_path = path / "config.toml"
        self.champion_path = path / "champion.safetensors"
        self.polished_path = path / "polished.safetensors"
        self.disk = GuardedDisk(disk)
        self.metrics = MetricsFile(path / "metrics.jsonl", self.disk)
        self.checkpoints = CheckpointFolder(path / "checkpoints", path / "checkpoint.safetensors", self.disk)
        self.journal: Journal | None = None
        self._continued: Continued | None = None
        self._written: tuple[Config, str] | None = None

    @classmethod
    def create(cls, path: str | Path, disk: Disk = REAL) -> "RunDirectory":
        """A new folder for a run, or one that a run left before its first checkpoint.

        Raises:
            RunDirectoryError: There is something already, or the folder cannot be made.
        """
        directory = cls(Path(path), disk)
        try:
            directory.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunDirectoryError(
                f"{path}: cannot be made ({error.strerror}); choose another folder"
            ) from error
        directory.check_is_new()
        return directory

    def check_is_new(self) -> None:
        """Refuses a folder with anything but what a run leaves that dies before its first checkpoint.

        Raises:
            RunDirectoryError: There is something, or the folder cannot be read.
        """
        with files.accessing(self.path, "read"):
            taken = self._is_taken()
        if taken:
            resumable = self.checkpoints.newest() is not None
            hint = f"go on with `speciate resume {self.path}` or choose" if resumable else "choose"
            raise RunDirectoryError(f"{self.path}: exists already and is not empty; {hint} another folder")

    @classmethod
    def open(cls, path: str | Path, disk: Disk = REAL) -> "RunDirectory":
        """The folder of a run that was started before.

        Raises:
            RunDirectoryError: It is missing or holds no checkpoint.
        """
        directory = cls(Path(path), disk)
        if not directory.path.is_dir():
            raise RunDirectoryError(f"{path}: is no folder; give the folder of a run, such as runs/xor-0001")
        if directory.checkpoints.newest() is None:
            raise RunDirectoryError(f"{path}: is no run: it has no checkpoint; give the folder of a run")
        return directory

    @classmethod
    @contextmanager
    def numbered(cls, parent: Path, name: str) -> Iterator[Path]:
        """A block with the first free folder of ``parent/name-0001``, ``parent/name-0002``, ...

        The folder is made at once, so that runs that start together get one each. A block that ends before
        anything was written there leaves no folder behind.

        Raises:
            RunDirectoryError: The folder cannot be made.
        """
        is_new = not parent.exists()
        with files.accessing(parent, "made"):
            path = _claimed(parent, name)
        try:
            yield path
        finally:
            with suppress(OSError):  # it is not empty, as it should be
                path.rmdir()
                if is_new:
                    parent.rmdir()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """A block in which no other process writes here. It begins without litter of a process that has died.

        Raises:
            RunDirectoryError: Another process writes here, or the system refuses.
        """
        with lock.locked(self.path, [self.checkpoints.folder.name, FAULTS]) as place:
            self.disk.place = place
            for path in self.litter():
                with files.accessing(path, "removed"):
                    self.disk.remove(path)
            try:
                yield
            finally:
                self.disk.place = None

    def check_files(self) -> None:
        """Refuses a folder where a file is to be written, before a run takes hours to get there.

        Raises:
            RunDirectoryError: There is one.
        """
        for path in (self.config_path, self.metrics.path, self.champion_path):
            if path.is_dir():
                raise RunDirectoryError(f"{path}: is a folder, and the run has to write a file; move it away")

    def litter(self) -> list[Path]:
        """Files that a process was writing when it died. Nothing else is ever removed."""
        folders = (self.path, self.checkpoints.folder)
        return [folder / name for folder in folders for name in self.disk.names(folder) if _is_litter(name)]

    def write_config(self, config: Config) -> None:
        """Writes the config for people to read."""
        files.replace(self.config_path, [(_HEADER + config.to_toml()).encode()], self.disk)

    def read_config(self) -> Config | None:
        """The config as it is in the folder; None if it is gone. Raises ``ConfigError``."""
        return Config.written(toml.read(self.config_path)) if self.config_path.exists() else None

    def save(self, snapshot: Snapshot, config: Config, environment: Environment | None = None) -> None:
        """Saves the state of the run, after the metrics so far are on disk for sure; a new journal begins.

        Args:
            snapshot: The state.
            config: The config of the run.
            environment: What it plays.

        Raises:
            CheckpointError: The snapshot holds what the format does not know.
            RunDirectoryError: The system refuses; the checkpoints are as they were.
        """
        self.metrics.flush()
        scalars = snapshot.scalars | {"seed": config.seed}
        if environment is not None:
            scalars["environment"] = described(environment)
        self.journal = self.checkpoints.save(
            Snapshot(snapshot.arrays, scalars), config=self._text_of(config), n_kept=config.checkpoints_kept
        )

    def load(self) -> tuple[Snapshot, Config]:
        """The state of the run, and its config. Raises ``CheckpointError``."""
        self._continued, snapshot, text = self.checkpoints.load()
        return snapshot, config_of(text, self.loaded)

    @property
    def loaded(self) -> Path | None:
        """The checkpoint that ``load`` has read last; None before."""
        return None if self._continued is None else self._continued.path

    @property
    def has_moved_on(self) -> bool:
        """Whether a process that trains has saved a newer checkpoint since ``load``."""
        return self.loaded != self.checkpoints.newest()

    @contextmanager
    def entries(self) -> Iterator[Iterator[Entry]]:
        """A block that takes what the journal of the loaded checkpoint holds; its errors name the file.

        Raises:
            CheckpointError: The journal is damaged, continues another checkpoint, or does not fit the run.
        """
        continued = self._continued or self.checkpoints.load()[0]
        with naming(journal.path_of(continued.path)):
            yield journal.entries(continued)

    def save_champion(
        self,
        snapshot: Snapshot,
        config: Config,
        environment: Environment | None = None,
        *,
        generation: int,
    ) -> None:
        """Saves the champion alone, as it was after so many generations."""
        scalars = snapshot.scalars | {"seed": config.seed, "generation": generation}
        if environment is not None:
            scalars["environment"] = described(environment)
        whole = Snapshot(snapshot.arrays, scalars)
        checkpoint.save(self.champion_path, whole, kind="champion", config=config.to_toml(), disk=self.disk)

    def load_champion(self, generation: int) -> Snapshot | None:
        """The champion alone; None if none was saved, or one of fewer generations.

        Raises:
            CheckpointError: The file is damaged, or of a newer version.
        """
        if not self.champion_path.exists():
            return None
        champion = checkpoint.load(self.champion_path, kind="champion")[0]
        is_older = "generation" in champion.scalars and champion.whole("generation", 0, LAST) < generation
        return None if is_older else champion

    def _text_of(self, config: Config) -> str:
        """A config as TOML text; the same config is not written out again for every checkpoint."""
        if self._written is None or self._written[0] is not config:
            self._written = config, config.to_toml()
        return self._written[1]

    def _is_taken(self) -> bool:
        """Whether there is anything but what a run leaves that dies before its first checkpoint."""
        started = {*lock.NAMES, self.checkpoints.folder.name}
        names = {path.name for path in self.path.iterdir() if not _is_litter(path.name)}
        folder = self.checkpoints.folder
        inside = [path for path in folder.iterdir() if not _is_litter(path.name)] if folder.is_dir() else []
        return bool(names - started or inside)


def _claimed(parent: Path, name: str) -> Path:
    """Makes the first numbered folder that is not there yet. Raises ``OSError``."""
    for number in count(1):
        path = parent / f"{name}-{number:04d}"
        try:
            try:
                path.mkdir()
            except FileNotFoundError:  # another run that was refused may have removed the parent
                parent.mkdir(parents=True, exist_ok=True)
                path.mkdir()
        except FileExistsError:
            continue
        return path
    raise AssertionError("numbers do not end")


def _is_litter(name: str) -> bool:
    return bool(_OURS.fullmatch(files.partial_of(name) or ""))
