"""Genomes on disk: whole populations in the format of checkpoints, and one genome out of many."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.arguments import path_of
from speciate.backends import dense
from speciate.backends.wrapping import genomes_of
from speciate.config import Config
from speciate.errors import CheckpointError, ConfigError
from speciate.phrases import shown
from speciate.storage import checkpoint, normalizations
from speciate.storage.checkpoint.reader import Reader
from speciate.storage.mapped_genomes import MappedGenomes
from speciate.values.backend import GenomeBackend
from speciate.values.columns import COLUMNS, CONNECTION_COLUMNS, NODE_COLUMNS
from speciate.values.normalization import Normalization
from speciate.values.population import Population
from speciate.values.snapshot import Arrays, Snapshot, columns, prefixed
from speciate.values.views import Views

_GENOMES: Final = "genomes"


def save(
    path: str | Path,
    population: Population,
    *,
    config: Config | str = "",
    environment: Mapping[str, Any] | None = None,
    views: Views | None = None,
    normalization: Normalization | None = None,
) -> None:
    """Saves genomes in a file, as checkpoints are saved.

    Args:
        path: The file.
        population: The genomes.
        config: The config that they come from, or its TOML text; ``speciate.load_network`` needs it.
        environment: What their environment takes and gives: "n_observations" and "n_actions" at least.
            ``speciate.load_network`` needs it of HyperNEAT's, whose genomes do not have these lengths.
        views: Through which their networks see, if they see through any: ``views`` of the networks.
        normalization: How their networks see observations, if these are normalised: ``normalization`` of the
            networks.

    Raises:
        ConfigError: The path or the config is none, or views or the normalisation are missing or none.
        RunDirectoryError: The system refuses.
    """
    if not isinstance(config, Config | str):
        raise ConfigError(f"config = {config!r}: expected a Config, or its text as to_toml() gives it")
    _check_views(config, environment, views)
    _check_normalization(config, normalization)
    scalars: dict[str, Any] = {"n_inputs": population.n_inputs, "n_outputs": population.n_outputs}
    scalars |= {} if environment is None else {"environment": dict(environment)}
    scalars |= {} if views is None else {"views": views.to_json()}
    text = config.to_toml() if isinstance(config, Config) else config
    arrays = prefixed(_GENOMES, population.columns()) | normalizations.arrays(normalization)
    snapshot = Snapshot(arrays, scalars)
    checkpoint.save(path_of("path", path), snapshot, kind="genomes", config=text)


def _check_views(config: Config | str, environment: Mapping[str, Any] | None, views: Views | None) -> None:
    """Refuses genomes whose networks nobody could make again, for lack of their views."""
    if not isinstance(views, Views | None):
        raise ConfigError(f"views = {shown(views)}: expected speciate.Views, such as networks.views")
    if isinstance(config, str) or config.environment or config.network.views != "environment":
        return
    if views is None and (environment is None or environment.get("views") is None):
        raise ConfigError(
            "views: these genomes see through views, which are missing; give views=, such as networks.views"
        )


def _check_normalization(config: Config | str, normalization: Normalization | None) -> None:
    """Refuses genomes whose networks nobody could make again, for lack of their normalisation."""
    if not isinstance(normalization, Normalization | None):
        raise ConfigError(
            f"normalization = {shown(normalization)}: expected a Normalization, as networks.normalization"
        )
    if normalization is None and isinstance(config, Config) and config.network.normalize_observations:
        raise ConfigError(
            "normalization: these genomes see normalised observations; give normalization=, as "
            "networks.normalization"
        )


def load(path: str | Path, backend: GenomeBackend) -> Population:
    """The genomes of a file that ``save`` wrote, each checked by the backend.

    Raises:
        CheckpointError: The file is missing, damaged, or its genomes do not fit the backend.
    """
    path = path_of("path", path)
    snapshot, _ = checkpoint.load(path, kind="genomes")
    return built(columns(_GENOMES, snapshot.arrays), backend, path)


def open(path: str | Path, *, group: str | None = None) -> MappedGenomes:  # noqa: A001  # as in speciate.genomes.open
    """The genomes of a file as views of it: nothing is copied, and the time does not depend on the size.

    Several processes that open one file share its pages. Nothing is verified until ``verify`` is called.

    Args:
        path: A file that ``save`` wrote, or a checkpoint of a run.
        group: Which genomes of it, such as "asked" or "archive"; None takes "genomes", "asked" or "champion".

    Raises:
        CheckpointError: The file is missing, is no checkpoint, or has no such genomes.
    """
    path = path_of("path", path)
    reader = Reader(path)
    names = groups(reader)
    found = group or next((name for name in (_GENOMES, "asked", "champion") if name in names), "")
    if found not in names:
        known = f"it has {', '.join(names)}" if names else "it has none"
        raise CheckpointError(f"{path}: holds no genomes called {found!r}; {known}")
    return MappedGenomes(reader, found)


def groups(reader: Reader) -> list[str]:
    """The groups of genomes in a checkpoint, such as "asked", "archive" or "champion"."""
    endings = (".node_offsets", ".weights")
    return sorted(name.rpartition(".")[0] for name in reader.columns if name.endswith(endings))


def read_one(reader: Reader, group: str, row: int) -> Arrays:
    """The columns of one genome, verified; the others are not read.

    Args:
        reader: An open checkpoint.
        group: Which genomes, see ``groups``.
        row: Which of these, from 0.

    Raises:
        CheckpointError: There is no such genome, or its offsets contradict each other.
        DamagedError: It has changed since it was written.
    """
    column = reader.columns.get(f"{group}.ids")
    n_genomes = column.shape[0] if column and column.shape else row + 1  # else refused below
    if row >= n_genomes:
        raise CheckpointError(f"{reader.path}: no genome at row {row}; there are {n_genomes}, counted from 0")
    one: Arrays = {"ids": _part(reader, group, "ids", (row, row + 1))}
    if f"{group}.weights" in reader.columns:
        return one | {"weights": _part(reader, group, "weights", (row, row + 1), n_dimensions=2)}
    for offsets, names in (("node_offsets", NODE_COLUMNS), ("connection_offsets", CONNECTION_COLUMNS)):
        start, stop = (int(offset) for offset in _part(reader, group, offsets, (row, row + 2)))
        one[offsets] = np.array([0, max(stop - start, 0)], dtype=np.uint64)
        one |= {name: _part(reader, group, name, (start, stop)) for name in names}
    return one


def _part(
    reader: Reader, group: str, name: str, rows: tuple[int, int], *, n_dimensions: int = 1
) -> NDArray[Any]:
    """Rows of a column of genomes. Raises ``CheckpointError`` if they have another type or shape."""
    array = reader.rows(f"{group}.{name}", *rows)
    if array.dtype != (COLUMNS | dense.COLUMNS)[name] or array.ndim != n_dimensions:
        raise CheckpointError(f"{reader.path}: column {group}.{name} holds no {name} of genomes")
    return array


def built(arrays: Arrays, backend: GenomeBackend, source: str | Path) -> Population:
    """Genomes that a backend takes. Raises ``CheckpointError`` that names the source."""
    needed = "weights" if isinstance(genomes_of(backend), dense.DenseBackend) else "node_offsets"
    if needed not in arrays:
        raise CheckpointError(f"{source}: has no column {needed}: it is a genome of another algorithm")
    try:
        return backend.population(arrays)
    except (ValueError, KeyError) as error:
        raise CheckpointError(f"{source}: holds genomes that do not fit this run ({error})") from None
