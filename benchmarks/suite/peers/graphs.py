"""Genomes of ours as those of genoxide and neat-python: the same networks everywhere.

All nodes add up their inputs and take the hyperbolic tangent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.values.layers import Layers
from speciate.values.types import Float32s

_STEEPNESS: Final = 2.5
"""neat-python's "tanh" is that of 2.5 times its argument."""


@dataclass(frozen=True)
class Graph:
    """The enabled part of one genome.

    Attributes:
        n_inputs: Inputs are nodes 0 to n_inputs - 1.
        n_outputs: Outputs are the nodes that follow; all others are hidden.
        biases: Bias of each node that is not an input.
        connections: Weight of each (source, target).
    """

    n_inputs: int
    n_outputs: int
    biases: dict[int, float]
    connections: dict[tuple[int, int], float]

    @cached_property
    def levels(self) -> dict[int, int]:
        """Of each node that is not an input: the most connections on a path from an input, at least 1."""
        levels: dict[int, int] = {}
        sources: dict[int, list[int]] = {node: [] for node in self.biases}
        for source, target in self.connections:
            if source >= self.n_inputs:
                sources[target].append(source)
        while len(levels) < len(sources):
            for node, needed in sources.items():
                if node not in levels and all(one in levels for one in needed):
                    levels[node] = 1 + max((levels[one] for one in needed), default=0)
        return levels


def graphs(columns: Mapping[str, NDArray[Any]], n_inputs: int, n_outputs: int) -> list[Graph]:
    """The genomes of a population's columns."""
    nodes, connections = columns["node_offsets"].tolist(), columns["connection_offsets"].tolist()
    found = []
    for row in range(len(nodes) - 1):
        of_nodes, of_connections = slice(*nodes[row : row + 2]), slice(*connections[row : row + 2])
        enabled = columns["enabled"][of_connections]
        ends, weights = (
            [columns[name][of_connections][enabled].tolist() for name in ("source", "target")],
            columns["weight"][of_connections][enabled].tolist(),
        )
        biases = zip(
            columns["node_id"][of_nodes].tolist(), columns["node_bias"][of_nodes].tolist(), strict=True
        )
        found.append(
            Graph(n_inputs, n_outputs, dict(biases), dict(zip(zip(*ends, strict=True), weights, strict=True)))
        )
    return found


def dense_graphs(weights: Float32s, sizes: tuple[int, ...]) -> list[Graph]:
    """Dense networks, whose rows are as ``speciate.values.layers`` says: float32 (n_genomes, n_weights)."""
    n_inputs, n_outputs = sizes[0], sizes[-1]
    hidden = np.split(np.arange(sum(sizes[1:-1])) + n_inputs + n_outputs, np.cumsum(sizes[1:-1])[:-1])
    nodes = [np.arange(n_inputs), *hidden, np.arange(n_inputs, n_inputs + n_outputs)]
    found = []
    for row in weights:
        biases: dict[int, float] = {}
        connections: dict[tuple[int, int], float] = {}
        layers = zip(Layers(sizes, recurrent=False).layers, nodes, nodes[1:], strict=False)
        for layer, sources, targets in layers:
            pairs = ((source, target) for target in targets.tolist() for source in sources.tolist())
            values = row[layer.first_weight : layer.first_bias].tolist()
            connections |= dict(zip(pairs, values, strict=True))
            values = row[layer.first_bias : layer.first_bias + layer.n_nodes].tolist()
            biases |= dict(zip(targets.tolist(), values, strict=True))
        found.append(Graph(n_inputs, n_outputs, biases, connections))
    return found


def of_genoxide(graph: Graph) -> Any:
    """A ``genoxide.neat.Network``, through what its pickles hold. Its bias is an input more."""
    import genoxide  # noqa: PLC0415

    unpickled = genoxide.neat.Network.fully_connected(1, 1, [0.0, 0.0]).__reduce__()[0]
    n = graph.n_inputs
    place = {node: node + (node >= n) for node in [*range(n), *graph.biases]}
    kinds = ["Input"] * n + ["Bias"] + ["Output"] * graph.n_outputs
    nodes = [
        {"id": number, "kind": kind, "activation": "Tanh" if kind == "Output" else "Identity"}
        for number, kind in enumerate(kinds)
    ]
    hidden = sorted(node for node in graph.biases if node >= n + graph.n_outputs)
    nodes += [{"id": place[node], "kind": "Hidden", "activation": "Tanh"} for node in hidden]
    weights = {(place[a], place[b]): weight for (a, b), weight in graph.connections.items()}
    weights |= {(n, place[node]): bias for node, bias in graph.biases.items() if bias}
    connections = [
        {"innovation": number, "from": a, "to": b, "weight": weight, "enabled": True}
        for number, ((a, b), weight) in enumerate(weights.items())
    ]
    sizes = {"inputs": n, "outputs": graph.n_outputs}
    return unpickled(json.dumps(sizes | {"nodes": nodes, "connections": connections}))


def of_neat(graph: Graph) -> Any:
    """A ``neat.DefaultGenome``, whose inputs are counted down from -1 and outputs up from 0."""
    from neat.genes import DefaultConnectionGene, DefaultNodeGene  # noqa: PLC0415
    from neat.genome import DefaultGenome  # noqa: PLC0415

    n, stop = graph.n_inputs, graph.n_inputs + graph.n_outputs

    def place(node: int) -> int:
        return -1 - node if node < n else node - n if node < stop else node

    genome = DefaultGenome(1)
    for node, bias in graph.biases.items():
        gene = genome.nodes[place(node)] = DefaultNodeGene(place(node))
        gene.bias, gene.response, gene.time_constant = bias / _STEEPNESS, 1.0 / _STEEPNESS, 1.0
        gene.activation, gene.aggregation = "tanh", "sum"
    for number, ((source, target), weight) in enumerate(graph.connections.items()):
        key = place(source), place(target)
        connection = genome.connections[key] = DefaultConnectionGene(key, innovation=number)
        connection.weight, connection.enabled = weight, True
    return genome
