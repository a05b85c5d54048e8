"""Enables a random disabled connection."""

from typing import Final

from speciate.backends.reference.operators.mutations.operator import Mutation, Operator, drawn
from speciate.backends.reference.population.genome import Genome
from speciate.draws.philox import Purpose


def _apply(genome: Genome, mutation: Mutation) -> Genome:
    disabled = [connection for connection in genome.connections if not connection.enabled]
    return genome.with_enabled(drawn(disabled, mutation.at(Purpose.RE_ENABLE)), enabled=True)


RECORD: Final = Operator(_apply, lambda rates: rates.re_enable_rate, decision=3)
