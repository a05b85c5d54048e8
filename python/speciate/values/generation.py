"""What the steps of a generation take and give. None of these values ever changes."""

from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from speciate.values.population import Population
from speciate.values.types import Bools, Float64s, Uint32s, Uint64s

NO_PARENT = 0xFFFF_FFFF
"""Stands in ``Parentage.parent_b`` for an offspring of one parent."""


NO_SPECIES: Final = 0xFFFF_FFFF
"""Stands in ``Distributions.granted`` for an offspring of which nothing is known."""

FIRST_NODE: Final = 1 << 32
"""Added to the id of a node, so that the keys of biases come after those of weights."""

COPIED: Final = 0
DRAWN: Final = 1
PERTURBED: Final = 2
AT_MEANS: Final = 3
"""How the weights of an offspring came about: copied unchanged (or unknown), drawn, or perturbed."""

LEAST_STEP: Final = 1.02
GREATEST_STEP: Final = 4.0
"""Limits of the factor by which the compatibility threshold of species changes in one generation."""


class Ledger(NamedTuple):
    """The next unused innovation and node id of a run."""

    next_innovation: int
    next_node_id: int


class Ranking(NamedTuple):
    """A total order of genomes.

    Attributes:
        fronts: uint32 (n_genomes,), 0 is the Pareto front; failed genomes come after the last front.
        crowding: float64 (n_genomes,), within its front.
        order: uint32 (n_genomes,), rows from best to worst.
    """

    fronts: Uint32s
    crowding: Float64s
    order: Uint32s


class Species(Protocol):
    """The species of a population. Read-only, as ``Population`` is."""

    def __len__(self) -> int:
        """Number of species."""
        ...

    @property
    def ids(self) -> Uint32s:
        """uint32 (n_species,), never reused within a run."""
        ...

    @property
    def created(self) -> Uint32s:
        """uint32 (n_species,), the generation a species appeared in."""
        ...

    @property
    def last_improved(self) -> Uint32s:
        """uint32 (n_species,), the generation it last improved in."""
        ...

    @property
    def best_fitness(self) -> Float64s:
        """float64 (n_species,), the best a member ever had (0 with several objectives)."""
        ...

    @property
    def assignment(self) -> Uint32s:
        """uint32 (n_genomes,), position of each genome's species in the arrays above."""
        ...

    @property
    def representatives(self) -> Population:
        """One genome per species, which the next generation is compared with."""
        ...

    @property
    def threshold(self) -> float:
        """Compatibility threshold for the next generation; 0 means "find the first one"."""
        ...

    @property
    def threshold_step(self) -> float:
        """The greatest factor by which the threshold may change next."""
        ...

    @property
    def next_id(self) -> int:
        """The id of the next new species."""
        ...


class Parentage(NamedTuple):
    """The parents of a generation: one row per offspring.

    Attributes:
        parent_a: uint32 (n_offspring,), row among the survivors, then the archive.
        parent_b: uint32 (n_offspring,), likewise, or ``NO_PARENT``.
        fitter: uint8 (n_offspring,), 0 if the parents are equally fit, 1 if a is fitter, 2 if b is.
        elite: bool (n_offspring,), copied unchanged.
        species: uint32 (n_offspring,), position of the species that granted the offspring.
    """

    parent_a: Uint32s
    parent_b: Uint32s
    fitter: NDArray[np.uint8]
    elite: Bools
    species: Uint32s


class Distributions(NamedTuple):
    """The distributions of species that weights are drawn from, and how offspring came from them.

    Attributes:
        offsets: uint64 (n_species + 1,), where the genes of each species begin, and the end of the last.
        genes: uint64 (n_genes,), ascending within a species: an innovation, or ``FIRST_NODE`` + a node id.
        means: float64 (n_genes,).
        steps: float64 (n_genes,), the standard deviations.
        shares: float64 (n_species,), the fraction of the offspring of each species that are drawn.
        ids: uint64 (n_offspring,), ids of the offspring.
        granted: uint32 (n_offspring,), position of the species that granted it; ``NO_SPECIES`` if unknown.
        kinds: uint8 (n_offspring,), ``COPIED``, ``DRAWN``, ``PERTURBED`` or ``AT_MEANS``.
    """

    offsets: Uint64s
    genes: Uint64s
    means: Float64s
    steps: Float64s
    shares: Float64s
    ids: Uint64s
    granted: Uint32s
    kinds: NDArray[np.uint8]


class EvaluatedGeneration(NamedTuple):
    """A generation of NEAT that was evaluated.

    Its rows are the genomes carried over, if there are any, then those asked.

    Attributes:
        carried: Genomes carried over, if there are any.
        asked: The genomes of the generation.
        objectives: float64 (n_carried + n_asked, n_objectives), higher is better; 0 where failed.
        failed: bool (n_carried + n_asked,).
        accepted: bool (n_carried + n_asked,), which of them the archive accepted in this generation.
        archive: Genomes that may breed as well, with several objectives.
        species: The last generation's species; None at the start.
        ledger: The next unused innovation and node id.
        generation: Its number, counted from 0.
        stagnant_generations: Generations since the whole population last improved.
        distributions: Those of the last generation's species, where weights are drawn; None at the start.
    """

    carried: Population | None
    asked: Population
    objectives: Float64s
    failed: Bools
    accepted: Bools
    archive: Population | None
    species: Species | None
    ledger: Ledger
    generation: int
    stagnant_generations: int
    distributions: Distributions | None = None


class Advanced(NamedTuple):
    """What follows a generation.

    Attributes:
        rows: uint32 (n_survivors,), which survive of the genomes carried over and those asked, ascending;
            None if none was carried over: then all survive.
        survivors: Their genomes.
        ranking: Their order.
        species: Their species.
        offspring: The next population.
        ledger: The numbers that follow theirs.
        distributions: Those of the species; None where no weights are drawn.
    """

    rows: Uint32s | None
    survivors: Population
    ranking: Ranking
    species: Species
    offspring: Population
    ledger: Ledger
    distributions: Distributions | None = None
