"""What a multi-objective run ends with."""

from dataclasses import dataclass

from speciate.values.networks import Networks
from speciate.values.population import Population
from speciate.values.types import Float64s


@dataclass(frozen=True)
class ParetoFront:
    """Genomes that none dominates.

    Attributes:
        genomes: The genomes.
        objectives: float64 (n_genomes, n_objectives), in the user's directions.
        networks: Their networks.
    """

    genomes: Population
    objectives: Float64s
    networks: Networks

    def __len__(self) -> int:
        """Number of genomes."""
        return len(self.genomes)
