"""The seam between a run and whoever watches it."""

from typing import Protocol

from speciate.config import Config
from speciate.training.results import Run
from speciate.values.generation_metrics import Metrics


class Tracker(Protocol):
    """Watches a run."""

    def on_start(self, config: Config, generation: int) -> None:
        """A run begins, or goes on at a generation above 0."""
        ...

    def on_generation(self, metrics: Metrics) -> bool | None:
        """A generation was finished. Returning False ends the run after it."""
        ...

    def on_end(self, run: Run) -> None:
        """The run came to its end, was interrupted, or failed; its champion may be missing."""
        ...
