"""Deletes a hidden node with its connections."""

from typing import Final

from speciate.backends.reference.operators.mutations.operator import Mutation, Operator
from speciate.backends.reference.population.genome import Genome
from speciate.draws.philox import Purpose


def _apply(genome: Genome, mutation: Mutation) -> Genome:
    hidden = genome.nodes[mutation.settings.n_outputs :]
    if not hidden:
        return genome
    gone = hidden[mutation.at(Purpose.DELETE_NODE).below(0, len(hidden))].id
    kept = [one for one in genome.connections if gone not in (one.source, one.target)]
    return genome.of_connections(kept, mutation.settings.first_hidden)


RECORD: Final = Operator(_apply, lambda rates: rates.delete_node_rate, decision=0, precedence=2)
