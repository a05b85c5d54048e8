"""Substrates: dense networks whose nodes lie in a plane, and whose weights a pattern over it gives.

HyperNEAT (Stanley, D'Ambrosio & Gauci 2009, "A Hypercube-Based Encoding for Evolving Large-Scale Neural
Networks"): a genome is a pattern, which is asked for the weight of every connection by where its ends lie.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import isqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speciate.values.layers import Layers

Float32s = NDArray[np.float32]
Place = tuple[float, float]

ENDS: Final = ("source x", "source y", "target x", "target y", "distance")
"""What a pattern is asked with. A bias is asked for with the origin in place of its source."""


@dataclass(frozen=True)
class Substrate:
    """The places of the nodes of all networks of a run, and how patterns become weights.

    Outputs of a pattern are, for each layer that computes, one for its weights, then one for each layer's
    biases, then, with ``link_expression``, one for each that says which of its connections there are.

    Attributes:
        places: Of each layer, inputs first, the x and y of its nodes.
        weight_threshold: Outputs up to this size give the weight 0.
        largest_weight: The weight of an output of 1.
        link_expression: Whether outputs of their own, not the threshold, say which connections there are.
    """

    places: tuple[tuple[Place, ...], ...]
    weight_threshold: float
    largest_weight: float
    link_expression: bool

    @cached_property
    def layers(self) -> Layers:
        """The topology."""
        return Layers(tuple(len(layer) for layer in self.places), recurrent=False)

    @property
    def n_pattern_outputs(self) -> int:
        """Outputs of a pattern."""
        return len(self.layers.layers) * (3 if self.link_expression else 2)

    @cached_property
    def queries(self) -> Float32s:
        """What a pattern is asked for each number of a row of weights: float32 (n_weights, 5)."""
        parts = []
        for sources, targets in pairwise(self.places):
            ends = [(*source, *target) for target in targets for source in sources]
            ends += [(0.0, 0.0, *target) for target in targets]
            parts.append(np.array(ends, dtype=np.float64))
        ends_of_all = np.concatenate(parts)
        gaps = ends_of_all[:, :2] - ends_of_all[:, 2:]
        distances = np.sqrt(gaps[:, :1] * gaps[:, :1] + gaps[:, 1:] * gaps[:, 1:])
        return np.concatenate([ends_of_all, distances], axis=1).astype(np.float32)

    @cached_property
    def answers(self) -> NDArray[np.intp]:
        """Which output of a pattern answers for each number of a row of weights: intp (n_weights,)."""
        layers = self.layers.layers
        answers = np.empty(self.layers.n_weights, dtype=np.intp)
        for index, layer in enumerate(layers):
            answers[layer.first_weight : layer.first_bias] = index
            answers[layer.first_bias : layer.first_bias + layer.n_nodes] = len(layers) + index
        return answers

    def weights(self, outputs: Float32s) -> Float32s:
        """Rows of weights from what patterns answered, in single precision.

        Args:
            outputs: float32 (n_genomes, n_weights, n_pattern_outputs).

        Returns:
            float32 (n_genomes, n_weights).
        """
        n_layers = len(self.layers.layers)
        numbers = np.arange(self.layers.n_weights)
        answered = outputs[:, numbers, self.answers]
        answered = np.clip(np.where(np.isnan(answered), np.float32(0.0), answered), -1.0, 1.0)
        least, largest = np.float32(self.weight_threshold), np.float32(self.largest_weight)
        beyond = np.maximum(np.abs(answered) - least, np.float32(0.0)) * (largest / (np.float32(1.0) - least))
        weights: Float32s = np.copysign(beyond, answered)
        if self.link_expression:
            joins = self.answers < n_layers
            links = outputs[:, numbers[joins], 2 * n_layers + self.answers[joins]]
            weights[:, joins] = np.where(links > 0.0, answered[:, joins] * largest, np.float32(0.0))
        return weights


def line(n_nodes: int) -> tuple[Place, ...]:
    """Nodes side by side from x = -1 to 1; one alone at 0."""
    return tuple((_spread(node, n_nodes), 0.0) for node in range(n_nodes))


def grid(n_nodes: int) -> tuple[Place, ...]:
    """Nodes in the most even grid that they fill, row by row from (-1, -1) to (1, 1)."""
    n_rows = next(rows for rows in range(isqrt(n_nodes), 0, -1) if n_nodes % rows == 0)
    n_columns = n_nodes // n_rows
    return tuple(
        (_spread(node % n_columns, n_columns), _spread(node // n_columns, n_rows)) for node in range(n_nodes)
    )


def _spread(index: int, n: int) -> float:
    return 2.0 * index / (n - 1) - 1.0 if n > 1 else 0.0
