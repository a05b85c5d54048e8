"""``speciate train``."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import click

from speciate.cli.current_folder import make_importable
from speciate.cli.ending import finish
from speciate.cli.flags import ConfigCommand, config_flags, settings, tracker_flag
from speciate.cli.user_modules import import_flag
from speciate.config import Config
from speciate.config.readers import without_effect
from speciate.config.toml import read
from speciate.environments.imported import short
from speciate.errors import ConfigError
from speciate.storage.run_directory import RunDirectory
from speciate.training import runs
from speciate.training.resolving import environment_of
from speciate.training.tracker_choice import watching_of
from speciate.values.environment_record import ENVIRONMENTS


@click.command("train", cls=ConfigCommand, params=config_flags())
@click.argument("what", metavar="[ENV|CONFIG.toml]", required=False)
@click.option(
    "--run-directory",
    type=click.Path(path_type=Path),
    help="New folder for the run. [default runs/ENV-0001, counting up]",
)
@tracker_flag
@click.option("--quiet", is_flag=True, help="Print no progress.")
@import_flag
def command(
    *, what: str | None, run_directory: Path | None, trackers: tuple[str, ...], quiet: bool, **flags: Any
) -> int:
    """Train a population in the environment ENV, or as the file CONFIG.toml says.

    ENV is a name that `speciate envs` lists, or module:attribute, such as my_package:MyEnvironment: the
    class of an environment or a function that makes one, both called with --environment-options, or an
    environment itself. Modules of the current folder are found too.

    Flags replace settings of the file, the file replaces the environment's own defaults, and these replace
    the defaults below. A flag that the algorithm does not read is refused.
    """
    chosen = settings(flags)
    if what is not None and "environment" in chosen and not _is_file(what):
        raise ConfigError(
            f'environment = "{chosen["environment"]}": "{what}" is named as well; name one of them'
        )
    config = Config.build(*_named(what), chosen)
    if useless := list(without_effect(config, chosen)):
        raise ConfigError(*useless)
    if not config.environment:
        raise ConfigError(
            "environment: none given; name one, as in `speciate train xor` (see `speciate envs`)"
        )
    make_importable()
    environment_of(config, None)  # refuses an unknown name before a folder is made for it
    watching = watching_of(trackers, None, quiet=quiet)
    with nullcontext(run_directory) if run_directory else _numbered(config) as directory:
        return finish(runs.start(config, run_directory=directory, trackers=watching))


def _numbered(config: Config) -> AbstractContextManager[Path]:
    """A folder of its own for a run that names none."""
    return RunDirectory.numbered(Path("runs"), short(config.environment))


def _named(what: str | None) -> list[dict[str, Any]]:
    """The settings that the argument stands for."""
    if what is None:
        return []
    if _is_file(what):
        return [read(Path(what))]
    if Path(what).is_dir() and what not in ENVIRONMENTS.names():
        raise ConfigError(
            f"{what}: is a folder; name an environment or a TOML file, or go on with `speciate resume {what}`"
        )
    return [{"environment": what}]


def _is_file(what: str) -> bool:
    return what.endswith(".toml") or Path(what).is_file()
