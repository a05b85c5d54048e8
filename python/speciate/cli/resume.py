"""``speciate resume``."""

from pathlib import Path

import click

from speciate import runs
from speciate.cli.ending import finish


@click.command("resume")
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--generations", type=int, metavar="NUMBER", help="Number of generations in all, where it is to change."
)
@click.option(
    "--threads", type=int, metavar="NUMBER", help="Threads of the native backend, 0 for one per core."
)
@click.option("--quiet", is_flag=True, help="Print no progress.")
def command(*, run: Path, generations: int | None, threads: int | None, quiet: bool) -> int:
    """Go on with the run in the folder RUN, as if it had never stopped."""
    return finish(runs.resume(run, generations=generations, threads=threads, quiet=quiet))
