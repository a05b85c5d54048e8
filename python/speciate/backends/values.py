"""The values that cross the seam between the evolution loop and a backend. None ever changes."""

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Uint32s = NDArray[np.uint32]
Uint64s = NDArray[np.uint64]

Axis = tuple[float, float, int]
"""One measure of a grid: the lower and the upper bound, and the number of cells in between."""

NO_PARENT = 0xFFFF_FFFF
"""Stands in ``Plan.parent_b`` for an offspring of one parent."""


class Population(Protocol):
    """Genomes as columns. Read-only; the arrays are views that stay valid as long as they are held."""

    def __len__(self) -> int:
        """Number of genomes."""
        ...

    @property
    def n_inputs(self) -> int:
        """Number of inputs of every genome."""
        ...

    @property
    def n_outputs(self) -> int:
        """Number of outputs of every genome."""
        ...

    @property
    def ids(self) -> Uint64s:
        """Ids of the genomes, read-only: uint64 (n_genomes,)."""
        ...

    @property
    def n_nodes(self) -> int:
        """Outputs and hidden nodes of all genomes together."""
        ...

    @property
    def n_connections(self) -> int:
        """Connections of all genomes together."""
        ...

    @property
    def sizes(self) -> Uint32s:
        """Number of connections of each genome: uint32 (n_genomes,)."""
        ...

    def columns(self) -> dict[str, NDArray[Any]]:
        """Every column by name, read-only (see docs/semantics.md for names, types and order)."""
        ...

    def select(self, rows: Uint32s) -> "Population":
        """The genomes at ``rows``, in that order, as a population of their own."""
        ...

    def distance(self, a: int, b: int) -> float:
        """Distance of the genomes at rows ``a`` and ``b``."""
        ...


class Networks(Protocol):
    """The compiled networks of a population."""

    def __len__(self) -> int:
        """Number of networks."""
        ...

    @property
    def n_inputs(self) -> int:
        """Length of an observation."""
        ...

    @property
    def n_outputs(self) -> int:
        """Length of an output."""
        ...

    @property
    def recurrent(self) -> bool:
        """Whether networks keep state between calls of ``forward``."""
        ...

    def forward(self, observations: Float32s) -> Float32s:
        """Outputs of every network.

        Args:
            observations: float32, (n_inputs,) for all alike, (n_genomes, n_inputs), or
                (n_genomes, n_observations, n_inputs).

        Returns:
            float32, (n_genomes, n_outputs) or (n_genomes, n_observations, n_outputs).
        """
        ...

    def reset(self) -> None:
        """Forgets the state of recurrent networks, as at the start of an episode."""
        ...


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


class Plan(NamedTuple):
    """One row per offspring.

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


class Advanced(NamedTuple):
    """What follows a generation.

    Attributes:
        rows: uint32 (n_survivors,), which survive of the genomes carried over and those asked, ascending;
            None if nobody was carried over, for then all survive.
        survivors: Their genomes.
        ranking: Their order.
        species: Their species.
        offspring: The next population.
        ledger: The numbers that follow theirs.
    """

    rows: Uint32s | None
    survivors: Population
    ranking: Ranking
    species: Species
    offspring: Population
    ledger: Ledger
