"""``speciate bench``."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from speciate.errors import RunDirectoryError

if TYPE_CHECKING:
    from benchmarks.suite.measuring import Row


@click.command("bench")
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
    type=click.Choice(["wall", "processor"]),
    default="wall",
    help="Count the time that passes, or the time that this process has of the processors, which fits a "
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
    clock: str,
    note: str,
    lists: bool,
    quiet: bool,
) -> None:
    """Measure WORKLOADs beside the packages that are installed. Without a WORKLOAD, measure all."""
    from benchmarks.suite import clock as clocks  # noqa: PLC0415
    from benchmarks.suite import report, suite  # noqa: PLC0415  # `--help` does without them

    if lists:
        for workload in suite.chosen(workloads):
            click.echo(f"{workload.name}\n    {workload.definition}")
        return
    selected, taking_part = suite.chosen(workloads), suite.contenders(peers)
    folder = output or suite.default_folder()
    if folder.exists() and not folder.is_dir():
        raise RunDirectoryError(f"{folder}: is no folder; give another one for the report")
    clocks.choose(clock)
    live = sys.stderr.isatty() and not quiet

    def tell(text: str) -> None:
        if live:
            click.echo(f"\r\x1b[K{text}", nl=False, err=True)

    def show(rows: "Sequence[Row]") -> None:
        if live:
            click.echo("\r\x1b[K", nl=False, err=True)
        if not quiet:
            click.echo(report.table(rows) + "\n")

    try:
        suite.run(
            selected,
            taking_part,
            repetitions=repetitions,
            time_limit=time_limit,
            folder=folder,
            tell=tell,
            show=show,
            text=case,
            note=note,
        )
    finally:
        if any(folder.glob("*")):
            click.echo(f"report: {folder}")
