"""Genomes that several workloads use."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from benchmarks.suite import steps
from benchmarks.suite.peers.graphs import Graph, dense_graphs, graphs
from benchmarks.suite.steps import Steps

from speciate.config.arguments import built
from speciate.config.open_fields import n_species
from speciate.evolution.genetic import Genetic
from speciate.evolution.neat import Neat
from speciate.values.networks import Networks
from speciate.values.population import Population

N_INPUTS = 86
N_OUTPUTS = 6
EQUAL = "516 connections"
GROWN = "grown"
DENSE: Final[dict[str, Sequence[int]]] = {"dense 86-32-6": [32], "dense 86-80-6": [80]}
"""The hidden layers of dense networks."""

KINDS: Final = (EQUAL, GROWN, *DENSE)
"""Founders, all with the same connections; genomes of different ones, see ``grown``; and dense networks."""

_GENERATIONS = 40


def backend(name: str, population_size: int, **sections: Any) -> Steps:
    """A backend for genomes of 86 inputs and 6 outputs."""
    config = built(sections, {"population_size": population_size, "seed": 1, "backend": name, "threads": 1})
    return steps.of(name, config.resolved().steps(N_INPUTS, N_OUTPUTS))


def founders(name: str, n: int, **sections: Any) -> tuple[Steps, Population]:
    """Founders with all 516 connections."""
    made = backend(name, n, **sections)
    return made, made.found()[0]


def grown(name: str, n: int, **sections: Any) -> tuple[Steps, Population]:
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


def made(name: str, kind: str, n: int) -> Networks:
    """Networks of one of the ``KINDS``, whose nodes all take the hyperbolic tangent.

    Dense ones are those of the genetic algorithm, which users have for them.
    """
    if kind in DENSE:
        evolution = Genetic(
            n_inputs=N_INPUTS,
            n_outputs=N_OUTPUTS,
            hidden_layers=DENSE[kind],
            population_size=max(n, 2),
            seed=1,
            backend=name,
            threads=1,
        )
        made, population = evolution.backend, evolution.population
    else:
        made, population = (founders if kind == EQUAL else grown)(name, max(n, 2))
    return Networks(population.select(np.arange(n, dtype=np.uint32)), made)


def graphs_of(networks: Networks, kind: str) -> list[Graph]:
    """Networks of ``made`` for other packages."""
    columns = networks.population.columns()
    if kind in DENSE:
        return dense_graphs(columns["weights"], (N_INPUTS, *DENSE[kind], N_OUTPUTS))
    return graphs(columns, N_INPUTS, N_OUTPUTS)
