"""One forward of networks: NumPy, JAX, genoxide and neat-python, on the same networks as ours.

Each takes and returns arrays of the type that it is fastest with.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from benchmarks.suite.peers import graphs
from benchmarks.suite.peers.graphs import Graph, Matrices
from benchmarks.suite.peers.jax_threads import one_threaded
from benchmarks.suite.peers.settings import settings_of_neat

from speciate.values.types import Float32s

Call = Callable[[], Any]
Prepare = Callable[[list[Graph], Float32s], Call]
"""Takes genomes and float32 observations (n_genomes, n_observations, n_inputs), and returns what computes
float (n_genomes, n_observations, n_outputs). The single calls have one genome and one observation."""


def numpy(genomes: list[Graph], observations: Float32s) -> Call:
    """A product of matrices for each layer of all networks."""
    made = graphs.matrices(genomes)
    if made.last_only:

        def chained() -> Float32s:
            values = observations
            for layer in made.layers:
                values = values @ layer.weights
                values += layer.biases
                np.tanh(values, out=values)
            return values

        return chained
    values = np.empty((*observations.shape[:2], made.n_values), dtype=np.float32)
    places = made.outputs[:, None, :]

    def filled() -> Any:
        values[:, :, : observations.shape[2]] = observations
        for layer in made.layers:
            end = layer.start + layer.weights.shape[1]
            sums = values[:, :, layer.start : end] @ layer.weights
            sums += layer.biases
            np.tanh(sums, out=values[:, :, end : end + sums.shape[2]])
        return np.take_along_axis(values, places, axis=2)

    return filled


def numpy_alone(genomes: list[Graph], observations: Float32s) -> Call:
    """The same for one network and one observation, without the axes of these."""
    made, observation = graphs.matrices(genomes), observations[0, 0]
    layers = [
        (layer.start, np.ascontiguousarray(layer.weights[0].T), layer.biases[0, 0]) for layer in made.layers
    ]
    if made.last_only:

        def chained() -> Any:
            values = observation
            for _, weights, biases in layers:
                values = weights @ values
                values += biases
                np.tanh(values, out=values)
            return values

        return chained
    values, places = np.empty(made.n_values, dtype=np.float32), made.outputs[0]

    def filled() -> Any:
        values[: len(observation)] = observation
        for start, weights, biases in layers:
            end = start + weights.shape[1]
            sums = weights @ values[start:end]
            sums += biases
            np.tanh(sums, out=values[end : end + len(sums)])
        return values[places]

    return filled


def jax(genomes: list[Graph], observations: Float32s) -> Call:
    """One compiled function of all networks, whose arrays are JAX's own before and after."""
    jax, jnp = one_threaded()
    made = graphs.matrices(genomes)
    layers = [(jnp.asarray(layer.weights.swapaxes(1, 2)), jnp.asarray(layer.biases)) for layer in made.layers]
    forward = jax.jit(_traced(jnp, made))
    values = jnp.asarray(observations)
    forward(layers, values)  # compiles
    return lambda: forward(layers, values).block_until_ready()


def jax_alone(genomes: list[Graph], observations: Float32s) -> Call:
    """The same for one network, whose weights are constants, with NumPy's arrays before and after."""
    jax, jnp = one_threaded()
    made, observation = graphs.matrices(genomes), observations[0, 0]
    layers = [(jnp.asarray(layer.weights.swapaxes(1, 2)), jnp.asarray(layer.biases)) for layer in made.layers]
    traced = _traced(jnp, made)
    forward = jax.jit(lambda values: traced(layers, values[None, None, :])[0, 0])
    forward(observation)  # compiles
    return lambda: np.asarray(forward(observation))


def _traced(jnp: Any, made: Matrices) -> Callable[[Any, Any], Any]:
    starts, outputs = [layer.start for layer in made.layers], jnp.asarray(made.outputs[:, None, :])

    def chained(layers: Any, values: Any) -> Any:
        for weights, biases in layers:
            values = jnp.tanh(jnp.einsum("goi,gni->gno", weights, values) + biases)
        return values

    def filled(layers: Any, values: Any) -> Any:
        for start, (weights, biases) in zip(starts, layers, strict=True):
            read = values[:, :, start : start + weights.shape[2]]
            new = jnp.tanh(jnp.einsum("goi,gni->gno", weights, read) + biases)
            values = jnp.concatenate([values, new], axis=2)
        return jnp.take_along_axis(values, outputs, axis=2)

    return chained if made.last_only else filled


def genoxide(genomes: list[Graph], observations: Float32s) -> Call:
    """An evaluator for each network, in a loop; float64, which it computes with."""
    evaluators = [graphs.of_genoxide(graph).feed_forward() for graph in genomes]
    return _looped([one.activate for one in evaluators], observations, genomes[0].n_outputs)


def genoxide_mlp(genomes: list[Graph], observations: Float32s) -> Call:
    """``genoxide.nn.Mlp`` for dense networks, in a loop; float64, which it computes with."""
    import genoxide as peer  # noqa: PLC0415

    made = graphs.matrices(genomes)
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
