"""Metrics as JSON lines."""

from speciate.config import Config
from speciate.storage.metrics_file import MetricsFile
from speciate.training.results import Run
from speciate.values.generation_metrics import Metrics


class JsonLinesTracker:
    """Appends one line per generation to a file."""

    def __init__(self, file: MetricsFile) -> None:
        """Remembers the file; it is made with the first line."""
        self._file = file

    def on_start(self, config: Config, generation: int) -> None:
        """Nothing to do: lines are only ever added."""

    def on_generation(self, metrics: Metrics) -> None:
        """Adds a line."""
        self._file.append(metrics)

    def on_end(self, run: Run) -> None:
        """Nothing to do: every line is written at once."""
