"""Runs cases, and writes the report after each of them: nothing is lost if the benchmark is stopped."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.suite import charts, clock, measuring, peers, report
from benchmarks.suite.cases import Case, Row

from speciate.errors import RunDirectoryError
from speciate.study import machine

Tell = Callable[[str], None]
"""Takes a line of text about what is measured at the moment."""

Show = Callable[[Sequence[Row]], None]
"""Takes the rows of a case that was measured."""


def run(
    cases: Iterable[Case],
    *,
    repetitions: int,
    time_limit: float,
    folder: Path,
    tell: Tell,
    show: Show,
    note: str = "",
) -> list[Row]:
    """Measures cases. After each case it writes the report and shows the rows; charts are drawn at the end.

    Args:
        cases: What to measure.
        repetitions: Rounds of each case.
        time_limit: Seconds that one call may take.
        folder: Where the report goes; it is made with the first figures.
        tell: Gets a line of text about what is measured at the moment.
        show: Gets the rows of each case.
        note: A text at the top of the report.

    Raises:
        RunDirectoryError: The folder cannot be written.
    """
    described = machine.describe(peers.PACKAGES.values()) | {"note": note, "clock": clock.chosen()}
    rows: list[Row] = []
    past: measuring.Past = {}
    try:
        for case in cases:
            if not rows:
                _prepare(folder)
            measured = measuring.measure(case, repetitions, time_limit, tell, past)
            rows += measured
            report.write(folder, rows, described)
            show(measured)
    finally:
        if rows:
            report.write(folder, rows, described, charts.draw(rows, folder))
    return rows


def default_folder() -> Path:
    """The folder of the report if the user gives none."""
    return Path("benchmarks", "output", datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S"))


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise RunDirectoryError(
            f"{folder}: cannot be written ({error.strerror}); choose another --output"
        ) from None
