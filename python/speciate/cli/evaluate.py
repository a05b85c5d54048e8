"""``speciate evaluate``."""

from pathlib import Path

import click

from speciate.cli.current_folder import make_importable
from speciate.cli.ending import print_comparison
from speciate.cli.user_modules import import_flag
from speciate.training import saved_runs


@click.command("evaluate")
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--episodes",
    type=click.IntRange(1, 1_000_000),
    metavar="NUMBER",
    help="Held-out episodes of each player. [default as in the config]",
)
@click.option(
    "--members",
    type=click.IntRange(1),
    default=10,
    metavar="NUMBER",
    help="Members of the Pareto front to show. [default 10]",
)
@click.option(
    "--backend",
    metavar="NAME",
    help="The backend that runs the networks: native or reference. [default as in the config]",
)
@import_flag
def command(*, run: Path, episodes: int | None, members: int, backend: str | None) -> None:
    """Compare the champion and the Pareto front of the run in RUN with players without a network.

    These are an idle and a random one, and for some environments a scripted one, which is written by hand.
    All play the same held-out episodes: episodes that were not used for training or for choosing the
    champion.
    """
    make_importable()
    print_comparison(saved_runs.load(run, backend=backend), n_episodes=episodes, n_members=members)
