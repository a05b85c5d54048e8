"""The command line of the suite: ``python -m benchmarks.suite``, and ``speciate bench`` in a checkout."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from benchmarks import drawing
from benchmarks.suite import choosing, clock, report, running
from benchmarks.suite.cases import Row

from speciate import tables
from speciate.errors import RunDirectoryError


@click.command("bench", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("workloads", nargs=-1, metavar="[WORKLOAD]...")
@click.option(
    "--peers",
    default="all",
    metavar="NAMES",
    help="Packages to compare with: all, none, or names separated by commas. [default all]",
)
@click.option(
    "--case", metavar="TEXT", default="", help="Measure only the cases whose names contain this text."
)
@click.option(
    "--repetitions",
    type=click.IntRange(1, 1000),
    default=7,
    metavar="NUMBER",
    help="Rounds of each case. [default 7]",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0.0, min_open=True),
    default=5.0,
    metavar="SECONDS",
    help="Leave out a package if one call takes longer than this. [default 5]",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder of the report. [default benchmarks/output/TIME]",
)
@click.option(
    "--clock",
    "clock_name",
    type=click.Choice(clock.CLOCKS),
    default=clock.CLOCKS[0],
    help="Count the time that passes, or the time that this process has of the processors. The second fits a "
    "machine with other work on it. [default wall]",
)
@click.option(
    "--note",
    metavar="TEXT",
    default="",
    help="Text at the top of the report, such as what else the machine did.",
)
@click.option("--list", "lists", is_flag=True, help="List the workloads and measure nothing.")
@click.option("--quiet", is_flag=True, help="Print only where the report is.")
def command(
    *,
    workloads: Sequence[str],
    peers: str,
    case: str,
    repetitions: int,
    time_limit: float,
    output: Path | None,
    clock_name: str,
    note: str,
    lists: bool,
    quiet: bool,
) -> None:
    """Measure WORKLOADs beside the packages that are installed. Without a WORKLOAD, measure all."""
    chosen = choosing.workloads(workloads)
    if lists:
        for workload in chosen:
            click.echo(f"{workload.name}\n    {workload.definition}")
        return
    cases = choosing.cases(chosen, choosing.contenders(peers), case)
    folder = output or running.default_folder()
    if folder.exists() and not folder.is_dir():
        raise RunDirectoryError(f"{folder}: is no folder; give another one for the report")
    if not drawing.available():
        click.echo(f"warning: {drawing.MISSING}", err=True)
    clock.choose(clock_name)
    screen = _Screen(quiet=quiet)
    try:
        running.run(
            cases,
            repetitions=repetitions,
            time_limit=time_limit,
            folder=folder,
            tell=screen.tell,
            show=screen.show,
            note=note,
        )
    finally:
        if any(folder.glob("*")):
            click.echo(f"report: {folder}")


class _Screen:
    """Prints the table of each case, and on a terminal a line about what is measured at the moment."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty() and not quiet

    def tell(self, text: str) -> None:
        if self._live:
            click.echo(f"\r\x1b[K{text}", nl=False, err=True)

    def show(self, rows: Sequence[Row]) -> None:
        self.tell("")
        if not self._quiet:
            click.echo(report.table(rows, tables.terminal_width()) + "\n")
