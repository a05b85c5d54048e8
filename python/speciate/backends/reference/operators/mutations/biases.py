"""Perturbs or replaces all biases."""

from dataclasses import replace
from typing import Final

from speciate.backends.reference.operators.mutations.operator import Mutation, Operator
from speciate.backends.reference.population.genome import Genome
from speciate.draws.deviates import Change
from speciate.draws.philox import Purpose


def _apply(genome: Genome, mutation: Mutation) -> Genome:
    rates, limit = mutation.settings.mutation, mutation.settings.genome.weight_limit
    change = Change(rates.bias_replace_rate, rates.bias_replace_sigma, rates.bias_sigma, limit)
    old = [node.bias for node in genome.nodes]
    pairs = zip(genome.nodes, change.apply(mutation.at(Purpose.BIASES), old), strict=True)
    return replace(genome, nodes=tuple(replace(one, bias=bias) for one, bias in pairs))


RECORD: Final = Operator(_apply, lambda rates: rates.bias_mutation_rate, decision=5)
