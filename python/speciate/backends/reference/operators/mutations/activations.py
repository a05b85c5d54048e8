"""Gives hidden nodes a new activation, each at the operator's rate."""

from dataclasses import replace
from typing import Final

from speciate.backends.reference.network.activation import activation_number
from speciate.backends.reference.operators.mutations.operator import Mutation, Operator
from speciate.backends.reference.population.genome import Genome
from speciate.draws.philox import Purpose


def _apply(genome: Genome, mutation: Mutation) -> Genome:
    rates, draws = mutation.settings.mutation, mutation.at(Purpose.ACTIVATION)
    nodes = list(genome.nodes)
    for i in range(mutation.settings.n_outputs, len(nodes)):
        if draws.uniform(2 * i) < rates.activation_mutation_rate:
            option = draws.below(2 * i + 1, len(rates.activation_options))
            number = activation_number(rates.activation_options[option])
            nodes[i] = replace(nodes[i], activation=number)
    return replace(genome, nodes=tuple(nodes))


RECORD: Final = Operator(_apply, lambda rates: rates.activation_mutation_rate)
