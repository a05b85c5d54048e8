"""The folder of a run: its config, its metrics, its checkpoint and its champion."""

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from speciate import checkpoint, files
from speciate.config import Config
from speciate.errors import CheckpointError, RunDirectoryError
from speciate.state import Snapshot

_HEADER = "# The config of this run. `speciate resume` reads the copy in the checkpoint.\n"


class RunDirectory:
    """A run on disk: config.toml, metrics.jsonl, checkpoint.safetensors and champion.safetensors."""

    def __init__(self, path: Path) -> None:
        """Names the files; use ``create`` or ``open``."""
        self.path = path
        self.config_path = path / "config.toml"
        self.metrics_path = path / "metrics.jsonl"
        self.checkpoint_path = path / "checkpoint.safetensors"
        self.champion_path = path / "champion.safetensors"

    @classmethod
    def create(cls, path: str | Path) -> "RunDirectory":
        """A new folder for a run.

        Raises:
            RunDirectoryError: There is something already, or the folder cannot be made.
        """
        directory = cls(Path(path))
        try:
            directory.path.mkdir(parents=True, exist_ok=True)
            taken = any(directory.path.iterdir())
        except OSError as error:
            raise RunDirectoryError(
                f"{path}: cannot be made ({error.strerror}); choose another folder"
            ) from error
        if taken:
            resumable = directory.checkpoint_path.exists()
            hint = f"go on with `speciate resume {path}` or choose" if resumable else "choose"
            raise RunDirectoryError(f"{path}: exists already and is not empty; {hint} another folder")
        return directory

    @classmethod
    def open(cls, path: str | Path) -> "RunDirectory":
        """The folder of a run that was started before.

        Raises:
            RunDirectoryError: It is missing or holds no checkpoint.
        """
        directory = cls(Path(path))
        if not directory.path.is_dir():
            raise RunDirectoryError(f"{path}: is no folder; give the folder of a run, such as runs/xor-0001")
        if not directory.checkpoint_path.exists():
            raise RunDirectoryError(
                f"{path}: is no run, for it has no checkpoint.safetensors; give the folder of a run"
            )
        return directory

    @classmethod
    def numbered(cls, parent: Path, name: str) -> Path:
        """The first free folder of ``parent/name-0001``, ``parent/name-0002``, ..."""
        number = 1
        while (path := parent / f"{name}-{number:04d}").exists():
            number += 1
        return path

    def write_config(self, config: Config) -> None:
        """Writes the config for people to read."""
        files.replace(self.config_path, (_HEADER + config.to_toml()).encode())

    def read_metrics(self) -> list[dict[str, Any]]:
        """The metrics of every generation; a last line that was cut off is left out.

        Raises:
            RunDirectoryError: The file cannot be read, or a line holds something else.
        """
        if not self.metrics_path.exists():
            return []
        with files.accessing(self.metrics_path, "read"):
            lines = self.metrics_path.read_bytes().splitlines()
        metrics = []
        for number, line in enumerate(lines, start=1):
            try:
                metrics.append(_metrics(line))
            except ValueError as error:
                if number < len(lines) or not isinstance(error, json.JSONDecodeError):
                    what = "JSON" if isinstance(error, json.JSONDecodeError) else "metrics of a generation"
                    raise RunDirectoryError(
                        f"{self.metrics_path}: line {number} is no {what}; delete it to go on without it"
                    ) from None
        return metrics

    def keep_metrics(self, n_generations: int) -> list[dict[str, Any]]:
        """Drops the metrics of generations that the checkpoint does not hold, and returns the others.

        Warns if those of earlier generations are gone: a run goes on without them.
        """
        kept = [metrics for metrics in self.read_metrics() if metrics["generation"] < n_generations]
        if len(kept) < n_generations:
            warnings.warn(
                f"{self.metrics_path}: has {len(kept)} of the {n_generations} generations that are finished; "
                "the run goes on without the others",
                stacklevel=2,
            )
        text = "".join(json.dumps(metrics) + "\n" for metrics in kept)
        files.replace(self.metrics_path, text.encode())
        return kept

    def save(self, snapshot: Snapshot, config: Config) -> None:
        """Saves the state of the run, after the metrics so far are on disk for sure."""
        if self.metrics_path.exists():
            files.flush(self.metrics_path)
        checkpoint.save(self.checkpoint_path, snapshot, kind="run", config=config.to_toml())

    def load(self) -> tuple[Snapshot, Config]:
        """The state of the run, and its config."""
        snapshot, text = checkpoint.load(self.checkpoint_path, kind="run")
        return snapshot, Config.from_text(text, source=self.checkpoint_path)

    def save_champion(self, snapshot: Snapshot, config: Config) -> None:
        """Saves the champion alone."""
        checkpoint.save(self.champion_path, snapshot, kind="champion", config=config.to_toml())

    def load_champion(self) -> Snapshot:
        """The champion alone."""
        return checkpoint.load(self.champion_path, kind="champion")[0]


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """A block that makes something of a checkpoint's content; its errors then name the file.

    Raises:
        CheckpointError: The content does not fit.
    """
    try:
        yield
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from None


def _metrics(line: bytes) -> dict[str, Any]:
    """The metrics of a line. Raises ``ValueError``."""
    metrics = json.loads(line)
    if not isinstance(metrics, dict) or not isinstance(metrics.get("generation"), int):
        raise ValueError("no metrics")  # noqa: TRY004  # a mistake in a file
    return metrics
