"""Deletes a connection, and the hidden nodes that no connection uses afterwards."""

from typing import Final

from speciate.backends.reference.operators.mutations.operator import Mutation, Operator
from speciate.backends.reference.population.genome import Genome
from speciate.draws.philox import Purpose


def _apply(genome: Genome, mutation: Mutation) -> Genome:
    kept = list(genome.connections)
    if kept:
        del kept[mutation.at(Purpose.DELETE_CONNECTION).below(0, len(kept))]
    return genome.of_connections(kept, mutation.settings.first_hidden)


RECORD: Final = Operator(_apply, lambda rates: rates.delete_connection_rate, decision=1, precedence=3)
