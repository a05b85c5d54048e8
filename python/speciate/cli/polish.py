"""``speciate polish``."""

from pathlib import Path

import click
import numpy as np

from speciate import tables
from speciate.cli.current_folder import make_importable
from speciate.cli.user_modules import import_flag
from speciate.environments import checks
from speciate.storage import genomes
from speciate.storage.environment_description import described
from speciate.storage.run_directory import RunDirectory
from speciate.system import files
from speciate.system.guard import Place
from speciate.training import comparison, saved_runs
from speciate.training.polishing import polish
from speciate.values import episodes
from speciate.values.networks import Networks


@click.command("polish")
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--evaluations",
    type=click.IntRange(8, 100_000_000),
    default=2_000,
    metavar="NUMBER",
    help="Largest number of networks that are evaluated. [default 2000]",
)
@click.option(
    "--initial-sigma",
    type=float,
    default=0.3,
    metavar="NUMBER",
    help="First step size of CMA-ES, in units of the weights. [default 0.3]",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    metavar="NUMBER",
    help="Seed of the random draws. [default the seed of the run]",
)
@import_flag
def command(*, run: Path, evaluations: int, initial_sigma: float, seed: int | None) -> None:
    """Improve the weights of the champion of the run in RUN by CMA-ES.

    Its topology stays as it is. The result is saved in RUN as polished.safetensors; the run is not changed.
    """
    make_importable()
    try:
        with files.accessing(run, "read"):
            place = Place(run)
        loaded = saved_runs.load(run)
        polished = polish(loaded, evaluations=evaluations, initial_sigma=initial_sigma, seed=seed)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("nothing was saved") from None
    config, environment = loaded.config.to_toml(), described(loaded.environment)
    path = RunDirectory(run).polished_path
    place.check()
    normalization = polished.network.normalization
    genomes.save(
        path, polished.network.genome, config=config, environment=environment, normalization=normalization
    )
    n = loaded.config.held_out_episodes or 1
    backend = loaded.champion.backend
    pair = backend.concatenate([loaded.champion.genome, polished.network.genome])
    seeds = episodes.held_out_seeds(loaded.config.seed, n)
    played = checks.play(loaded.environment, Networks(pair, backend), seeds).results
    rows = [
        comparison.Played(name, np.asarray(one))
        for name, one in zip(("champion", "polished"), played, strict=True)
    ]
    found = "saved in" if polished.improved else "nothing better was found; the champion itself is in"
    click.echo(f"{polished.n_evaluations} evaluations; {found} {path}\n")
    click.echo(comparison.table(rows, loaded.environment.spec.results, tables.terminal_width()))
