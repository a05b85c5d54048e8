"""``speciate resume``."""

from pathlib import Path
from typing import Any

import click

from speciate.cli.current_folder import make_importable
from speciate.cli.ending import finish
from speciate.cli.flags import tracker_flag
from speciate.cli.user_modules import import_flag
from speciate.config import Config
from speciate.training import runs
from speciate.training.results import Run
from speciate.values.generation_metrics import Metrics


@click.command("resume")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--generations", type=int, metavar="NUMBER", help="Total number of generations, if it changes.")
@click.option(
    "--threads", type=int, metavar="NUMBER", help="Threads of the native backend, 0 for one per core."
)
@click.option("--workers", type=int, metavar="NUMBER", help="Worker processes that evaluate, 0 for none.")
@click.option(
    "--evaluation-timeout-seconds",
    type=float,
    metavar="NUMBER",
    help="Seconds after which the worker of an evaluation is killed, 0 for never.",
)
@click.option(
    "--worker-memory-bytes",
    type=int,
    metavar="NUMBER",
    help="Bytes that the environment may allocate in a worker, 0 for no limit.",
)
@click.option(
    "--on-fault", metavar="NAME", help="What happens after a failed evaluation: raise, penalise or auto."
)
@click.option("--retries", type=int, metavar="NUMBER", help="How often a failed evaluation is tried again.")
@click.option(
    "--stop-when-solved/--no-stop-when-solved",
    default=None,
    help="Whether to stop as soon as a genome solves the environment; --no-stop-when-solved lets a solved "
    "run go on.",
)
@tracker_flag
@click.option("--quiet", is_flag=True, help="Print no progress.")
@import_flag
def command(*, run: Path, trackers: tuple[str, ...], **changes: Any) -> int:
    """Go on with the run in the folder RUN, as if it had never stopped.

    Settings that no flag changes stay as they were.
    """
    make_importable()
    beginning = _Beginning()
    resumed = runs.resume(run, trackers=[beginning, *trackers], **changes)
    code = finish(resumed)
    if resumed.generation == beginning.generation and not resumed.interrupted:
        n = max(resumed.config.generations, 2 * resumed.generation)
        solved = " --no-stop-when-solved" if resumed.solved else ""
        click.echo(
            f"\nnothing was left to do; to take it further: `speciate resume {run} --generations {n}{solved}`"
        )
    return code


class _Beginning:
    """Remembers the generation that a run goes on from."""

    generation = 0

    def on_start(self, config: Config, generation: int) -> None:
        del config
        self.generation = generation

    def on_generation(self, metrics: Metrics) -> None:
        """Nothing to do."""

    def on_end(self, run: Run) -> None:
        """Nothing to do."""
