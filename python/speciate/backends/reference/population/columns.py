"""A population, and its genomes as flat columns with offsets per genome."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.operators.distance import distance
from speciate.backends.reference.population.genome import Connection, Genome, Node
from speciate.backends.reference.population.invariants import checked_genomes
from speciate.phrases import genomes_of
from speciate.pickling.damage import unpickling
from speciate.values import population as protocol
from speciate.values.columns import COLUMNS, CONNECTION_COLUMNS, NODE_COLUMNS
from speciate.values.settings import Settings
from speciate.values.types import Uint32s, Uint64s


class Population:
    """Genomes in order."""

    def __init__(self, genomes: Iterable[Genome], settings: Settings) -> None:
        """Holds ``genomes``, which are not checked."""
        self.genomes = tuple(genomes)
        self._settings = settings

    def __reduce__(self) -> tuple[Any, ...]:
        """Columns of numbers, and the settings."""
        return _unpickled, (self.columns(), self._settings)

    def __len__(self) -> int:
        """Number of genomes."""
        return len(self.genomes)

    def __repr__(self) -> str:
        """A short description."""
        return genomes_of(len(self), self.n_inputs, self.n_outputs, self.n_connections)

    @property
    def n_inputs(self) -> int:
        """Number of inputs of every genome."""
        return self._settings.n_inputs

    @property
    def n_outputs(self) -> int:
        """Number of outputs of every genome."""
        return self._settings.n_outputs

    @property
    def ids(self) -> Uint64s:
        """Ids of the genomes, read-only: uint64 (n_genomes,)."""
        ids: Uint64s = self._columns["ids"]
        return ids

    @property
    def n_nodes(self) -> int:
        """Outputs and hidden nodes of all genomes together."""
        return len(self._columns["node_id"])

    @property
    def n_connections(self) -> int:
        """Connections of all genomes together."""
        return len(self._columns["innovation"])

    @property
    def sizes(self) -> Uint32s:
        """Number of connections of each genome: uint32 (n_genomes,)."""
        return np.array([len(genome.connections) for genome in self.genomes], dtype=np.uint32)

    def columns(self) -> dict[str, NDArray[Any]]:
        """Every column by name, read-only."""
        return dict(self._columns)

    @cached_property
    def _columns(self) -> dict[str, NDArray[Any]]:
        nodes = [node for genome in self.genomes for node in genome.nodes]
        connections = [connection for genome in self.genomes for connection in genome.connections]
        values: dict[str, list[Any]] = {
            "ids": [genome.id for genome in self.genomes],
            "node_offsets": _offsets(len(genome.nodes) for genome in self.genomes),
            "connection_offsets": _offsets(len(genome.connections) for genome in self.genomes),
        }
        for name, field in zip(NODE_COLUMNS, Node.__slots__, strict=True):
            values[name] = [getattr(node, field) for node in nodes]
        for name, field in zip(CONNECTION_COLUMNS, Connection.__slots__, strict=True):
            values[name] = [getattr(connection, field) for connection in connections]
        columns = {name: np.array(values[name], dtype=kind) for name, kind in COLUMNS.items()}
        for column in columns.values():
            column.flags.writeable = False
        return columns

    def select(self, rows: Uint32s) -> "Population":
        """The genomes at ``rows``, in that order, as a population of their own."""
        for row in rows:
            if not 0 <= row < len(self):
                raise ValueError(f"row {row} of a population of {len(self)} genomes")
        return Population((self.genomes[row] for row in rows), self._settings)

    def distance(self, a: int, b: int) -> float:
        """Distance of the genomes at rows ``a`` and ``b``."""
        for row in (a, b):
            if not 0 <= row < len(self):
                raise ValueError(f"row {row} of a population of {len(self)} genomes")
        return distance(self.genomes[a], self.genomes[b], self._settings.distance)


def _offsets(lengths: Iterable[int]) -> list[int]:
    offsets = [0]
    for length in lengths:
        offsets.append(offsets[-1] + length)
    return offsets


def _unpickled(columns: dict[str, NDArray[Any]], settings: Settings) -> Population:
    with unpickling("genomes"):
        return Population(checked_genomes(columns, settings), settings)


def own(population: protocol.Population) -> Population:
    """The population as one of this backend; ``TypeError`` if another backend made it."""
    if not isinstance(population, Population):
        raise TypeError(f"expected a population of the reference backend, got {type(population).__name__}")
    return population
