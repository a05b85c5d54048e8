"""Metrics as JSON lines."""

from pathlib import Path
from typing import Final

from speciate.config import Config
from speciate.errors import ConfigError
from speciate.storage.metrics_file import MetricsFile
from speciate.training.results import Run
from speciate.training.tracker import TrackerRecord
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


def _of(path: str) -> JsonLinesTracker:
    """The tracker that writes to ``path``. Raises ``ConfigError`` if there can be no such file."""
    file = Path(path).absolute()  # the environment may change the working directory
    if not path or file.is_dir() or not file.parent.is_dir():
        raise ConfigError(
            f'tracker "jsonl:{path}": expected the path of a file in a folder that exists, as in '
            '"jsonl:metrics.jsonl"'
        )
    return JsonLinesTracker(MetricsFile(file))


RECORD: Final = TrackerRecord(
    name="jsonl",
    description="Appends the metrics to a file, one line of JSON per generation.",
    factory=_of,
)
