"""``speciate study``."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from speciate import tables
from speciate.cli.current_folder import make_importable
from speciate.cli.user_modules import import_flag

if TYPE_CHECKING:
    from speciate.study.trial import Record


@click.command("study")
@click.argument("plan", metavar="PLAN.toml", type=click.Path(path_type=Path))
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder of the runs and tables. A study that is already in it goes on. [default studies/NAME]",
)
@click.option(
    "--jobs",
    type=click.IntRange(0, 1024),
    default=0,
    metavar="NUMBER",
    help="Processes that run, 0 for one per core; results do not depend on it. [default 0]",
)
@click.option("--quiet", is_flag=True, help="Print only the path of the tables.")
@import_flag
def command(*, plan: Path, output: Path | None, jobs: int, quiet: bool) -> None:
    """Run every task, algorithm and seed of PLAN.toml, and write tables with 95% intervals.

    Finished runs are kept at once, so a study that was interrupted goes on when it is started again.
    """
    from speciate.study import Plan, report, run, summaries  # noqa: PLC0415  # `--help` does without them

    make_importable()
    studied = Plan.from_toml(plan)
    folder = output or Path("studies") / studied.name.replace(" ", "-")
    live = sys.stderr.isatty() and not quiet
    started = time.monotonic()
    n_before: list[int] = []

    def tell(n_finished: int, n_all: int, record: "Record") -> None:
        n_before.append(n_finished - 1)
        rate = (n_finished - n_before[0]) / max(time.monotonic() - started, 1e-9)
        left = (n_all - n_finished) / rate
        solved = {True: "solved", False: "not solved", None: "done"}[record["solved"]]
        text = f"{n_finished} of {n_all} runs, {rate:.2g} a second, {left:,.0f} s left; "
        text += f"{record['task']}, {record['algorithm']}, seed {record['seed']}: {solved}"
        if live:
            click.echo(f"\r\x1b[K{text}", nl=False, err=True)

    try:
        found = summaries(studied, run(studied, folder, jobs=jobs, tell=tell))
    except KeyboardInterrupt:
        raise KeyboardInterrupt("finished runs are kept; the same command goes on") from None
    finally:
        if live:
            click.echo("\r\x1b[K", nl=False, err=True)
    report.write(studied, found, folder)
    if not quiet:
        click.echo(report.table(found, tables.terminal_width()) + "\n")
    click.echo(f"tables: {folder / 'study.md'}")
