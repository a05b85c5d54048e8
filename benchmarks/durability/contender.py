"""What a package has to offer to be tested."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol


class Contender(Protocol):
    """A package that trains with checkpoints, each as its own documentation recommends.

    Results are plain values (numbers, texts, tuples and lists) whose ``repr`` is all there is to compare.
    """

    @property
    def name(self) -> str:
        """What it is called in tables."""

    @property
    def version(self) -> str:
        """The release that is installed."""

    @property
    def way(self) -> str:
        """What is trained, and how it is saved, in one line."""

    def train(self, n_generations: int, folder: Path | None) -> Any:
        """A training of one fixed seed, with a checkpoint for every generation.

        Args:
            n_generations: How many generations there are in all.
            folder: Where checkpoints go, and the newest is gone on from if there is one; None saves nothing.

        Returns:
            What it ends with: the last population at least.
        """

    def checkpoints(self, folder: Path) -> list[Path]:
        """The checkpoints in a folder, the oldest first."""

    def read(self, path: Path) -> Any:
        """What a checkpoint holds, as far as the package shows it, and the generation that follows."""

    def plant(self, path: Path, payload: object) -> None:
        """Writes a pickle in place of a checkpoint, in the contender's own format as far as that can be.

        Args:
            path: The file.
            payload: An object that runs code when it is unpickled.
        """

    def evaluate(self, before: Callable[[], None]) -> Any:
        """A short training that is evaluated by two workers.

        Args:
            before: Called before each evaluation, in the worker; it can be pickled.

        Returns:
            What it ends with.
        """


TIME_LIMIT_SECONDS = 2.0
"""Given to contenders that know a time limit for an evaluation."""
