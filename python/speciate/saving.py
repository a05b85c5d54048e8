"""Saves a run beside its training: a thread writes a checkpoint while the next generation is played."""

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from speciate.config import Config
from speciate.environments.protocol import EnvironmentSpec
from speciate.run_directory import RunDirectory
from speciate.snapshot import Snapshot


class Saver:
    """Writes checkpoints one after the other. Use it in a ``with`` statement, which ends its thread.

    A snapshot's arrays are views of what nobody changes any more, so they need no copy.
    """

    def __init__(self, directory: RunDirectory, config: Config, spec: EnvironmentSpec) -> None:
        """Remembers where to save, and what every checkpoint says of the run."""
        self._directory = directory
        self._config = config
        self._spec = spec
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="speciate-saver")
        self._pending: Future[None] | None = None

    def save(self, snapshot: Snapshot) -> None:
        """Begins to save, after the save before has ended.

        Raises:
            CheckpointError: The save before held what the format does not know.
            RunDirectoryError: The system refused the save before.
        """
        self.wait()
        self._pending = self._thread.submit(self._directory.save, snapshot, self._config, self._spec)

    def wait(self) -> None:
        """Waits until everything is on disk for sure. Raises what ``save`` does, for this save."""
        pending, self._pending = self._pending, None
        if pending is not None:
            pending.result()

    def __enter__(self) -> Self:
        """The saver itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Waits for the thread to end; errors were for ``wait`` to raise."""
        self._thread.shutdown(wait=True)
