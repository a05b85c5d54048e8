"""A population's networks as matrices, one for each layer."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from benchmarks.suite.peers.graphs import Graph
from numpy.typing import NDArray

from speciate.values.types import Float32s


@dataclass(frozen=True)
class Layer:
    """Nodes of a population that are computed together.

    Attributes:
        start: The first of the values that they read: those before have no weight.
        weights: float32 (n_genomes, n_read, n_nodes).
        biases: float32 (n_genomes, 1, n_nodes).
    """

    start: int
    weights: Float32s
    biases: Float32s


@dataclass(frozen=True)
class Matrices:
    """Networks as layers, each as wide as in the genome where it is widest. Missing nodes have no weights.

    Attributes:
        layers: In the order in which they are computed.
        outputs: int64 (n_genomes, n_outputs), where the outputs are among the inputs and all nodes.
    """

    layers: list[Layer]
    outputs: NDArray[np.int64]

    @property
    def n_values(self) -> int:
        """Inputs and all nodes of the layers."""
        last = self.layers[-1]
        return last.start + int(last.weights.shape[1] + last.weights.shape[2])

    @property
    def last_only(self) -> bool:
        """Whether each layer reads that before it and nothing else, and the last one has the outputs."""
        starts = [layer.start + layer.weights.shape[1] for layer in self.layers]
        reads = [layer.start for layer in self.layers]
        n_outputs = self.layers[-1].weights.shape[2]
        return reads == [0, *starts[:-1]] and self.outputs.tolist() == [
            list(range(starts[-1], starts[-1] + n_outputs))
        ] * len(self.outputs)


def matrices(genomes: list[Graph]) -> Matrices:
    """The layers of a population."""
    n_inputs, n_outputs = genomes[0].n_inputs, genomes[0].n_outputs
    depth = max(max(graph.levels.values()) for graph in genomes)
    by_level = [[_at(graph, level) for level in range(1, depth + 1)] for graph in genomes]
    widths = [max(len(nodes[level]) for nodes in by_level) for level in range(depth)]
    starts = np.cumsum([n_inputs, *widths]).tolist()
    places = []
    for nodes in by_level:
        place = {node: node for node in range(n_inputs)}
        place |= {node: starts[level] + i for level, some in enumerate(nodes) for i, node in enumerate(some)}
        places.append(place)
    weights = np.zeros((len(genomes), starts[-1], starts[-1]), dtype=np.float32)
    biases = np.zeros((len(genomes), 1, starts[-1]), dtype=np.float32)
    for row, (graph, place) in enumerate(zip(genomes, places, strict=True)):
        for (source, target), weight in graph.connections.items():
            weights[row, place[source], place[target]] = weight
        for node, bias in graph.biases.items():
            biases[row, 0, place[node]] = bias
    outputs = [[place[node] for node in range(n_inputs, n_inputs + n_outputs)] for place in places]
    layers = [_layer(weights, biases, a, b) for a, b in pairwise(starts)]
    return Matrices(layers, np.array(outputs))


def _at(graph: Graph, level: int) -> list[int]:
    return [node for node in sorted(graph.biases) if graph.levels[node] == level]


def _layer(weights: Float32s, biases: Float32s, begin: int, end: int) -> Layer:
    columns = weights[:, :begin, begin:end]
    used = np.flatnonzero(columns.any(axis=(0, 2)))
    start = int(used[0]) if len(used) else begin - 1
    return Layer(
        start, np.ascontiguousarray(columns[:, start:]), np.ascontiguousarray(biases[:, :, begin:end])
    )
