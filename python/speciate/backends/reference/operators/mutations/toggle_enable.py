"""Enables a random connection if it is disabled, and disables it if it is enabled."""

from typing import Final

from speciate.backends.reference.operators.mutations.operator import Mutation, Operator, drawn
from speciate.backends.reference.population.genome import Genome
from speciate.draws.philox import Purpose


def _apply(genome: Genome, mutation: Mutation) -> Genome:
    chosen = drawn(genome.connections, mutation.at(Purpose.TOGGLE_ENABLE))
    return genome.with_enabled(chosen, enabled=chosen is not None and not chosen.enabled)


RECORD: Final = Operator(_apply, lambda rates: rates.toggle_enable_rate, decision=2)
