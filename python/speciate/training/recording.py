"""Where a training is recorded: its journal and checkpoints, its metrics, and its trackers."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Self

from speciate.config import Config
from speciate.storage.journal import Entry
from speciate.storage.run_directory import RunDirectory
from speciate.storage.saving import Saver
from speciate.system import forks
from speciate.training.champion import Champion
from speciate.training.interrupts import Interrupts
from speciate.training.results import Run
from speciate.training.tracker import Tracker
from speciate.training.trackers.jsonl import JsonLinesTracker
from speciate.values.environment import Environment
from speciate.values.generation_metrics import Metrics
from speciate.values.snapshot import Snapshot

Block = Callable[[], AbstractContextManager[None]]
"""Makes the block in which a tracker is called."""


class Recorder:
    """Records generations on disk, if the run has a directory, and tells the trackers of them.

    Use it in a ``with`` statement, which ends the thread that saves.

    Attributes:
        directory: Where the run is saved; None if it is not.
    """

    def __init__(
        self,
        config: Config,
        environment: Environment,
        directory: RunDirectory | None,
        trackers: Sequence[Tracker],
        interrupts: Interrupts,
    ) -> None:
        """Records nothing yet.

        Args:
            config: The config of the run, with every field filled in.
            environment: What is played.
            directory: Where the run is saved; None saves nothing, and metrics are kept in memory.
            trackers: The trackers of the user. An interrupt may cut them short.
            interrupts: Those of the run.
        """
        self._config = config
        self._environment = environment
        self.directory = directory
        self._saver = None if directory is None else Saver(directory, config, environment)
        self._metrics: list[Metrics] = []
        self._trackers: list[tuple[Tracker, Block]] = [(tracker, interrupts.allowed) for tracker in trackers]
        if directory is not None:  # its metrics are written first, and whole
            self._trackers.insert(0, (JsonLinesTracker(directory.metrics), nullcontext))

    def __enter__(self) -> Self:
        """The recorder itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Ends the thread that saves."""
        if self._saver is not None:
            self._saver.__exit__(kind, error, traceback)

    @property
    def needs_checkpoint(self) -> bool:
        """Whether the journal has no checkpoint yet that it continues, as in a run that was resumed."""
        return self._config.journal and self.directory is not None and self.directory.journal is None

    def start(self, generation: int) -> None:
        """Tells the trackers that the run begins, or goes on at a generation above 0."""
        for tracker, _ in self._trackers:
            with forks.Contained():
                tracker.on_start(self._config, generation)

    def add(self, entry: Entry) -> None:
        """Adds a generation to the journal. Raises ``RunDirectoryError`` if the system refuses."""
        if self._saver is not None and self._config.journal:
            self._saver.add(entry)

    def tell(self, metrics: Metrics) -> bool:
        """Tells every tracker of a generation, and returns whether one of them ends the run.

        Raises:
            KeyboardInterrupt: An interrupt came. It cut one tracker short, and the others were told.
        """
        if self.directory is None:
            self._metrics.append(metrics)
        stopped = interrupted = False
        for tracker, block in self._trackers:
            try:
                with block(), forks.Contained():
                    stopped |= tracker.on_generation(metrics) is False
            except KeyboardInterrupt:
                interrupted = True
        if interrupted:
            raise KeyboardInterrupt
        return stopped

    def save(self, snapshot: Snapshot) -> None:
        """Begins to write a checkpoint; ``wait`` ends it."""
        if self._saver is not None:
            self._saver.save(snapshot)

    def flush(self) -> None:
        """Begins to flush the journal to disk."""
        if self._saver is not None and self._config.journal:
            self._saver.flush()

    def wait(self) -> None:
        """Waits until everything is on disk. Raises ``RunDirectoryError`` if the system refused something."""
        if self._saver is not None:
            self._saver.wait()

    def save_champion(self, champion: Champion | None, generation: int) -> None:
        """Writes the champion after ``generation`` generations, if there is one."""
        if self.directory is not None and champion is not None:
            snapshot = champion.snapshot()
            self.directory.save_champion(snapshot, self._config, self._environment, generation=generation)

    def metrics(self) -> Sequence[Metrics]:
        """The metrics of every generation of the run so far."""
        return self._metrics if self.directory is None else self.directory.metrics.history()

    def end(self, run: Run) -> None:
        """Tells the trackers how the run ended."""
        for tracker, _ in self._trackers:
            with forks.Contained():
                tracker.on_end(run)
