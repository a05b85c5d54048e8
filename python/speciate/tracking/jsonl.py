"""Metrics as JSON lines."""

import json
from pathlib import Path

from speciate import files
from speciate.config import Config
from speciate.metrics import Metrics
from speciate.results import Run


class JsonLinesTracker:
    """Appends one line per generation to a file."""

    def __init__(self, path: Path) -> None:
        """Remembers the file; it is made with the first line."""
        self._path = path

    def on_start(self, config: Config, generation: int) -> None:
        """Nothing to do: lines are only ever added."""

    def on_generation(self, metrics: Metrics) -> None:
        """Adds a line."""
        files.append(self._path, json.dumps(metrics))

    def on_end(self, run: Run) -> None:
        """Nothing to do: every line is written at once."""
