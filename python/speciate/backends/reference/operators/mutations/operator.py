"""What a mutation operator is: the record that each operator's module has, and what ``apply`` works with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from speciate.backends.reference.population.genome import Connection, Genome
from speciate.draws.philox import Draws, Purpose
from speciate.values.innovation import Innovations
from speciate.values.settings import MutationSettings, Settings


@dataclass(frozen=True)
class Mutation:
    """The mutation of one offspring.

    Attributes:
        settings: Settings of the run.
        innovations: Gives new genes their numbers.
        at: The draws of the offspring's row, by purpose.
        inherited: Innovations that the offspring had before it mutated.
    """

    settings: Settings
    innovations: Innovations
    at: Callable[[Purpose], Draws]
    inherited: frozenset[int]


@dataclass(frozen=True)
class Operator:
    """A mutation operator.

    Attributes:
        apply: Takes a genome and returns a new one.
        rate: How often the operator applies.
        decision: Number of the half word of ``Purpose.MUTATION`` that decides whether the operator
            applies; a number is never used again. None: it applies wherever its rate is above 0, and
            decides node by node.
        precedence: With exclusive structural mutations, the operator of the lowest precedence that
            applies is the only one. None: the operator leaves the set of genes as it is, and is no
            structural mutation.
    """

    apply: Callable[[Genome, Mutation], Genome]
    rate: Callable[[MutationSettings], float]
    decision: int | None = None
    precedence: int | None = None

    def applies(self, rates: MutationSettings, decisions: Draws) -> bool:
        """Whether the operator applies to an offspring with these draws of ``Purpose.MUTATION``."""
        rate = self.rate(rates)
        return rate > 0.0 if self.decision is None else decisions.hits(self.decision, rate)


def drawn(connections: Sequence[Connection], draws: Draws) -> Connection | None:
    """A random connection; None if there is none."""
    return connections[draws.below(0, len(connections))] if connections else None
