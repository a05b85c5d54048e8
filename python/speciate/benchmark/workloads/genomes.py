"""Genomes that several workloads use."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speciate import backends
from speciate.backends.protocol import Backend, Population
from speciate.config.arguments import built
from speciate.config.filling import n_species
from speciate.neat import Neat
from speciate.networks import Network, Networks

N_INPUTS = 86
N_OUTPUTS = 6
_GENERATIONS = 40


def backend(name: str, population_size: int, **sections: Any) -> Backend:
    """A backend for genomes of 86 inputs and 6 outputs."""
    config = built(sections, {"population_size": population_size, "seed": 1, "backend": name, "threads": 1})
    resolved = config.resolved()
    return backends.create(name, resolved.settings(N_INPUTS, N_OUTPUTS))


def founders(name: str, n: int, **sections: Any) -> tuple[Backend, Population]:
    """Founders with all 516 connections."""
    made = backend(name, n, **sections)
    return made, made.found()[0]


def grown(name: str, n: int, **sections: Any) -> tuple[Backend, Population]:
    """Genomes of about 20 hidden nodes and 570 connections, related by descent."""
    growing = {
        "mutation": {"add_node_rate": 0.5, "add_connection_rate": 0.6, "delete_connection_rate": 0.0},
        "speciation": {"target_species": n_species(n, 0)},
    }
    evolution = Neat(
        n_inputs=N_INPUTS, n_outputs=N_OUTPUTS, population_size=n, seed=1, threads=1, config=growing
    )
    generator = np.random.default_rng(0)
    for _ in range(_GENERATIONS):
        evolution.ask()
        evolution.tell(generator.random(n))
    made = backend(name, n, **sections)
    return made, made.population(evolution.population.columns())


def dense(name: str, n_genomes: int, n_hidden: int) -> Networks:
    """Networks of one dense hidden layer, tanh in both layers, with random weights."""
    made = backend(name, max(n_genomes, 2))
    return Networks(made.population(_dense_columns(n_genomes, n_hidden)), made)


def dense_alone(name: str, n_hidden: int) -> Network:
    """One of them."""
    return dense(name, 1, n_hidden)[0]


def dense_weights(n_hidden: int) -> tuple[NDArray[np.float32], ...]:
    """Weights and biases of the first dense network: hidden, output, hidden biases, output biases."""
    columns = _dense_columns(1, n_hidden)
    weights, bias = columns["weight"], columns["node_bias"]
    n_first = N_INPUTS * n_hidden
    first = weights[:n_first].reshape(n_hidden, N_INPUTS)
    return first, weights[n_first:].reshape(N_OUTPUTS, n_hidden), bias[N_OUTPUTS:], bias[:N_OUTPUTS]


def _dense_columns(n_genomes: int, n_hidden: int) -> dict[str, NDArray[Any]]:
    outputs = np.arange(N_INPUTS, N_INPUTS + N_OUTPUTS)
    hidden = np.arange(N_INPUTS + N_OUTPUTS, N_INPUTS + N_OUTPUTS + n_hidden)
    source = np.concatenate([np.tile(np.arange(N_INPUTS), n_hidden), np.tile(hidden, N_OUTPUTS)])
    target = np.concatenate([np.repeat(hidden, N_INPUTS), np.repeat(outputs, n_hidden)])
    n_nodes, n_connections = N_OUTPUTS + n_hidden, len(source)
    generator = np.random.default_rng(n_hidden)
    return {
        "ids": np.arange(n_genomes, dtype=np.uint64),
        "node_offsets": _offsets(n_genomes, n_nodes),
        "connection_offsets": _offsets(n_genomes, n_connections),
        "node_id": _repeated([*outputs, *hidden], n_genomes, np.uint32),
        "node_bias": generator.normal(size=n_genomes * n_nodes).astype(np.float32) * np.float32(0.1),
        "node_activation": np.full(n_genomes * n_nodes, _tanh(), dtype=np.uint8),
        "node_aggregation": np.zeros(n_genomes * n_nodes, dtype=np.uint8),
        "innovation": _repeated(range(n_connections), n_genomes, np.uint32),
        "source": _repeated(source, n_genomes, np.uint32),
        "target": _repeated(target, n_genomes, np.uint32),
        "weight": generator.normal(size=n_genomes * n_connections).astype(np.float32) * np.float32(0.1),
        "enabled": np.ones(n_genomes * n_connections, dtype=np.bool_),
    }


def _offsets(n_genomes: int, length: int) -> NDArray[np.uint64]:
    return np.arange(n_genomes + 1, dtype=np.uint64) * np.uint64(length)


def _repeated(values: Sequence[int] | range | NDArray[Any], n: int, kind: type) -> NDArray[Any]:
    return np.tile(np.array(values, dtype=kind), n)


def _tanh() -> int:
    from speciate.reference.network.activation import activation_number  # noqa: PLC0415

    return activation_number("tanh")
