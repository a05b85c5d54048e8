"""One forward of networks: NumPy, JAX, genoxide and neat-python, on the same networks as ours.

Each takes and returns arrays of the type that it is fastest with.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from benchmarks.suite.peers import graphs
from benchmarks.suite.peers.forward_matrices import Call, jax, jax_alone, numpy, numpy_alone
from benchmarks.suite.peers.graphs import Graph
from benchmarks.suite.peers.matrices import matrices
from benchmarks.suite.peers.settings import settings_of_neat

from speciate.values.types import Float32s

Prepare = Callable[[list[Graph], Float32s], Call]
"""Takes genomes and float32 observations (n_genomes, n_observations, n_inputs), and returns what computes
float (n_genomes, n_observations, n_outputs). The single calls have one genome and one observation."""


def genoxide(genomes: list[Graph], observations: Float32s) -> Call:
    """An evaluator for each network, in a loop; float64, which it computes with."""
    evaluators = [graphs.of_genoxide(graph).feed_forward() for graph in genomes]
    return _looped([one.activate for one in evaluators], observations, genomes[0].n_outputs)


def genoxide_mlp(genomes: list[Graph], observations: Float32s) -> Call:
    """``genoxide.nn.Mlp`` for dense networks, in a loop; float64, which it computes with."""
    import genoxide as peer  # noqa: PLC0415

    made = matrices(genomes)
    widths = [layer.weights.shape[2] for layer in made.layers]
    network = peer.nn.Mlp([genomes[0].n_inputs, *widths], "tanh", output_activation="tanh")

    def of_one(row: int) -> Callable[..., Any]:
        parts = [
            np.concatenate([layer.weights[row], layer.biases[row]]).T.ravel().astype(np.float64)
            for layer in made.layers
        ]
        weights = np.concatenate(parts)
        return lambda inputs: network.forward(weights, inputs)

    return _looped(
        [of_one(row) for row in range(len(genomes))], observations, genomes[0].n_outputs, writes=False
    )


def _looped(
    calls: list[Callable[..., Any]], observations: Float32s, n_outputs: int, *, writes: bool = True
) -> Call:
    values = observations.astype(np.float64)
    results = np.empty((*values.shape[:2], n_outputs))
    n_genomes, n_observations = values.shape[:2]
    if n_genomes == n_observations == 1:
        call, one = calls[0], values[0, 0]
        return lambda: call(one)
    if n_observations == 1 and writes:
        triples = list(zip(calls, values[:, 0], results[:, 0], strict=True))

        def written() -> Any:
            for call, inputs, outputs in triples:
                call(inputs, outputs)
            return results

        return written
    pairs = list(zip(calls, values[:, 0] if n_observations == 1 else values, strict=True))

    def stored() -> Any:
        for row, (call, inputs) in enumerate(pairs):
            results[row] = call(inputs)
        return results

    return stored


def neat(genomes: list[Graph], observations: Float32s) -> Call:
    """``neat.nn.FeedForwardNetwork`` of each, in a loop, with lists, which it is fastest with."""
    import neat as peer  # noqa: PLC0415

    config = settings_of_neat(genomes[0].n_inputs, genomes[0].n_outputs, max(len(genomes), 2))
    networks = [peer.nn.FeedForwardNetwork.create(graphs.of_neat(graph), config) for graph in genomes]
    lists = observations.astype(np.float64).tolist()
    if len(genomes) == len(lists[0]) == 1:
        return lambda: networks[0].activate(lists[0][0])
    return lambda: [
        [network.activate(one) for one in several] for network, several in zip(networks, lists, strict=True)
    ]


ALONE: Final[dict[str, Prepare]] = {
    "numpy": numpy_alone,
    "jax": jax_alone,
    "genoxide": genoxide,
    "neat": neat,
}
"""One network and one observation, by the name of the package."""

TOGETHER: Final[dict[str, Prepare]] = {"numpy": numpy, "jax": jax, "genoxide": genoxide, "neat": neat}
"""A population and several observations."""
