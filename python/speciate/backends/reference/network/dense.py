"""Dense networks as networks whose nodes are in the order of their evaluation."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.network.activation import activation_number, aggregation_number
from speciate.backends.reference.network.compile import CompiledNode, Network
from speciate.values.layers import Layers


def compile_row(layers: Layers, weights: NDArray[np.float32]) -> Network:
    """The network of a row of weights.

    Args:
        layers: Its topology.
        weights: float32 (n_weights,).
    """
    nodes: list[CompiledNode] = []
    n_values = layers.sizes[0] + layers.n_nodes
    firsts = np.cumsum((0, *layers.sizes))  # the slot of each layer's first node
    hidden = np.arange(layers.sizes[0], n_values - layers.sizes[-1], dtype=np.intp)
    for index, (layer, (previous, first)) in enumerate(zip(layers.layers, pairwise(firsts), strict=False)):
        sources = np.arange(previous, first, dtype=np.intp)
        if layer.n_sources > layer.n_previous:  # values of the step before stand behind all others
            behind = n_values - layers.sizes[0] + int(first)
            sources = np.concatenate([sources, np.arange(behind, behind + layer.n_nodes, dtype=np.intp)])
        rows = weights[layer.first_weight : layer.first_bias].reshape(layer.n_nodes, layer.n_sources)
        number = activation_number(layers.activations[index])
        for row, bias in zip(rows, weights[layer.first_bias :], strict=False):
            nodes.append(CompiledNode(sources, row, bias, number, aggregation_number("sum")))
    outputs = np.arange(n_values - layers.sizes[-1], n_values, dtype=np.intp)
    remembered = hidden if layers.recurrent else hidden[:0]
    return Network(layers.sizes[0], tuple(nodes), outputs, remembered)
