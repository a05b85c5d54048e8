"""``speciate envs``."""

from collections.abc import Iterator

import click

from speciate import backends
from speciate.cli.current_folder import make_importable
from speciate.cli.user_modules import import_flag
from speciate.config import toml
from speciate.config.defaults import environment_defaults
from speciate.environments.named import named
from speciate.errors import ConfigError
from speciate.phrases import counted
from speciate.values.environment import EnvironmentSpec
from speciate.values.environment_record import ENVIRONMENTS, record_of
from speciate.values.views import Views


@click.command("envs")
@click.argument("name", metavar="[NAME]", required=False)
@click.option(
    "--backend",
    type=click.Choice(backends.NAMES),
    default="native",
    help="The backend that plays them. [default native]",
)
@import_flag
def command(*, name: str | None, backend: str) -> None:
    """List the environments that have a name: inputs, outputs and results of each.

    With NAME, or module:attribute, show that environment and the settings that it has by default.
    """
    if name is None:
        for known in ENVIRONMENTS.names():
            click.echo("\n".join(_listed(known, backend)))
        return
    make_importable()
    click.echo("\n".join(_shown(name, backend)))


def _listed(name: str, backend: str) -> Iterator[str]:
    """A record in two lines. The second one says what is wrong, if the environment of a user is broken."""
    try:
        yield _title(name)
        yield f"    {_in_short(named(name, {}, backend).spec)}"
    except ConfigError as error:
        if name in ENVIRONMENTS.built_in:
            raise
        yield f"    {error.problems[0]}"


def _shown(name: str, backend: str) -> Iterator[str]:
    spec = named(name, {}, backend).spec
    yield _title(name)
    yield f"    {_in_short(spec)}"
    yield f"    episodes {'differ by their seeds' if spec.stochastic else 'are all alike'}"
    defaults = dict(environment_defaults(name, {}))
    if defaults:
        yield f"\ndefaults:\n{toml.text(defaults).rstrip()}"


def _title(name: str) -> str:
    record = record_of(name)
    return f"{name}: {record.description}" if record is not None and record.description else name


def _in_short(spec: EnvironmentSpec) -> str:
    solved = f"; solved at {spec.solved[0]} {spec.solved[1]:g}" if spec.solved else ""
    return (
        f"{counted(spec.n_observations, 'input')}, {counted(spec.n_actions, 'output')}; "
        f"results {', '.join(spec.results)}{solved}{_views(spec.views)}"
    )


def _views(views: Views | None) -> str:
    """How many views there are, and what one shows and answers; nothing without views."""
    if views is None:
        return ""
    ends = f"{counted(views.n_view_inputs, 'input')} and {counted(views.n_view_outputs, 'output')}"
    return f"; {counted(views.n_views, 'view')} of {ends}"
