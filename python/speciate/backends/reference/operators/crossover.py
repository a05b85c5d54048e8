"""Crossover (Stanley & Miikkulainen 2002, section 3.2).

Matching genes come from either parent, the rest from the fitter.
"""

from collections.abc import Callable
from dataclasses import replace

from speciate.backends.reference.population.genome import Connection, Genome, Node, closes_cycle, ends, f32
from speciate.draws.philox import Draws, Purpose
from speciate.values.settings import Settings

EQUAL, A_IS_FITTER, B_IS_FITTER = 0, 1, 2

_AVERAGES, MUTATES = 6, 7
"""Half words of the draws of ``Purpose.CROSSOVER``: whether genes are averaged, whether mutation follows."""


def crossover(
    a: Genome, b: Genome, fitter: int, offspring_id: int, settings: Settings, at: Callable[[Purpose], Draws]
) -> Genome:
    """The offspring of two genomes; ``at`` gives the draws of its row."""
    average = at(Purpose.CROSSOVER).hits(_AVERAGES, settings.crossover.average_rate)
    genes = _genes(a, b, fitter, recurrent=settings.genome.recurrent)
    connections = _join_connections(a, b, genes, settings.crossover.disable_rate, at, average=average)
    outputs = {node.id for node in a.nodes[: settings.n_outputs]}
    node_ids = outputs | {node for pair in ends(connections) for node in pair if node >= settings.n_inputs}
    return Genome(offspring_id, _join_nodes(a, b, sorted(node_ids), at, average=average), tuple(connections))


def _genes(a: Genome, b: Genome, fitter: int, *, recurrent: bool) -> list[int]:
    """The innovations that the offspring gets, ascending: those of the fitter, or all that go together."""
    genes_a = [connection.innovation for connection in a.connections]
    genes_b = [connection.innovation for connection in b.connections]
    if fitter != EQUAL:
        return genes_a if fitter == A_IS_FITTER else genes_b
    joined = ends(a.connections)
    accepted = set(genes_a)
    for connection in b.connections:
        pair = (connection.source, connection.target)
        if connection.innovation in accepted or pair in joined:
            continue
        if recurrent or not closes_cycle(joined, *pair):
            accepted.add(connection.innovation)
            joined.add(pair)
    return sorted(accepted)


def _join_connections(
    a: Genome,
    b: Genome,
    genes: list[int],
    disable_rate: float,
    at: Callable[[Purpose], Draws],
    *,
    average: bool,
) -> list[Connection]:
    choosing, enabling = at(Purpose.CROSSOVER), at(Purpose.CROSSOVER_ENABLE)
    n_disabled = 0
    genes_a = {connection.innovation: connection for connection in a.connections}
    genes_b = {connection.innovation: connection for connection in b.connections}
    connections = []
    for j, innovation in enumerate(genes):
        in_a, in_b = genes_a.get(innovation), genes_b.get(innovation)
        if in_a is not None and in_b is not None:
            weight = in_b.weight if _bit(choosing, 4 * (j // 128) + j % 128 // 64, j) else in_a.weight
            if average:
                weight = f32((in_a.weight + in_b.weight) * 0.5)
            enabled = in_a.enabled and in_b.enabled
            if not enabled:
                enabled = not enabling.hits(n_disabled, disable_rate)
                n_disabled += 1
            connections.append(replace(in_a, weight=weight, enabled=enabled))
        elif in_a is not None:
            connections.append(in_a)
        elif in_b is not None:
            connections.append(in_b)
    return connections


def _join_nodes(
    a: Genome, b: Genome, node_ids: list[int], at: Callable[[Purpose], Draws], *, average: bool
) -> tuple[Node, ...]:
    choosing = at(Purpose.CROSSOVER)
    nodes_a = {node.id: node for node in a.nodes}
    nodes_b = {node.id: node for node in b.nodes}
    nodes = []
    for k, node_id in enumerate(node_ids):
        if node_id in nodes_a and node_id in nodes_b:
            node = nodes_b[node_id] if _bit(choosing, 4 * (k // 64) + 2, k) else nodes_a[node_id]
            if average:
                node = replace(node, bias=f32((nodes_a[node_id].bias + nodes_b[node_id].bias) * 0.5))
        else:
            node = nodes_a[node_id] if node_id in nodes_a else nodes_b[node_id]
        nodes.append(node)
    return tuple(nodes)


def _bit(draws: Draws, word: int, position: int) -> bool:
    """The random bit of a position: of four words, two are for 128 genes, one is for 64 nodes."""
    return (draws.word(word) >> (position % 64)) & 1 == 1
