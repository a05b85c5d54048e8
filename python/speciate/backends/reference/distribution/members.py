"""The survivors in their order, where each came from, and their genes by key."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from speciate.backends.reference.population.columns import Population
from speciate.backends.reference.population.genome import Genome
from speciate.values.generation import COPIED, FIRST_NODE, NO_SPECIES, Distributions, Species
from speciate.values.types import Uint32s

Gene = tuple[float, float]
"""Mean and step size of a gene."""


class Member(NamedTuple):
    """A survivor.

    Attributes:
        genes: Its weights and biases by key, weights first.
        species: Position of its species.
        granted: Position, in the generation before, of the species that granted it; None if unknown.
        kind: How its weights came about.
    """

    genes: dict[int, float]
    species: int
    granted: int | None
    kind: int


@dataclass(frozen=True)
class Lesson:
    """What distributions are moved by.

    Attributes:
        population: The genomes that survived.
        order: Their rows, best first.
        species: Their species.
        previous: The species of the generation before; None before the first.
        before: The distributions of these; None before the first generation.
        rows: Rows of the survivors among the genomes carried over and those asked; None if no genome was
            carried over.
        n_carried: How many genomes were carried over.
    """

    population: Population
    order: Uint32s
    species: Species
    previous: Species | None
    before: Distributions | None
    rows: Uint32s | None
    n_carried: int

    def members(self) -> list[Member]:
        """The survivors, best first."""
        return [self._member(row) for row in self.order.tolist()]

    def known(self) -> list[dict[int, Gene]]:
        """The genes of each distribution before."""
        return (
            [] if self.before is None else [genes_of(self.before, k) for k in range(len(self.before.shares))]
        )

    def _member(self, row: int) -> Member:
        genome, before = self.population.genomes[row], self.before
        genes, species = dict(genes_in(genome)), int(self.species.assignment[row])
        asked = (row if self.rows is None else int(self.rows[row])) - self.n_carried
        if before is None or asked < 0 or asked >= len(before.ids) or before.ids[asked] != genome.id:
            return Member(genes, species, None, COPIED)  # a founder, carried over, or a migrant
        granted = int(before.granted[asked])
        return Member(genes, species, None if granted == NO_SPECIES else granted, int(before.kinds[asked]))


def genes_in(genome: Genome) -> Iterator[tuple[int, float]]:
    """Key and number of each weight, then of each bias."""
    yield from ((connection.innovation, connection.weight) for connection in genome.connections)
    yield from ((FIRST_NODE + node.id, node.bias) for node in genome.nodes)


def genes_of(distributions: Distributions, species: int) -> dict[int, Gene]:
    """Mean and step size of each gene of a species, by key."""
    start, stop = distributions.offsets[species : species + 2].tolist()
    keys, means, steps = distributions.genes, distributions.means, distributions.steps
    values = zip(means[start:stop].tolist(), steps[start:stop].tolist(), strict=True)
    return dict(zip(keys[start:stop].tolist(), values, strict=True))
