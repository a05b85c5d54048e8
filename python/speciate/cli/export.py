"""``speciate export``."""

from pathlib import Path

import click

from speciate.cli.user_modules import import_flag
from speciate.errors import ConfigError
from speciate.exporting import EXPORTERS, ExporterRecord, exporter_of, write
from speciate.training.loading import load_network


@click.command("export")
@click.argument("what", metavar="RUN|FILE", type=click.Path(path_type=Path))
@click.option("--to", metavar="NAME", help="The format, such as json. [default by the ending of --output]")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write; an existing one is replaced. [default the name of the network's file, with "
    "the ending of the format]",
)
@click.option(
    "--row", type=click.IntRange(0), default=0, metavar="NUMBER", help="Which genome of FILE. [default 0]"
)
@import_flag
def command(*, what: Path, to: str | None, output: Path | None, row: int) -> None:
    """Write the champion of the run in RUN, or a genome of FILE, for other programs.

    FILE is champion.safetensors or polished.safetensors of a run, or genomes that were saved with a config.
    """
    if to is None and output is None:
        raise ConfigError(f"--to: no format given; name one of {', '.join(EXPORTERS.names())}")
    exporter = exporter_of(to, output or what)  # first: nothing is read for a format that there is not
    network = load_network(what, row=row)
    path = output or _beside(what, exporter)
    write(exporter, network, path)
    click.echo(f"{exporter.name} of genome {network.genome.ids[0]} written to {path}")


def _beside(what: Path, exporter: ExporterRecord) -> Path:
    """The file for the network of ``what`` where no other was named."""
    source = what / "champion" if what.is_dir() else what
    return source.with_suffix(exporter.suffixes[0])
