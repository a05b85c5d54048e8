"""Genomes on disk: whole populations in the format of checkpoints, and one genome out of many."""

from pathlib import Path
from typing import Final

import numpy as np

from speciate import checkpoint
from speciate.backends.protocol import Backend, Population
from speciate.checkpoint.reader import Reader
from speciate.errors import CheckpointError
from speciate.reference.population.columns import CONNECTION_COLUMNS, NODE_COLUMNS
from speciate.snapshot import Arrays, Snapshot, columns, prefixed

_GENOMES: Final = "genomes"


def save(path: str | Path, population: Population, *, config: str = "") -> None:
    """Saves genomes in a file, as checkpoints are saved.

    Args:
        path: The file.
        population: The genomes.
        config: The config that they come from, as TOML text.

    Raises:
        RunDirectoryError: The system refuses.
    """
    scalars = {"n_inputs": population.n_inputs, "n_outputs": population.n_outputs}
    checkpoint.save(
        Path(path), Snapshot(prefixed(_GENOMES, population.columns()), scalars), kind="genomes", config=config
    )


def load(path: str | Path, backend: Backend) -> Population:
    """The genomes of a file that ``save`` wrote, each checked by the backend.

    Raises:
        CheckpointError: The file is missing, damaged, or its genomes do not fit the backend.
    """
    snapshot, _ = checkpoint.load(Path(path), kind="genomes")
    return built(columns(_GENOMES, snapshot.arrays), backend, path)


def groups(reader: Reader) -> list[str]:
    """The groups of genomes in a checkpoint, such as "asked", "archive" or "champion"."""
    ending = ".node_offsets"
    return sorted(name.removesuffix(ending) for name in reader.columns if name.endswith(ending))


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
    one: Arrays = {"ids": reader.rows(f"{group}.ids", row, row + 1)}
    for kind, names in (("node", NODE_COLUMNS), ("connection", CONNECTION_COLUMNS)):
        start, stop = (int(offset) for offset in reader.rows(f"{group}.{kind}_offsets", row, row + 2))
        one[f"{kind}_offsets"] = np.array([0, max(stop - start, 0)], dtype=np.uint64)
        one |= {name: reader.rows(f"{group}.{name}", start, stop) for name in names}
    return one


def built(arrays: Arrays, backend: Backend, source: str | Path) -> Population:
    """Genomes that a backend takes. Raises ``CheckpointError`` that names the source."""
    try:
        return backend.population(arrays)
    except (ValueError, KeyError) as error:
        raise CheckpointError(f"{source}: holds genomes that do not fit this run ({error})") from None
