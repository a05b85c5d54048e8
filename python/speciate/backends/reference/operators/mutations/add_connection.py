"""Joins two random nodes that are not joined yet by a new connection."""

from typing import Final

from speciate.backends.reference.operators.mutations.operator import Mutation, Operator
from speciate.backends.reference.population.genome import Connection, Genome, clip, closes_cycle, ends
from speciate.draws.philox import Purpose

TRIES: Final = 20
"""How often a random pair of nodes is tried before an offspring goes without a new connection."""


def _apply(genome: Genome, mutation: Mutation) -> Genome:
    pair = _draw_ends(genome, mutation)
    if pair is None:
        return genome
    settings = mutation.settings
    sigma, limit = settings.mutation.weight_replace_sigma, settings.genome.weight_limit
    weight = clip(mutation.at(Purpose.ADD_CONNECTION_WEIGHT).normal(0) * sigma, limit)
    return genome.with_connections(Connection(mutation.innovations.connection(*pair), *pair, weight, True))


def _draw_ends(genome: Genome, mutation: Mutation) -> tuple[int, int] | None:
    """Source and target of the new connection, if one of the tries finds a pair."""
    settings, draws = mutation.settings, mutation.at(Purpose.ADD_CONNECTION)
    joined = ends(genome.connections)
    nodes = [node.id for node in genome.nodes]
    recurrent = settings.genome.recurrent
    sources = list(range(settings.n_inputs)) + (nodes if recurrent else nodes[settings.n_outputs :])
    for t in range(TRIES):
        source = sources[draws.below(2 * t, len(sources))]
        target = nodes[draws.below(2 * t + 1, len(nodes))]
        if (source, target) not in joined and (recurrent or not closes_cycle(joined, source, target)):
            return source, target
    return None


RECORD: Final = Operator(_apply, lambda rates: rates.add_connection_rate, decision=6, precedence=1)
