"""The flag ``--import``: modules of users that register parts, imported before a command runs."""

from collections.abc import Sequence
from typing import Final

import click

from speciate.cli.current_folder import make_importable
from speciate.values.user_modules import import_all


def _import(context: click.Context, parameter: click.Parameter, modules: Sequence[str]) -> None:
    """Imports the modules. Raises ``ConfigError``."""
    del context, parameter
    if modules:
        make_importable()
        import_all(modules)


import_flag: Final = click.option(
    "--import",
    "modules",
    multiple=True,
    is_eager=True,
    expose_value=False,
    callback=_import,
    metavar="MODULE",
    help="Import a module first, which registers parts of yours. Repeatable.",
)
"""The flag of the group and of every command that parts of users work in."""
