"""``speciate envs``."""

import click

from speciate.backends import NAMES, games
from speciate.phrases import counted


@click.command("envs")
@click.option(
    "--backend",
    type=click.Choice(NAMES),
    default="native",
    help="The backend whose environments are listed. [default native]",
)
def command(*, backend: str) -> None:
    """List the built-in environments: inputs, outputs and results of each."""
    for name, description in games.of(backend).environments():
        spec = games.of(backend).spec(name, "{}")
        solved = f"; solved at {spec.solved[0]} {spec.solved[1]:g}" if spec.solved else ""
        click.echo(f"{name}: {description}")
        click.echo(
            f"    {counted(spec.n_observations, 'input')}, {counted(spec.n_actions, 'output')}; "
            f"results {', '.join(spec.results)}{solved}"
        )
