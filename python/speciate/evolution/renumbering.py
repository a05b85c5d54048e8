"""Genomes that islands bred alone, with the numbers that one ledger would have given them."""

from collections.abc import Iterator, Sequence

import numpy as np

from speciate.values.columns import CONNECTION_COLUMNS, NODE_COLUMNS
from speciate.values.generation import Ledger
from speciate.values.innovation import Innovations
from speciate.values.population import Population
from speciate.values.snapshot import Arrays


def renumbered(parts: Sequence[Population], ledger: Ledger, first_id: int) -> tuple[Arrays, Ledger]:
    """The columns of all parts, one after the other, and the ledger after them.

    Every part was bred with the same ledger, so that numbers from its next ones on mean something else in
    each. They are given anew, row by row as in breeding: equal changes on any islands get equal numbers.

    Args:
        parts: The offspring of each island, of one generation.
        ledger: The next unused numbers before they were bred.
        first_id: The id of the first genome; the others follow.

    Raises:
        ValueError: The numbers have run out.
    """
    genes = _concatenated([part.columns() for part in parts])
    genes["ids"] = np.arange(first_id, first_id + len(genes["ids"]), dtype=np.uint64)
    innovations = Innovations(ledger)
    for row in _changed(genes, ledger):
        _renumber(genes, row, ledger, innovations)
    return genes, innovations.ledger()


def _concatenated(parts: Sequence[Arrays]) -> Arrays:
    """Columns of one population after the other."""
    names = ("ids", *NODE_COLUMNS, *CONNECTION_COLUMNS)
    genes = {name: np.concatenate([part[name] for part in parts]) for name in names}
    for name in ("node_offsets", "connection_offsets"):
        lengths = np.concatenate([np.diff(part[name]) for part in parts])
        genes[name] = np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint64)
    return genes


def _changed(genes: Arrays, ledger: Ledger) -> Iterator[int]:
    """Rows with numbers that the ledger has not given out, ascending."""
    new = np.flatnonzero(genes["innovation"] >= ledger.next_innovation)
    rows = np.searchsorted(genes["connection_offsets"], new, side="right") - 1
    yield from np.unique(rows).tolist()


def _renumber(genes: Arrays, row: int, ledger: Ledger, innovations: Innovations) -> None:
    """Numbers the new genes of a genome, which stand behind all others: the connection, then the split."""
    start, stop = (int(offset) for offset in genes["connection_offsets"][row : row + 2])
    first = start + int(np.searchsorted(genes["innovation"][start:stop], ledger.next_innovation))
    last_node = int(genes["node_offsets"][row + 1]) - 1
    node = int(genes["node_id"][last_node])
    numbers, source, target = (genes[name][start:stop] for name in ("innovation", "source", "target"))
    new = range(first - start, stop - start)
    for place in new:
        if node not in (source[place], target[place]) or node < ledger.next_node_id:
            numbers[place] = innovations.connection(int(source[place]), int(target[place]))
    if node >= ledger.next_node_id:
        into = next(place for place in new if target[place] == node)
        out = next(place for place in new if source[place] == node)
        # two nodes are joined once at most, so their connection is the one that was split
        split = innovations.split(int(numbers[(source == source[into]) & (target == target[out])][0]))
        genes["node_id"][last_node] = target[into] = source[out] = split.node_id
        numbers[into], numbers[out] = split.innovation_in, split.innovation_out
    order = first + np.argsort(genes["innovation"][first:stop])
    for name in CONNECTION_COLUMNS:
        genes[name][first:stop] = genes[name][order]
