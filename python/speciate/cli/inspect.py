"""``speciate inspect``."""

import json
from pathlib import Path
from typing import Any, Final

import click

from speciate import tables
from speciate.cli.exit_codes import MISTAKE
from speciate.cli.user_modules import import_flag
from speciate.errors import ConfigError, RunDirectoryError
from speciate.phrases import counted
from speciate.storage import genome_text, inspection

_MOST_DIGITS: Final = 18


@click.command("inspect")
@click.argument("what", metavar="RUN|FILE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--genome",
    metavar="champion|ROW",
    help="Print one genome as JSON. For a RUN, 'champion' or 0 prints the champion. With --group NAME, ROW "
    "is a row of that group in the newest checkpoint. For a FILE, ROW is a row of the asked genomes, or of "
    "the only group. Rows count from 0.",
)
@click.option(
    "--group",
    metavar="NAME",
    help="The group of genomes that the row of --genome is from, such as asked, archive or leaders.",
)
@import_flag
def command(*, what: Path, as_json: bool, genome: str | None, group: str | None) -> int:
    """Show what is in a run or a checkpoint, and verify every checksum.

    The exit code is 2 if a file is damaged or missing, even one that `speciate resume` would write again.
    """
    if genome is not None:
        click.echo(genome_text.of(what, _row(genome), group), nl=False)
        return 0
    if group is not None:
        raise ConfigError(f"--group {group}: names the group of a genome; give --genome ROW as well")
    if not what.exists():
        raise RunDirectoryError(f"{what}: there is no such file or folder; give a run, or a file of one")
    found = inspection.of_run(what) if what.is_dir() else inspection.of_file(what)
    click.echo(json.dumps(found, indent=2) if as_json else "\n".join(_lines(found)))
    problems = found["problems"] if what.is_dir() else [found["problem"]] if found["problem"] else []
    if not as_json:
        for problem in problems:
            click.echo(f"error: {problem}", err=True)
    return MISTAKE if problems else 0


def _row(given: str) -> int | None:
    """The row of ``--genome``, or None for the champion. Raises ``ConfigError``."""
    if given == genome_text.CHAMPION:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > _MOST_DIGITS:
        raise ConfigError(f'--genome {given}: expected "champion", or the row of a genome, from 0')
    return int(given)


def _lines(found: dict[str, Any]) -> list[str]:
    if "files" not in found:
        return [_line(found), *_columns(found.get("columns", {}))]
    lines = [_line(file) for file in found["files"]]
    n_metrics, n_saved = found["n_metrics"], found["n_saved"]
    if n_metrics is not None:
        lost = n_saved is not None and n_metrics < n_saved
        of = f" of {n_saved}; the others are lost, and the run does not need them" if lost else ""
        lines.append(f"metrics of {counted(n_metrics, 'generation')}{of}")
    if found["writer"] is not None:
        lines.append(f"process {found['writer']} writes to this run")
    return lines + [f"{path}: unfinished; the next start removes it" for path in found["unfinished"]]


def _columns(columns: dict[str, Any]) -> list[str]:
    """The table of a file's columns, or nothing if there are none."""
    cells = [
        [name, column["type"], " x ".join(f"{n:,}" for n in column["shape"])]
        for name, column in columns.items()
    ]
    return tables.text(["column", "type", "shape"], cells).split("\n") if cells else []


def _line(file: dict[str, Any]) -> str:
    if file.get("kind") == "journal":
        state = "damaged" if file["problem"] else "whole"
        length, continued = counted(file["n_generations"], "generation"), Path(file["continues"]).name
        return f"{file['path']}: {state}, journal of {length} after {continued}"
    if "kind" not in file:
        return f"{file['path']}: unreadable"
    generation = "" if file["generation"] is None else f", generation {file['generation']}"
    seed = "" if file["seed"] is None else f", seed {file['seed']}"
    views = "" if file["n_views"] is None else f", {counted(file['n_views'], 'view')}"
    state = "damaged" if file["problem"] else "whole"
    normalized = _normalized(file)
    return (
        f"{file['path']}: {state}, {file['kind']}{generation}{seed}{views}{normalized}, "
        f"{file['bytes']:,} bytes, format {file['format_version']} of speciate {file['speciate_version']}"
    )


def _normalized(file: dict[str, Any]) -> str:
    """Whether networks see normalised observations, and how many were seen so far."""
    if not file["normalizes"]:
        return ""
    n_seen = file["n_observed"]
    return ", observations normalised" + (f" by {n_seen:,} that were seen" if type(n_seen) is int else "")
