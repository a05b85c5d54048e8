"""Mutation of one genome: structure, weights, and what nodes compute."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Final

from speciate.backends.reference.network.activation import activation_number, aggregation_number
from speciate.backends.reference.population.genome import (
    Connection,
    Genome,
    Node,
    clip,
    closes_cycle,
    ends,
    without_idle_nodes,
)
from speciate.draws.deviates import Change
from speciate.draws.philox import Draws, Purpose
from speciate.values.innovation import Innovations
from speciate.values.settings import Settings


class Decision(IntEnum):
    """Half words of the decisions among the draws of ``Purpose.MUTATION``."""

    DELETE_NODE = 0
    DELETE_CONNECTION = 1
    TOGGLE_ENABLE = 2
    RE_ENABLE = 3
    WEIGHTS = 4
    BIASES = 5
    ADD_CONNECTION = 6
    ADD_NODE = 7


TRIES: Final = 20
"""How often a random pair of nodes is tried before an offspring goes without a new connection."""


def mutate(
    genome: Genome,
    settings: Settings,
    innovations: Innovations,
    at: Callable[[Purpose], Draws],
) -> Genome:
    """The mutated genome.

    Args:
        genome: A copy or an offspring of two.
        settings: Settings of the run.
        innovations: Gives new genes their numbers.
        at: The draws of the offspring's row, by purpose.
    """
    decisions = at(Purpose.MUTATION)
    mutation = _Mutation(settings, innovations, at)
    if settings.mutation.structural_mutations == "independent":
        return mutation.independent(genome, decisions)
    return mutation.exclusive(genome, decisions)


class _Mutation:
    """Every kind of mutation, as methods that take a genome and return a new one."""

    def __init__(self, settings: Settings, innovations: Innovations, at: Callable[[Purpose], Draws]) -> None:
        self._settings = settings
        self._rates = settings.mutation
        self._innovations = innovations
        self._at = at

    def independent(self, genome: Genome, decisions: Draws) -> Genome:
        rates = self._rates
        if decisions.hits(Decision.DELETE_NODE, rates.delete_node_rate):
            genome = self.delete_node(genome)
        if decisions.hits(Decision.DELETE_CONNECTION, rates.delete_connection_rate):
            genome = self.delete_connection(genome)
        genome = self.attributes(genome, decisions)
        splittable = {connection.innovation for connection in genome.connections}
        if decisions.hits(Decision.ADD_CONNECTION, rates.add_connection_rate):
            genome = self.add_connection(genome)
        if decisions.hits(Decision.ADD_NODE, rates.add_node_rate):
            genome = self.add_node(genome, splittable)
        return genome

    def exclusive(self, genome: Genome, decisions: Draws) -> Genome:
        rates = self._rates
        if decisions.hits(Decision.ADD_NODE, rates.add_node_rate):
            return self.add_node(genome, {connection.innovation for connection in genome.connections})
        if decisions.hits(Decision.ADD_CONNECTION, rates.add_connection_rate):
            return self.add_connection(genome)
        if decisions.hits(Decision.DELETE_NODE, rates.delete_node_rate):
            return self.delete_node(genome)
        if decisions.hits(Decision.DELETE_CONNECTION, rates.delete_connection_rate):
            return self.delete_connection(genome)
        return self.attributes(genome, decisions)

    def attributes(self, genome: Genome, decisions: Draws) -> Genome:
        """Everything that leaves the set of genes as it is."""
        rates = self._rates
        if decisions.hits(Decision.TOGGLE_ENABLE, rates.toggle_enable_rate):
            genome = self.toggle_enable(genome)
        if decisions.hits(Decision.RE_ENABLE, rates.re_enable_rate):
            genome = self.re_enable(genome)
        if decisions.hits(Decision.WEIGHTS, rates.weight_mutation_rate):
            genome = self.change_weights(genome)
        if decisions.hits(Decision.BIASES, rates.bias_mutation_rate):
            genome = self.change_biases(genome)
        return self.change_functions(genome)

    def delete_node(self, genome: Genome) -> Genome:
        hidden = genome.nodes[self._settings.n_outputs :]
        if not hidden:
            return genome
        gone = hidden[self._at(Purpose.DELETE_NODE).below(0, len(hidden))].id
        kept = [
            connection
            for connection in genome.connections
            if gone not in (connection.source, connection.target)
        ]
        return self._pruned(genome, kept)

    def delete_connection(self, genome: Genome) -> Genome:
        connections = list(genome.connections)
        if connections:
            del connections[self._at(Purpose.DELETE_CONNECTION).below(0, len(connections))]
        return self._pruned(genome, connections)

    def _pruned(self, genome: Genome, connections: list[Connection]) -> Genome:
        nodes = without_idle_nodes(genome.nodes, connections, self._settings.first_hidden)
        return replace(genome, nodes=nodes, connections=tuple(connections))

    def toggle_enable(self, genome: Genome) -> Genome:
        chosen = _draw(genome.connections, self._at(Purpose.TOGGLE_ENABLE))
        return _with_enabled(genome, chosen, enabled=chosen is not None and not chosen.enabled)

    def re_enable(self, genome: Genome) -> Genome:
        disabled = [connection for connection in genome.connections if not connection.enabled]
        return _with_enabled(genome, _draw(disabled, self._at(Purpose.RE_ENABLE)), enabled=True)

    def change_weights(self, genome: Genome) -> Genome:
        rates = self._rates
        change = Change(
            rates.weight_replace_rate,
            rates.weight_replace_sigma,
            rates.weight_sigma,
            self._settings.genome.weight_limit,
        )
        old = [connection.weight for connection in genome.connections]
        weights = change.apply(self._at(Purpose.WEIGHTS), old)
        pairs = zip(genome.connections, weights, strict=True)
        return replace(genome, connections=tuple(replace(old, weight=weight) for old, weight in pairs))

    def change_biases(self, genome: Genome) -> Genome:
        rates = self._rates
        change = Change(
            rates.bias_replace_rate,
            rates.bias_replace_sigma,
            rates.bias_sigma,
            self._settings.genome.weight_limit,
        )
        biases = change.apply(self._at(Purpose.BIASES), [node.bias for node in genome.nodes])
        pairs = zip(genome.nodes, biases, strict=True)
        return replace(genome, nodes=tuple(replace(old, bias=bias) for old, bias in pairs))

    def change_functions(self, genome: Genome) -> Genome:
        """New activations and aggregations of hidden nodes."""
        rates = self._rates
        activation, aggregation = self._at(Purpose.ACTIVATION), self._at(Purpose.AGGREGATION)
        nodes = list(genome.nodes)
        for i in range(self._settings.n_outputs, len(nodes)):
            if activation.uniform(2 * i) < rates.activation_mutation_rate:
                option = activation.below(2 * i + 1, len(rates.activation_options))
                number = activation_number(rates.activation_options[option])
                nodes[i] = replace(nodes[i], activation=number)
            if aggregation.uniform(2 * i) < rates.aggregation_mutation_rate:
                option = aggregation.below(2 * i + 1, len(rates.aggregation_options))
                number = aggregation_number(rates.aggregation_options[option])
                nodes[i] = replace(nodes[i], aggregation=number)
        return replace(genome, nodes=tuple(nodes))

    def add_connection(self, genome: Genome) -> Genome:
        settings, draws = self._settings, self._at(Purpose.ADD_CONNECTION)
        joined = ends(genome.connections)
        nodes = [node.id for node in genome.nodes]
        recurrent = settings.genome.recurrent
        sources = list(range(settings.n_inputs)) + (nodes if recurrent else nodes[settings.n_outputs :])
        for t in range(TRIES):
            source = sources[draws.below(2 * t, len(sources))]
            target = nodes[draws.below(2 * t + 1, len(nodes))]
            if (source, target) not in joined and (recurrent or not closes_cycle(joined, source, target)):
                normal = self._at(Purpose.ADD_CONNECTION_WEIGHT).normal(0)
                weight = clip(normal * self._rates.weight_replace_sigma, settings.genome.weight_limit)
                innovation = self._innovations.connection(source, target)
                return _with_connections(genome, [Connection(innovation, source, target, weight, True)])
        return genome

    def add_node(self, genome: Genome, splittable: set[int]) -> Genome:
        """Splits an enabled connection whose innovation is among ``splittable``."""
        enabled = [old for old in genome.connections if old.enabled and old.innovation in splittable]
        old = _draw(enabled, self._at(Purpose.ADD_NODE))
        if old is None:
            return genome
        split = self._innovations.split(old.innovation)
        settings = self._settings.genome
        numbers = activation_number(settings.activation), aggregation_number(settings.aggregation)
        node = Node(split.node_id, 0.0, *numbers)
        unit = clip(1.0, settings.weight_limit)
        into = Connection(split.innovation_in, old.source, node.id, unit, True)
        out = Connection(split.innovation_out, node.id, old.target, old.weight, True)
        genome = _with_enabled(genome, old, enabled=False)
        return _with_connections(replace(genome, nodes=(*genome.nodes, node)), [into, out])


def _draw(connections: Sequence[Connection], draws: Draws) -> Connection | None:
    return connections[draws.below(0, len(connections))] if connections else None


def _with_enabled(genome: Genome, chosen: Connection | None, *, enabled: bool) -> Genome:
    connections = (replace(old, enabled=enabled) if old is chosen else old for old in genome.connections)
    return replace(genome, connections=tuple(connections))


def _with_connections(genome: Genome, added: list[Connection]) -> Genome:
    connections = sorted((*genome.connections, *added), key=lambda connection: connection.innovation)
    return replace(genome, connections=tuple(connections))
