"""Compiling: genomes become networks whose nodes are in the order of their evaluation."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.population.genome import Connection, Genome


@dataclass(frozen=True)
class CompiledNode:
    """A node of a network.

    Attributes:
        sources: intp (n_connections,), the slots it reads, ascending.
        weights: float32 (n_connections,).
        bias: Added to the aggregated input.
        activation: Number of the activation.
        aggregation: Number of the aggregation.
    """

    sources: NDArray[np.intp]
    weights: NDArray[np.float32]
    bias: np.float32
    activation: int
    aggregation: int


@dataclass(frozen=True)
class Network:
    """A runnable network. Its values stand in slots: inputs, its nodes in order, and what is remembered.

    Attributes:
        n_inputs: Number of inputs.
        nodes: In the order of their evaluation.
        output_slots: intp (n_outputs,).
        remembered: intp (n_remembered,), slots whose values of the step before stand behind the nodes.
    """

    n_inputs: int
    nodes: tuple[CompiledNode, ...]
    output_slots: NDArray[np.intp]
    remembered: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))


def compile_genome(genome: Genome, n_inputs: int, n_outputs: int, *, recurrent: bool) -> Network:
    """The network of a genome: enabled connections, and the nodes from which an output can be reached."""
    enabled = [connection for connection in genome.connections if connection.enabled]
    kept = _kept(enabled, {node.id for node in genome.nodes[:n_outputs]}, n_inputs)
    sources_known = kept | set(range(n_inputs))
    live = [old for old in enabled if old.target in kept and old.source in sources_known]
    nodes = [node for node in genome.nodes if node.id in kept]
    if not recurrent:
        depths = _depths(live, kept, n_inputs)
        nodes.sort(key=lambda node: (depths[node.id], node.id))
    slots = {source: source for source in range(n_inputs)}
    slots |= {node.id: n_inputs + place for place, node in enumerate(nodes)}
    compiled = []
    for node in nodes:
        incoming = sorted((slots[old.source], old.weight) for old in live if old.target == node.id)
        sources = np.array([slot for slot, _ in incoming], dtype=np.intp)
        weights = np.array([weight for _, weight in incoming], dtype=np.float32)
        bias = np.float32(node.bias)
        compiled.append(CompiledNode(sources, weights, bias, node.activation, node.aggregation))
    output_slots = np.array([slots[n_inputs + output] for output in range(n_outputs)], dtype=np.intp)
    return Network(n_inputs, tuple(compiled), output_slots)


def _kept(enabled: list[Connection], outputs: set[int], n_inputs: int) -> set[int]:
    """Outputs, and the nodes that lead to one."""
    sources: dict[int, list[int]] = {}
    for connection in enabled:
        sources.setdefault(connection.target, []).append(connection.source)
    kept, waiting = set(outputs), list(outputs)
    while waiting:
        for source in sources.get(waiting.pop(), []):
            if source >= n_inputs and source not in kept:
                kept.add(source)
                waiting.append(source)
    return kept


def _depths(live: list[Connection], kept: set[int], n_inputs: int) -> dict[int, int]:
    """Depth of every node: 1 + the largest depth of its sources, inputs having depth 0."""
    depths = dict.fromkeys(range(n_inputs), 0) | dict.fromkeys(kept, 1)
    changed = True
    while changed:
        changed = False
        for connection in live:
            depth = depths[connection.source] + 1
            if depths[connection.target] < depth:
                depths[connection.target], changed = depth, True
    return depths
