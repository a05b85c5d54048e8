"""Gives hidden nodes a new aggregation, each at the operator's rate."""

from dataclasses import replace
from typing import Final

from speciate.backends.reference.network.activation import aggregation_number
from speciate.backends.reference.operators.mutations.operator import Mutation, Operator
from speciate.backends.reference.population.genome import Genome
from speciate.draws.philox import Purpose


def _apply(genome: Genome, mutation: Mutation) -> Genome:
    rates, draws = mutation.settings.mutation, mutation.at(Purpose.AGGREGATION)
    nodes = list(genome.nodes)
    for i in range(mutation.settings.n_outputs, len(nodes)):
        if draws.uniform(2 * i) < rates.aggregation_mutation_rate:
            option = draws.below(2 * i + 1, len(rates.aggregation_options))
            number = aggregation_number(rates.aggregation_options[option])
            nodes[i] = replace(nodes[i], aggregation=number)
    return replace(genome, nodes=tuple(nodes))


RECORD: Final = Operator(_apply, lambda rates: rates.aggregation_mutation_rate)
