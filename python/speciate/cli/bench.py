"""``speciate bench``: the benchmark suite, which only a checkout of the repository has."""

import sys
from importlib import import_module
from pathlib import Path

import click

from speciate.errors import ConfigError


@click.command("bench", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(*, arguments: tuple[str, ...]) -> object:
    """Run the benchmark suite of a checkout: the same as ``python -m benchmarks.suite`` there."""
    sys.path.append(str(Path.cwd()))
    try:
        suite: click.Command = import_module("benchmarks.suite.command").command
    except ModuleNotFoundError as error:
        if not str(error.name).startswith("benchmarks"):
            raise
        raise ConfigError(
            "the benchmarks are in the repository of speciate, not in the installed package; get a checkout "
            "and run `make bench` or `speciate bench` in its folder"
        ) from None
    return suite.main(list(arguments), prog_name="speciate bench", standalone_mode=False)
