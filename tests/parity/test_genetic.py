"""Dense networks and the genetic algorithm over their weights, in both backends."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.parity.backends import CASES, both
from tests.parity.strategies import Settings, as_settings, settings_strategy, settings_with

from speciate.backends.dense import DenseSteps
from speciate.values.layers import Layers
from speciate.values.names import ACTIVATIONS
from speciate.values.types import Float32s


def steps(settings: Settings) -> tuple[DenseSteps, DenseSteps]:
    """The native and the reference backend."""
    return both(settings)


def bits(values: Float32s) -> list[int]:
    """Numbers as they are stored; the sign of NaN, which no machine promises, is left out."""
    plain = np.where(np.isnan(values), np.float32(np.nan), values)
    found: list[int] = plain.view(np.uint32).reshape(-1).tolist()
    return found


@CASES
@given(settings_strategy(), st.integers(0, 2**31), st.integers(0, 12), st.data())
def test_found_and_bred_weights_are_equal(
    settings: Settings, generation: int, stagnant: int, data: st.DataObject
) -> None:
    native, reference = steps(settings)
    weights = reference.dense_found()
    assert bits(native.dense_found()) == bits(weights)
    size = len(weights)
    order = np.array(data.draw(st.permutations(range(size))), dtype=np.uint32)
    n_parents = data.draw(st.integers(1, size))
    expected = reference.dense_breed(weights, order, n_parents, generation, stagnant)
    assert bits(native.dense_breed(weights, order, n_parents, generation, stagnant)) == bits(expected)


@CASES
@given(settings_strategy(), st.integers(0, 2**32 - 1))
def test_networks_of_equal_weights_give_equal_outputs(settings: Settings, seed: int) -> None:
    native, reference = steps(settings)
    rng = np.random.default_rng(seed)
    n_weights = as_settings(settings).layers.n_weights
    weights = rng.normal(size=(4, n_weights)).astype(np.float32)
    ours, theirs = native.dense_compile(weights), reference.dense_compile(weights)
    assert ours.recurrent == theirs.recurrent
    for n_observations in (1, 1, 9):
        observations = rng.normal(size=(4, n_observations, settings["n_inputs"])).astype(np.float32)
        if n_observations > 1:
            ours.reset()
            theirs.reset()
        for _ in range(2):
            assert bits(ours.forward(observations)) == bits(theirs.forward(observations))


def test_every_activation_of_a_dense_network_is_the_same_in_both() -> None:
    observations = np.random.default_rng(1).normal(size=(12, 7, 3)).astype(np.float32)
    for hidden, output in zip(ACTIVATIONS, reversed(list(ACTIVATIONS)), strict=True):
        settings = settings_with(
            genome={"activation": hidden, "output_activation": output}, dense={"hidden_layers": [9, 2]}
        )
        outputs = [one.dense_compile(one.dense_found()).forward(observations) for one in steps(settings)]
        assert bits(outputs[0]) == bits(outputs[1]), hidden


def test_a_dense_network_computes_what_the_same_genome_of_neat_computes() -> None:
    """Two hidden layers, wide enough for the kernels of four and of sixteen."""
    settings = settings_with(population_size=3, n_inputs=13, dense={"hidden_layers": [11, 6]})
    layers = as_settings(settings).layers
    for backend in steps(settings):
        weights = np.random.default_rng(2).normal(size=(3, layers.n_weights)).astype(np.float32)
        genomes = backend.population(genomes_of(layers, weights))
        for shape in ((3, 13), (3, 20, 13)):
            observations = np.random.default_rng(3).normal(size=shape).astype(np.float32)
            expected = backend.compile(genomes).forward(observations)
            assert bits(backend.dense_compile(weights).forward(observations)) == bits(expected)


def genomes_of(layers: Layers, weights: Float32s) -> dict[str, NDArray[Any]]:
    """The columns of genomes of NEAT with the topology and the weights of dense networks."""
    n_inputs, *hidden, n_outputs = layers.sizes
    first_hidden = n_inputs + n_outputs
    starts = first_hidden + np.cumsum([0, *hidden])
    ids = [np.arange(n_inputs), *(np.arange(a, a + n) for a, n in zip(starts, hidden, strict=False))]
    ids.append(np.arange(n_inputs, first_hidden))
    tanh, sigmoid = (list(ACTIVATIONS).index(name) for name in ("tanh", "sigmoid"))
    nodes, connections = [], []
    for row in weights:
        biases = {
            int(node): float(bias)
            for layer, targets in zip(layers.layers, ids[1:], strict=True)
            for node, bias in zip(targets, row[layer.first_bias :], strict=False)
        }
        nodes.append(
            [(node, biases[node], sigmoid if node < first_hidden else tanh) for node in sorted(biases)]
        )
        pairs = [
            (int(source), int(target), float(row[layer.first_weight + k * layer.n_sources + j]))
            for layer, sources, targets in zip(layers.layers, ids, ids[1:], strict=False)
            for k, target in enumerate(targets)
            for j, source in enumerate(sources)
        ]
        connections.append(pairs)
    n, n_connections = len(weights), len(connections[0])
    flat = [pair for pairs in connections for pair in pairs]
    flat_nodes = [node for one in nodes for node in one]
    return {
        "ids": np.arange(n, dtype=np.uint64),
        "node_offsets": np.arange(n + 1, dtype=np.uint64) * np.uint64(layers.n_nodes),
        "connection_offsets": np.arange(n + 1, dtype=np.uint64) * np.uint64(n_connections),
        "node_id": np.array([node for node, _, _ in flat_nodes], dtype=np.uint32),
        "node_bias": np.array([bias for _, bias, _ in flat_nodes], dtype=np.float32),
        "node_activation": np.array([number for _, _, number in flat_nodes], dtype=np.uint8),
        "node_aggregation": np.zeros(len(flat_nodes), dtype=np.uint8),
        "innovation": np.tile(np.arange(n_connections, dtype=np.uint32), n),
        "source": np.array([source for source, _, _ in flat], dtype=np.uint32),
        "target": np.array([target for _, target, _ in flat], dtype=np.uint32),
        "weight": np.array([weight for _, _, weight in flat], dtype=np.float32),
        "enabled": np.ones(len(flat), dtype=np.bool_),
    }
