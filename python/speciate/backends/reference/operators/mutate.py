"""Mutation of one genome: the operators of the table apply in order."""

from collections.abc import Callable

from speciate.backends.reference.operators import mutations
from speciate.backends.reference.operators.mutations.operator import Mutation, Operator
from speciate.backends.reference.population.genome import Genome
from speciate.draws.philox import Draws, Purpose
from speciate.values.innovation import Innovations
from speciate.values.settings import MutationSettings, Settings


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
    inherited = frozenset(connection.innovation for connection in genome.connections)
    mutation = Mutation(settings, innovations, at, inherited)
    for operator in _applying(settings.mutation, at(Purpose.MUTATION)):
        genome = operator.apply(genome, mutation)
    return genome


def _applying(rates: MutationSettings, decisions: Draws) -> list[Operator]:
    """The operators that apply to an offspring, in order."""
    applying = [operator for operator in mutations.OPERATORS if operator.applies(rates, decisions)]
    precedences = [operator.precedence for operator in applying if operator.precedence is not None]
    if precedences and rates.structural_mutations == "exclusive":
        return [operator for operator in applying if operator.precedence == min(precedences)]
    return applying
