"""What every genome keeps. Columns from outside are checked here before anything reads them."""

import math
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.population.genome import Connection, Genome, Node, closes_cycle, f32
from speciate.values.columns import COLUMNS, CONNECTION_COLUMNS, NODE_COLUMNS
from speciate.values.names import ACTIVATIONS, AGGREGATIONS
from speciate.values.settings import Settings

UNNUMBERED: Final = 0xFFFF_FFFF
"""Stands for a number that was not given out yet, so no gene may have it."""


def checked_genomes(columns: dict[str, NDArray[Any]], settings: Settings) -> list[Genome]:
    """The genomes in columns that may come from anywhere.

    Raises:
        ValueError: An invariant does not hold; names the genome's row, the column and what is wrong.
    """
    _check_columns(columns)
    n_genomes = len(columns["ids"])
    _check_offsets("node_offsets", columns, n_genomes, list(NODE_COLUMNS))
    _check_offsets("connection_offsets", columns, n_genomes, list(CONNECTION_COLUMNS))
    genomes = _genomes(columns)
    for row, genome in enumerate(genomes):
        try:
            _check_nodes(genome, settings)
            _check_connections(genome, settings)
            _check_structure(genome, settings)
        except ValueError as error:
            raise ValueError(f"genome {row}: {error}") from None
    return genomes


def _check_columns(columns: dict[str, NDArray[Any]]) -> None:
    for name, kind in COLUMNS.items():
        if name not in columns:
            raise ValueError(f"column {name} is missing")
        column = columns[name]
        if column.dtype != kind or column.ndim != 1:
            expected = f"{np.dtype(kind).name} of one dimension"
            raise ValueError(f"column {name} must be {expected}, got {column.dtype.name} {column.shape}")
    for name in columns:
        if name not in COLUMNS:
            raise ValueError(f"unknown column {name}; known are {', '.join(COLUMNS)}")


def _check_offsets(name: str, columns: dict[str, NDArray[Any]], n_genomes: int, entries: list[str]) -> None:
    n_entries = len(columns[entries[0]])
    for entry in entries:
        if len(columns[entry]) != n_entries:
            raise ValueError(f"column {entry} has {len(columns[entry])} entries, expected {n_entries}")
    offsets = columns[name].tolist()
    fits = len(offsets) == n_genomes + 1 and offsets[0] == 0 and offsets[-1] == n_entries
    if not fits or offsets != sorted(offsets):
        count = f"{n_genomes + 1} ascending numbers from 0 to {n_entries}"
        raise ValueError(f"{name} must be {count}, one more than there are genomes")


def _check_nodes(genome: Genome, settings: Settings) -> None:
    ids = [node.id for node in genome.nodes]
    if ids[: settings.n_outputs] != list(range(settings.n_inputs, settings.first_hidden)):
        raise ValueError("node_id must begin with every output")
    if UNNUMBERED in ids:
        raise ValueError(f"node_id {UNNUMBERED} is not given to nodes")
    if any(following <= node for node, following in pairwise(ids)):
        raise ValueError("node_id must be strictly ascending")
    for node in genome.nodes:
        _check_number("node_bias", node.bias, settings)
        if node.activation >= len(ACTIVATIONS):
            raise ValueError(f"node_activation must be below {len(ACTIVATIONS)}, got {node.activation}")
        if node.aggregation >= len(AGGREGATIONS):
            raise ValueError(f"node_aggregation must be below {len(AGGREGATIONS)}, got {node.aggregation}")


def _check_number(column: str, number: float, settings: Settings) -> None:
    limit = settings.genome.weight_limit
    if not (math.isfinite(number) and abs(number) <= f32(limit)):
        raise ValueError(f"{column} is {number}, but must be finite and within the limit {limit}")


def _check_connections(genome: Genome, settings: Settings) -> None:
    numbers = [connection.innovation for connection in genome.connections]
    if UNNUMBERED in numbers:
        raise ValueError(f"innovation {UNNUMBERED} is not given to connections")
    if any(following <= number for number, following in pairwise(numbers)):
        raise ValueError("innovation must be strictly ascending")
    targets = {node.id for node in genome.nodes}
    for connection in genome.connections:
        _check_number("weight", connection.weight, settings)
        _check_ends(connection, targets, settings)


def _check_ends(connection: Connection, targets: set[int], settings: Settings) -> None:
    source, target = connection.source, connection.target
    if source >= settings.n_inputs and source not in targets:
        raise ValueError(f"source {source} is neither an input nor a node of the genome")
    if target not in targets:
        raise ValueError(f"target {target} is not a node of the genome")
    if not settings.genome.recurrent and settings.n_inputs <= source < settings.first_hidden:
        raise ValueError(f"source {source} is an output, which a feed-forward genome may not have")


def _check_structure(genome: Genome, settings: Settings) -> None:
    joined: set[tuple[int, int]] = set()
    for connection in genome.connections:
        pair = (connection.source, connection.target)
        if pair in joined:
            raise ValueError(f"source and target {pair[0]} and {pair[1]} are joined twice")
        if not settings.genome.recurrent and closes_cycle(joined, *pair):
            raise ValueError(f"source {pair[0]} and target {pair[1]} close a cycle in a feed-forward genome")
        joined.add(pair)
    used = {node for pair in joined for node in pair}
    for node in genome.nodes[settings.n_outputs :]:
        if node.id not in used:
            raise ValueError(f"node_id {node.id} is a hidden node without connections")


def _genomes(columns: dict[str, NDArray[Any]]) -> list[Genome]:
    """The genomes in columns whose lengths and offsets fit."""
    nodes = [Node(*values) for values in zip(*(columns[name].tolist() for name in NODE_COLUMNS), strict=True)]
    connections = [
        Connection(*values)
        for values in zip(*(columns[name].tolist() for name in CONNECTION_COLUMNS), strict=True)
    ]
    genomes = []
    for row, genome_id in enumerate(columns["ids"].tolist()):
        node_start, node_end = (int(offset) for offset in columns["node_offsets"][row : row + 2])
        start, end = (int(offset) for offset in columns["connection_offsets"][row : row + 2])
        genomes.append(Genome(genome_id, tuple(nodes[node_start:node_end]), tuple(connections[start:end])))
    return genomes
