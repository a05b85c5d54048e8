"""Networks of one fixed topology: layers in which every node reads all nodes of the layer before.

A network is a row of numbers, layer by layer: the weights of each node, first those of the layer before,
then, in hidden layers of recurrent networks, those of its own layer one step ago (Elman 1990); after these
the biases of the layer.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import sqrt


@dataclass(frozen=True)
class Layer:
    """A layer that computes, and where its numbers stand in a row.

    Attributes:
        n_nodes: Number of nodes.
        n_sources: Values that each node reads.
        n_previous: How many of these are of the layer before; they come first.
        first_weight: Where its weights begin, ``n_sources`` for each node.
        first_bias: Where its biases begin.
    """

    n_nodes: int
    n_sources: int
    n_previous: int
    first_weight: int
    first_bias: int


@dataclass(frozen=True)
class Layers:
    """The topology that all networks of a run have.

    Attributes:
        sizes: Nodes of each layer: inputs, hidden layers, outputs.
        recurrent: Whether hidden layers also read their own values of the step before.
        activation: That of the hidden nodes.
        output_activation: That of the outputs.
    """

    sizes: tuple[int, ...]
    recurrent: bool
    activation: str = "tanh"
    output_activation: str = "tanh"

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers that compute, first to last."""
        first, layers = 0, []
        for index, (n_previous, n_nodes) in enumerate(pairwise(self.sizes)):
            remembers = self.recurrent and index < len(self.sizes) - 2
            n_sources = n_previous + (n_nodes if remembers else 0)
            first_bias = first + n_nodes * n_sources
            layers.append(Layer(n_nodes, n_sources, n_previous, first, first_bias))
            first = first_bias + n_nodes
        return tuple(layers)

    @property
    def activations(self) -> tuple[str, ...]:
        """Of each layer that computes, the activation of its nodes."""
        return (self.activation,) * (len(self.sizes) - 2) + (self.output_activation,)

    @property
    def n_weights(self) -> int:
        """Numbers of a row: weights and biases."""
        return self.layers[-1].first_bias + self.layers[-1].n_nodes

    @property
    def n_nodes(self) -> int:
        """Hidden nodes and outputs of a network."""
        return sum(self.sizes[1:])

    def founder_sigmas(self, gain: float) -> list[float]:
        """Of each layer, the standard deviation of its first weights: gain / sqrt(n_sources)."""
        return [gain / sqrt(layer.n_sources) for layer in self.layers]

    def __str__(self) -> str:
        """Such as "86-80-6"."""
        return "-".join(map(str, self.sizes))
