"""Perturbs or replaces all weights."""

from dataclasses import replace
from typing import Final

from speciate.backends.reference.operators.mutations.operator import Mutation, Operator
from speciate.backends.reference.population.genome import Genome
from speciate.draws.deviates import Change
from speciate.draws.philox import Purpose


def _apply(genome: Genome, mutation: Mutation) -> Genome:
    rates, limit = mutation.settings.mutation, mutation.settings.genome.weight_limit
    change = Change(rates.weight_replace_rate, rates.weight_replace_sigma, rates.weight_sigma, limit)
    old = [connection.weight for connection in genome.connections]
    pairs = zip(genome.connections, change.apply(mutation.at(Purpose.WEIGHTS), old), strict=True)
    return replace(genome, connections=tuple(replace(one, weight=weight) for one, weight in pairs))


RECORD: Final = Operator(_apply, lambda rates: rates.weight_mutation_rate, decision=4)
