"""Compatibility distance (Stanley & Miikkulainen 2002, section 3.3)."""

from typing import Final

import numpy as np

from speciate.backends.reference.population.genome import Genome
from speciate.values.settings import DistanceSettings

N_LANES: Final = 16
"""Lanes of a sum of differences."""

LARGE: Final = 20
"""Number of connections from which on the structural terms may be divided."""


def distance(a: Genome, b: Genome, settings: DistanceSettings) -> float:
    """Distance of two genomes, at least 0."""
    genes_a = {connection.innovation: connection for connection in a.connections}
    genes_b = {connection.innovation: connection for connection in b.connections}
    matching = sorted(genes_a.keys() & genes_b.keys())
    common_end = min(max(genes_a, default=-1), max(genes_b, default=-1))
    unmatched = genes_a.keys() ^ genes_b.keys()
    excess = sum(innovation > common_end for innovation in unmatched)
    disjoint = len(unmatched) - excess
    n = _divisor(max(len(genes_a), len(genes_b)), settings)
    weights = [(i, genes_a[i].weight, genes_b[i].weight) for i in matching]
    total = settings.excess_coefficient * excess / n + settings.disjoint_coefficient * disjoint / n
    total += settings.weight_coefficient * _mean_difference(weights)
    if settings.node_coefficient != 0.0:
        total += settings.node_coefficient * _node_difference(a, b)
    return total


def _divisor(larger: int, settings: DistanceSettings) -> int:
    """What structural differences are divided by, given the larger number of connections."""
    match settings.distance_normalization:
        case "none":
            return 1
        case "larger_genome":
            return larger if larger >= LARGE else 1
        case "larger_genome_always":
            return max(larger, 1)


def _node_difference(a: Genome, b: Genome) -> float:
    """Mean bias difference of the nodes in both, plus the fraction of them that compute something else."""
    nodes_b = {node.id: node for node in b.nodes}
    both = [(node, nodes_b[node.id]) for node in a.nodes if node.id in nodes_b]
    different = sum((p.activation, p.aggregation) != (q.activation, q.aggregation) for p, q in both)
    biases = _mean_difference([(p.id, p.bias, q.bias) for p, q in both])
    return biases + different / max(len(both), 1)


def _mean_difference(pairs: list[tuple[int, float, float]]) -> float:
    """Mean absolute difference of (id, a, b) with ascending ids; 0 of nothing.

    In float32, in lanes by id as the native core adds.
    """
    if not pairs:
        return 0.0
    lanes = np.zeros(N_LANES, dtype=np.float32)
    with np.errstate(over="ignore"):  # of weights near the limit of float32
        for i, a, b in pairs:
            lanes[i % N_LANES] += abs(np.float32(a) - np.float32(b))
        while len(lanes) > 1:
            lanes = lanes[: len(lanes) // 2] + lanes[len(lanes) // 2 :]
    return float(lanes[0]) / len(pairs)
