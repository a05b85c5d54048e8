"""Saves a run beside its training: a thread waits for the disk while the next generation is played."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self

from speciate.config import Config
from speciate.storage.journal import Entry
from speciate.storage.run_directory import RunDirectory
from speciate.values.environment import Environment
from speciate.values.snapshot import Snapshot


class Saver:
    """Saves one thing after the other. Use it in a ``with`` statement, which ends its thread.

    A snapshot's arrays are views of arrays that no longer change, so they need no copy.
    """

    def __init__(self, directory: RunDirectory, config: Config, environment: Environment) -> None:
        """Remembers where to save, and what every checkpoint says of the run."""
        self._directory = directory
        self._config = config
        self._environment = environment
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="speciate-saver")
        self._pending: deque[Future[None]] = deque()
        self._saves = False

    def save(self, snapshot: Snapshot) -> None:
        """Begins to write a checkpoint, after all that is pending has ended.

        Raises:
            CheckpointError: The save before held what the format does not know.
            RunDirectoryError: The system refused something before.
        """
        self.wait()
        self._saves = True
        save = self._directory.save
        self._pending.append(self._thread.submit(save, snapshot, self._config, self._environment))

    def add(self, entry: Entry) -> None:
        """Adds an entry to the journal; it outlives this process from now on.

        Raises:
            RunDirectoryError: The system refuses, or refused something before.
        """
        if self._saves:
            self.wait()  # for the checkpoint that the journal continues
        while self._pending and self._pending[0].done():
            self._pending.popleft().result()
        if (journal := self._directory.journal) is not None:
            journal.append(entry)

    def flush(self) -> None:
        """Begins to flush the journal, as soon as the flush before has ended: one may cover many entries."""
        last = self._pending[-1] if self._pending else None
        journal = self._directory.journal
        if journal is not None and (last is None or last.running() or last.done()):
            self._pending.append(self._thread.submit(journal.flush))

    def wait(self) -> None:
        """Waits until everything is on disk for sure.

        Raises:
            CheckpointError: A checkpoint held what the format does not know.
            RunDirectoryError: The system refused something.
        """
        while self._pending:
            wait([self._pending[0]])  # an interrupt here forgets nothing
            self._pending.popleft().result()
        self._saves = False

    def __enter__(self) -> Self:
        """The saver itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Waits for the thread to end. Its errors are raised by ``wait``."""
        self._thread.shutdown(wait=True)
