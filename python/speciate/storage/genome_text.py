"""One genome of a run or of a file as JSON text, without reading the others."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from speciate.config.algorithms import found_by
from speciate.errors import CheckpointError, ConfigError, RunDirectoryError
from speciate.storage import genome_json, genomes, network_views, normalizations
from speciate.storage.checkpoint.naming import config_of, naming
from speciate.storage.checkpoint.reader import Reader
from speciate.storage.run_directory import RunDirectory
from speciate.values.layers import Layers
from speciate.values.views import ends_of

CHAMPION: Final = "champion"
"""The group of the one genome that a run ends with, and what the command line calls it."""

_FIRST_OF: Final = ("asked", "genomes", CHAMPION)
"""Groups of a file that a row is from where no group is named, the first that is there."""


def of(what: Path, row: int | None, group: str | None) -> str:
    """A genome as JSON text.

    Args:
        what: The folder of a run, or a file.
        row: Which genome of the group, from 0; None is the champion.
        group: Which genomes. None is the champion of a run; of a file the asked ones, or its only ones.

    Raises:
        ConfigError: The champion is asked for with a group.
        RunDirectoryError: The folder is no run, or has no champion.
        CheckpointError: The file is damaged, or has no such genome.
    """
    if row is None and group not in {None, CHAMPION}:
        raise ConfigError(f"--group {group}: the champion is in no other group; give --genome ROW")
    path = _file_of_run(what, row, group) if what.is_dir() else what
    with Reader(path) as reader:
        found = _group(reader, row, group)
        columns = genomes.read_one(reader, found, row or 0)
        with naming(path):
            n_inputs, n_outputs = _sizes(reader.description, path)
            layers = _layers(reader.description, path) if "weights" in columns else None
            views = network_views.of_description(reader.description, path)
            normalization = normalizations.of_group(reader, found)
            return genome_json.text_of(columns, n_inputs, n_outputs, layers, views, normalization)


def _file_of_run(folder: Path, row: int | None, group: str | None) -> Path:
    """The champion's file of a run, or with another group the newest checkpoint."""
    directory = RunDirectory.open(folder)
    newest = directory.checkpoints.newest()
    if group not in {None, CHAMPION} and newest is not None:
        return newest
    others = "genomes of the newest checkpoint are --group asked --genome ROW"
    if row:
        raise RunDirectoryError(f"{folder}: the champion is one genome, at row 0, not {row}; {others}")
    if not directory.champion_path.exists():
        raise RunDirectoryError(f"{folder}: has no champion yet; {others}")
    return directory.champion_path


def _group(reader: Reader, row: int | None, group: str | None) -> str:
    """The group that is meant, which the file has."""
    known = genomes.groups(reader)
    wanted = (CHAMPION,) if row is None else _FIRST_OF if group is None else (group,)
    found = next((name for name in wanted if name in known), None)
    if found is not None:
        return found
    if not known:
        raise CheckpointError(f"{reader.path}: holds no genomes")
    which = "champion" if row is None else f"group {group}" if group else "asked genomes"
    raise CheckpointError(
        f"{reader.path}: holds no {which}; give one of its groups with --group: {', '.join(known)}"
    )


def _sizes(description: Mapping[str, Any], path: Path) -> tuple[int, int]:
    """Inputs and outputs of genomes, as a run or genomes alone say them."""
    scalars = description["scalars"]
    is_state = description["kind"] == "evolution"
    if "n_inputs" in scalars and not is_state:
        return scalars["n_inputs"], scalars.get("n_outputs", 0)
    spec = scalars if is_state else scalars.get("environment") or {}
    names = ("n_inputs", "n_outputs") if is_state else ("n_observations", "n_actions")
    config = config_of(description["config"], path)
    ends = ends_of(network_views.of_description(description, path), *(spec.get(name, 0) for name in names))
    found: tuple[int, int] = found_by(config.algorithm, "genome_ends", config, *ends)
    return found


def _layers(description: Mapping[str, Any], path: Path) -> Layers | None:
    """The layers of dense networks; None if the file was saved without a config."""
    if not description["config"]:
        return None
    return config_of(description["config"], path).steps(*_sizes(description, path)).layers
