"""Progress in the terminal: a live table where it can be drawn, else one line per generation."""

import sys
from collections import deque
from typing import Any, Final, TextIO

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from speciate.config import Config
from speciate.errors import ConfigError
from speciate.evolution.metrics import columns
from speciate.training.fault_records import FOLDER
from speciate.training.results import Run
from speciate.training.tracker import TrackerRecord
from speciate.values.generation_metrics import Metrics

_HEADER_EVERY: Final = 20
_MIN_WIDTH: Final = 60
_N_AVERAGED: Final = 10
_SPECIES: Final = "species"
_NOTES: Final = ""
"""The title of the column of invalid evaluations and restarts, whose text says what it is."""


class ConsoleTracker:
    """Prints generation, best and mean per objective, hypervolume, species, rate and time left."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Writes to ``stream``, by default the standard output."""
        self._stream: TextIO | None = stream or sys.stdout
        self._live: Live | None = None
        self._config = Config()
        self._columns = columns()
        self._n_lines = 0
        self._seconds: deque[float] = deque(maxlen=_N_AVERAGED)

    def on_start(self, config: Config, generation: int) -> None:
        """Begins to draw, if the stream is a terminal."""
        del generation
        self._config = config
        if self._stream and self._stream.isatty():
            self._live = Live(console=Console(file=self._stream), auto_refresh=False)
            self._live.start()

    def on_generation(self, metrics: Metrics) -> None:
        """Shows a generation."""
        self._seconds.append(metrics["timing"].get("seconds", 0.0))
        row = self._row(metrics)
        if self._live is None:
            self._print_line(row)
            return
        self._live.update(self._table(metrics, row), refresh=True)

    def on_end(self, run: Run) -> None:
        """Leaves the last table standing, and says how many evaluations were invalid."""
        if self._live is not None:
            self._live.stop()
            self._live = None
        if run.n_failed:
            evaluations = run.metrics[-1]["evaluations"]
            self._write(f"{run.n_failed} of {evaluations} evaluations invalid{_where(run)}")

    def _row(self, metrics: Metrics) -> dict[str, str]:
        row = {"generation": str(metrics["generation"])}
        if "stage" in metrics:
            row["stage"] = str(metrics["stage"])
        row["evaluations"] = str(metrics["evaluations"])
        for name, best in metrics["best"].items():
            row[f"{name} best"] = _number(best)
            row["mean" if len(metrics["best"]) == 1 else f"{name} mean"] = _number(metrics["mean"][name])
        row |= {title: _value(metrics[name]) for name, title in self._columns.items() if name in metrics}
        if _SPECIES in row and self._config.speciation.is_off:
            row[_SPECIES] += " (off)"
        row["evaluations/s"] = _number(metrics["timing"].get("evaluations_per_second"))
        if metrics["episodes"] != metrics["evaluations"]:
            row["episodes/s"] = _number(metrics["timing"].get("episodes_per_second"))
        row["time left"] = self._time_left(metrics["generation"] + 1)
        if metrics["timing"].get("n_retries"):
            row["retries"] = str(metrics["timing"]["n_retries"])
        if notes := self._notes(metrics):
            row[_NOTES] = "; ".join(notes)
        return row

    def _notes(self, metrics: Metrics) -> list[str]:
        """What happens in few generations, in words."""
        notes = []
        if metrics["n_failed"]:
            notes.append(f"{metrics['n_failed']} of {self._config.population_size} evaluations invalid")
        if metrics.get("n_restarts"):
            notes.append("stalled, starts anew")
        return notes

    def _time_left(self, n_finished: int) -> str:
        mean = sum(self._seconds) / len(self._seconds)
        return _duration(mean * max(self._config.generations - n_finished, 0))

    def _print_line(self, row: dict[str, str]) -> None:
        widths = {title: max(len(title), 8) for title in row}
        if self._n_lines % _HEADER_EVERY == 0:
            self._write("  ".join(title.rjust(width) for title, width in widths.items()))
        self._write("  ".join(row[title].rjust(width) for title, width in widths.items()))
        self._n_lines += 1

    def _write(self, line: str) -> None:
        """Writes a line; a stream that takes no more, as after `head`, is left alone, and the run goes on."""
        if self._stream is None:
            return
        try:
            self._stream.write(printable(line, self._stream) + "\n")
            self._stream.flush()
        except OSError:
            self._stream = None

    def _table(self, metrics: Metrics, row: dict[str, str]) -> Table:
        """The state of the run, narrow enough for any terminal."""
        config = self._config
        number = metrics["generation"] + 1
        title = f"{config.environment or 'training'}: generation {number} of {config.generations}"
        apart = (
            *self._columns.values(),
            "stage",
            "evaluations",
            "evaluations/s",
            "episodes/s",
            "time left",
            "retries",
            _NOTES,
        )
        caption = "   ".join(f"{name} {row[name]}" for name in apart if name in row)
        table = Table("objective", "best", "mean", title=self._text(title), caption=self._text(caption))
        table.min_width = _MIN_WIDTH
        for name, best in metrics["best"].items():
            table.add_row(self._text(name), _number(best), _number(metrics["mean"][name]))
        return table

    def _text(self, text: str) -> Text:
        """Text as it is: square brackets in a name are no markup."""
        return Text(text if self._stream is None else printable(text, self._stream))


def printable(text: str, stream: TextIO) -> str:
    """Text that a stream can write: characters that its encoding lacks become escapes."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _where(run: Run) -> str:
    folder = None if run.directory is None else run.directory / FOLDER
    return f"; the first of each kind is in {folder}" if folder and folder.exists() else ""


def _value(value: Any) -> str:
    """A metric in a column: a fraction with four digits, anything else as it is."""
    return _number(value) if isinstance(value, float | None) else str(value)


def _number(value: float | None) -> str:
    """Four significant digits, without an exponent where that is short."""
    if value is None:
        return "-"
    return f"{value:,.0f}".replace(",", " ") if 10_000 <= abs(value) < 1e12 else f"{value:.4g}"  # noqa: PLR2004


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _of(text: str) -> ConsoleTracker:
    """The tracker that writes to the standard output. Raises ``ConfigError`` for any text."""
    if text:
        raise ConfigError(f'tracker "console:{text}": takes nothing after its name; leave out ":{text}"')
    return ConsoleTracker()


RECORD: Final = TrackerRecord(name="console", description="Shows progress in the terminal.", factory=_of)
