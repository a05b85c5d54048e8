"""Compatibility distance (Stanley & Miikkulainen 2002, section 3.3)."""

from typing import Final

from speciate.reference.population.genome import Genome
from speciate.reference.settings import DistanceSettings

LARGE: Final = 20
"""Number of connections from which on the structural terms may be divided."""


def distance(a: Genome, b: Genome, settings: DistanceSettings) -> float:
    """Distance of two genomes, at least 0."""
    genes_a = {connection.innovation: connection for connection in a.connections}
    genes_b = {connection.innovation: connection for connection in b.connections}
    matching = [innovation for innovation in genes_a if innovation in genes_b]
    common_end = min(max(genes_a, default=-1), max(genes_b, default=-1))
    unmatched = genes_a.keys() ^ genes_b.keys()
    excess = sum(innovation > common_end for innovation in unmatched)
    disjoint = len(unmatched) - excess
    larger = max(len(genes_a), len(genes_b))
    n = larger if settings.distance_normalization == "larger_genome" and larger >= LARGE else 1
    weights = [abs(genes_a[innovation].weight - genes_b[innovation].weight) for innovation in matching]
    total = settings.excess_coefficient * excess / n + settings.disjoint_coefficient * disjoint / n
    total += settings.weight_coefficient * _mean(weights)
    if settings.node_coefficient != 0.0:
        total += settings.node_coefficient * _node_difference(a, b)
    return total


def _node_difference(a: Genome, b: Genome) -> float:
    """Mean bias difference of the nodes in both, plus the fraction of them that compute something else."""
    nodes_b = {node.id: node for node in b.nodes}
    both = [(node, nodes_b[node.id]) for node in a.nodes if node.id in nodes_b]
    different = sum((p.activation, p.aggregation) != (q.activation, q.aggregation) for p, q in both)
    return _mean([abs(p.bias - q.bias) for p, q in both]) + different / max(len(both), 1)


def _mean(values: list[float]) -> float:
    """The mean, added in eight lanes as the native core does; 0 of nothing."""
    if not values:
        return 0.0
    lanes = [0.0] * 8
    for k, value in enumerate(values):
        lanes[k % 8] += value
    halves = [lanes[i] + lanes[i + 4] for i in range(4)]
    return ((halves[0] + halves[2]) + (halves[1] + halves[3])) / len(values)
