"""Crossover (Stanley & Miikkulainen 2002, section 3.2).

Matching genes come from either parent, the rest from the fitter.
"""

from collections.abc import Callable
from dataclasses import replace

from speciate.reference.draws import Draws, Purpose
from speciate.reference.population.genome import Connection, Genome, Node, closes_cycle, ends, f32
from speciate.reference.settings import Settings

EQUAL, A_IS_FITTER, B_IS_FITTER = 0, 1, 2


def crossover(
    a: Genome, b: Genome, fitter: int, offspring_id: int, settings: Settings, at: Callable[[Purpose], Draws]
) -> Genome:
    """The offspring of two genomes; ``at`` gives the draws of its row."""
    average = at(Purpose.CROSSOVER_AVERAGE).uniform(0) < settings.crossover.average_rate
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
    by_bit, enabling = at(Purpose.CROSSOVER_GENE), at(Purpose.CROSSOVER_ENABLE)
    genes_a = {connection.innovation: connection for connection in a.connections}
    genes_b = {connection.innovation: connection for connection in b.connections}
    connections = []
    for j, innovation in enumerate(genes):
        in_a, in_b = genes_a.get(innovation), genes_b.get(innovation)
        if in_a is not None and in_b is not None:
            weight = in_b.weight if _bit(by_bit, j) else in_a.weight
            if average:
                weight = f32((in_a.weight + in_b.weight) * 0.5)
            enabled = (in_a.enabled and in_b.enabled) or not enabling.uniform(j) < disable_rate
            connections.append(replace(in_a, weight=weight, enabled=enabled))
        elif in_a is not None:
            connections.append(in_a)
        elif in_b is not None:
            connections.append(in_b)
    return connections


def _join_nodes(
    a: Genome, b: Genome, node_ids: list[int], at: Callable[[Purpose], Draws], *, average: bool
) -> tuple[Node, ...]:
    by_bit = at(Purpose.CROSSOVER_NODE)
    nodes_a = {node.id: node for node in a.nodes}
    nodes_b = {node.id: node for node in b.nodes}
    nodes = []
    for k, node_id in enumerate(node_ids):
        if node_id in nodes_a and node_id in nodes_b:
            node = nodes_b[node_id] if _bit(by_bit, k) else nodes_a[node_id]
            if average:
                node = replace(node, bias=f32((nodes_a[node_id].bias + nodes_b[node_id].bias) * 0.5))
        else:
            node = nodes_a[node_id] if node_id in nodes_a else nodes_b[node_id]
        nodes.append(node)
    return tuple(nodes)


def _bit(draws: Draws, index: int) -> bool:
    """The random bit at ``index``, 64 to a word."""
    return (draws.word(index // 64) >> (index % 64)) & 1 == 1
