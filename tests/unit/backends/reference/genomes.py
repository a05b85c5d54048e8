"""Small genomes and settings for tests by hand."""

from typing import Any

import numpy as np
from tests.parity.strategies import as_settings, settings_with

from speciate.backends.reference.population.columns import Population
from speciate.backends.reference.population.genome import Connection, Genome, Node
from speciate.backends.reference.speciation import Species
from speciate.values.generation import Ranking
from speciate.values.settings import Settings

IDENTITY, SUM = 0, 0


def settings(**changes: Any) -> Settings:
    """Settings; by default of 2 inputs (0, 1) and 1 output (2)."""
    return as_settings(settings_with(**({"n_inputs": 2, "n_outputs": 1} | changes)))


def connection(
    innovation: int, source: int, target: int, weight: float = 1.0, *, enabled: bool = True
) -> Connection:
    """A connection."""
    return Connection(innovation, source, target, weight, enabled)


def node(node_id: int, bias: float = 0.0, activation: int = IDENTITY, aggregation: int = SUM) -> Node:
    """A node that does nothing but add, unless told otherwise."""
    return Node(node_id, bias, activation, aggregation)


def genome(*connections: Connection, hidden: tuple[int, ...] = (), genome_id: int = 0) -> Genome:
    """A genome of one output, with id 2, and hidden nodes."""
    return Genome(genome_id, tuple(node(node_id) for node_id in (2, *hidden)), connections)


def population(*genomes: Genome, of: Settings | None = None) -> Population:
    """A population."""
    return Population(genomes, of or settings())


def ranking(fitness: list[float]) -> Ranking:
    """The order of rows by fitness, ties by row; a front for every row."""
    order = np.argsort(-np.array(fitness), kind="stable")
    fronts = np.empty(len(fitness), dtype=np.uint32)
    fronts[order] = np.arange(len(fitness))
    return Ranking(fronts, np.zeros(len(fitness)), order.astype(np.uint32))


def species(assignment: list[int], last_improved: list[int] | None = None) -> Species:
    """Species of a given assignment."""
    n = max(assignment) + 1
    zeros = np.zeros(n, dtype=np.uint32)
    improved = zeros if last_improved is None else np.array(last_improved, dtype=np.uint32)
    return Species(
        ids=np.arange(n, dtype=np.uint32),
        created=zeros,
        last_improved=improved,
        best_fitness=np.zeros(n),
        assignment=np.array(assignment, dtype=np.uint32),
        representatives=population(*[genome() for _ in range(n)]),
        threshold=1.0,
        threshold_step=4.0,
        next_id=n,
    )
