"""``speciate inspect``."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from speciate import genome_json, genomes, inspection
from speciate.checkpoint.naming import config_of, naming
from speciate.checkpoint.reader import Reader
from speciate.cli.main import MISTAKE
from speciate.config.substrate import genome_ends
from speciate.errors import CheckpointError, RunDirectoryError
from speciate.run_directory import RunDirectory
from speciate.wording import counted


@click.command("inspect")
@click.argument("what", metavar="RUN|FILE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--genome",
    type=click.IntRange(0),
    metavar="ROW",
    help="Print one genome as JSON: the champion of a champion's file, else the asked one at ROW, from 0.",
)
def command(*, what: Path, as_json: bool, genome: int | None) -> int:
    """Show what is in a run or a checkpoint, and verify every checksum.

    The exit code is 2 if something is damaged, or gone although `speciate resume` would write it again.
    """
    if genome is not None:
        click.echo(_genome(_file(what), genome), nl=False)
        return 0
    if not what.exists():
        raise RunDirectoryError(f"{what}: there is no such file or folder; give a run, or a file of one")
    found = inspection.of_run(what) if what.is_dir() else inspection.of_file(what)
    click.echo(json.dumps(found, indent=2) if as_json else "\n".join(_lines(found)))
    problems = found["problems"] if what.is_dir() else [found["problem"]] if found["problem"] else []
    if not as_json:
        for problem in problems:
            click.echo(f"error: {problem}", err=True)
    return MISTAKE if problems else 0


def _file(what: Path) -> Path:
    """The file itself, or the newest checkpoint of a run."""
    newest = RunDirectory.open(what).checkpoints.newest() if what.is_dir() else what
    return newest or what


def _genome(path: Path, row: int) -> str:
    """A genome of a file as JSON text, without reading the others."""
    with Reader(path) as reader:
        groups = genomes.groups(reader)
        group = next((name for name in ("asked", "genomes", "champion") if name in groups), None)
        if group is None:
            raise CheckpointError(f"{path}: holds no genomes")
        columns = genomes.read_one(reader, group, row)
        with naming(path):
            n_inputs, n_outputs = _sizes(reader.description, path)
            return genome_json.text_of(columns, n_inputs, n_outputs)


def _sizes(description: Mapping[str, Any], path: Path) -> tuple[int, int]:
    """Inputs and outputs of genomes, as a run or genomes alone say them."""
    scalars = description["scalars"]
    if "n_inputs" in scalars:
        return scalars["n_inputs"], scalars.get("n_outputs", 0)
    spec = scalars.get("environment") or {}
    config = config_of(description["config"], path)
    return genome_ends(config, spec.get("n_observations", 0), spec.get("n_actions", 0))


def _lines(found: dict[str, Any]) -> list[str]:
    if "files" not in found:
        columns = found.get("columns", {})
        width = max(map(len, columns), default=0)
        return [_line(found)] + [
            f"  {name:<{width}}  {column['type']:<7}  {' x '.join(f'{n:,}' for n in column['shape'])}"
            for name, column in columns.items()
        ]
    lines = [_line(file) for file in found["files"]]
    n_metrics, n_saved = found["n_metrics"], found["n_saved"]
    if n_metrics is not None:
        lost = n_saved is not None and n_metrics < n_saved
        of = f" of {n_saved}; the others are lost, the run is not" if lost else ""
        lines.append(f"metrics of {counted(n_metrics, 'generation')}{of}")
    if found["writer"] is not None:
        lines.append(f"process {found['writer']} writes to this run")
    return lines + [f"{path}: unfinished; the next start removes it" for path in found["unfinished"]]


def _line(file: dict[str, Any]) -> str:
    if file.get("kind") == "journal":
        state = "damaged" if file["problem"] else "whole"
        length, continued = counted(file["n_generations"], "generation"), Path(file["continues"]).name
        return f"{file['path']}: {state}, journal of {length} after {continued}"
    if "kind" not in file:
        return f"{file['path']}: unreadable"
    generation = "" if file["generation"] is None else f", generation {file['generation']}"
    seed = "" if file["seed"] is None else f", seed {file['seed']}"
    state = "damaged" if file["problem"] else "whole"
    return (
        f"{file['path']}: {state}, {file['kind']}{generation}{seed}, {file['bytes']:,} bytes, "
        f"format {file['format_version']} of speciate {file['speciate_version']}"
    )
