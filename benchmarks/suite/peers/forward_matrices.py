"""One forward of networks by NumPy and by JAX, a product of matrices for each layer."""

from collections.abc import Callable
from typing import Any

import numpy as np
from benchmarks.suite.peers.graphs import Graph
from benchmarks.suite.peers.jax_threads import one_threaded
from benchmarks.suite.peers.matrices import Matrices, matrices

from speciate.values.types import Float32s

Call = Callable[[], Any]


def numpy(genomes: list[Graph], observations: Float32s) -> Call:
    """A product of matrices for each layer of all networks."""
    made = matrices(genomes)
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
    made, observation = matrices(genomes), observations[0, 0]
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
    made = matrices(genomes)
    layers = [(jnp.asarray(layer.weights.swapaxes(1, 2)), jnp.asarray(layer.biases)) for layer in made.layers]
    forward = jax.jit(_traced(jnp, made))
    values = jnp.asarray(observations)
    forward(layers, values)  # compiles
    return lambda: forward(layers, values).block_until_ready()


def jax_alone(genomes: list[Graph], observations: Float32s) -> Call:
    """The same for one network, whose weights are constants, with NumPy's arrays before and after."""
    jax, jnp = one_threaded()
    made, observation = matrices(genomes), observations[0, 0]
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
