"""Splits a random enabled connection by a new node. A connection of the same mutation is not split."""

from dataclasses import replace
from typing import Final

from speciate.backends.reference.network.activation import activation_number, aggregation_number
from speciate.backends.reference.operators.mutations.operator import Mutation, Operator, drawn
from speciate.backends.reference.population.genome import Connection, Genome, Node, clip
from speciate.draws.philox import Purpose


def _apply(genome: Genome, mutation: Mutation) -> Genome:
    enabled = [one for one in genome.connections if one.enabled and one.innovation in mutation.inherited]
    old = drawn(enabled, mutation.at(Purpose.ADD_NODE))
    if old is None:
        return genome
    split = mutation.innovations.split(old.innovation)
    settings = mutation.settings.genome
    numbers = activation_number(settings.activation), aggregation_number(settings.aggregation)
    node = Node(split.node_id, 0.0, *numbers)
    unit = clip(1.0, settings.weight_limit)
    into = Connection(split.innovation_in, old.source, node.id, unit, True)
    out = Connection(split.innovation_out, node.id, old.target, old.weight, True)
    genome = replace(genome.with_enabled(old, enabled=False), nodes=(*genome.nodes, node))
    return genome.with_connections(into, out)


RECORD: Final = Operator(_apply, lambda rates: rates.add_node_rate, decision=7, precedence=0)
