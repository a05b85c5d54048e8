"""The seam between the evolution loop and a backend: values that cross it and the steps a backend offers.

A step takes values and returns new ones; it never changes what it was given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

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


@dataclass(frozen=True)
class Ledger:
    """The next unused innovation and node id of a run."""

    next_innovation: int
    next_node_id: int


@dataclass(frozen=True)
class Ranking:
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


@dataclass(frozen=True)
class Plan:
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


@dataclass(frozen=True)
class Advanced:
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


class GenomeBackend(Protocol):
    """What every kind of genome needs: storing, running and ranking.

    The evaluators, the archive, the champion and the checkpoints know no more of a backend than this.
    """

    @property
    def name(self) -> str:
        """``native`` or ``reference``."""
        ...

    def population(self, columns: dict[str, NDArray[Any]]) -> Population:
        """A population from its columns, every invariant checked. Raises ``ValueError``."""
        ...

    def concatenate(self, populations: list[Population], rows: Uint32s | None = None) -> Population:
        """The genomes of several populations, one after the other; of these the ones at ``rows``, if given.

        Raises ``ValueError`` for a row that is not there.
        """
        ...

    def compile(self, population: Population) -> Networks:
        """The runnable networks of a population."""
        ...

    def rollout(self, environment: str, options: str, networks: Networks, seeds: Uint64s) -> Float64s:
        """Plays one episode per network and seed in a native environment.

        Args:
            environment: Name of a built-in environment.
            options: Its options as JSON.
            networks: Who plays.
            seeds: uint64 (n_episodes,), the same for every network.

        Returns:
            float64 (n_genomes, n_episodes, n_results).
        """
        ...

    def rank(self, objectives: Float64s, failed: Bools, sizes: Uint32s, ids: Uint64s) -> Ranking:
        """Sorts genomes by front, crowding, size and id; objectives: float64 (n_genomes, n_objectives)."""
        ...

    def survive(
        self, objectives: Float64s, failed: Bools, ranking: Ranking, n_carried: int, generation: int
    ) -> Uint32s:
        """Rows of the pool (carried, then asked) that survive, ascending. ``ranking`` is the pool's."""
        ...

    def grid_insert(
        self, axes: Sequence[Axis], cells: Uint32s, measures: Float64s, objective: Float64s
    ) -> tuple[Uint32s, Uint32s]:
        """Puts genomes into a grid and keeps the best of every cell, of equally good ones the first.

        Args:
            axes: The grid, one axis per measure; the last one runs fastest in the number of a cell.
            cells: uint32 (n_before,), those of the first rows, which are there already.
            measures: float64 (n_new, n_measures), those of the other rows.
            objective: float64 (n_before + n_new,), of all rows, higher is better.

        Returns:
            uint32 (n_cells,) each: the rows that stay, in the order of their cells, and these.
        """
        ...

    def rate_novelty(
        self, measures: Float64s, quality: Float64s, n_rated: int, n_neighbors: int
    ) -> tuple[Float64s, Uint32s]:
        """How novel the first rows are among all others, and how many of their neighbours they beat.

        Args:
            measures: float64 (n_places, n_measures), finite.
            quality: float64 (n_places,), higher is better.
            n_rated: How many rows are rated, the first ones.
            n_neighbors: How many of the nearest others count.

        Returns:
            float64 (n_rated,), the mean distance to the nearest others, 0 without any; and uint32 (n_rated,),
            how many of these have a lower quality.
        """
        ...


@runtime_checkable
class Backend(GenomeBackend, Protocol):
    """The steps of a generation of NEAT. Made of a run's settings, JSON text (see ``Config.settings``)."""

    def found(self) -> tuple[Population, Ledger]:
        """The founders."""
        ...

    def species(self, columns: dict[str, Any]) -> Species:
        """Species from their columns, whose lengths are checked. Raises ``ValueError``."""
        ...

    def advance(
        self,
        carried: Population | None,
        asked: Population,
        objectives: Float64s,
        failed: Bools,
        accepted: Bools,
        archive: Population | None,
        previous: Species | None,
        ledger: Ledger,
        generation: int,
        stagnant_generations: int,
    ) -> Advanced:
        """A whole generation: all the steps below, after one another.

        Args:
            carried: Genomes carried over, if there are any.
            asked: The genomes of the generation.
            objectives: float64 (n_carried + n_asked, n_objectives), higher is better; 0 where failed.
            failed: bool (n_carried + n_asked,).
            accepted: bool (n_carried + n_asked,), which of them the archive accepted in this generation.
            archive: Genomes that may breed as well, with several objectives.
            previous: The last generation's species, or None at the start.
            ledger: The next unused innovation and node id.
            generation: The generation.
            stagnant_generations: Generations since the whole population last improved.
        """
        ...

    def speciate(
        self,
        population: Population,
        previous: Species | None,
        ranking: Ranking,
        fitness: Float64s | None,
        accepted: Bools,
        generation: int,
    ) -> Species:
        """Assigns genomes to species.

        Args:
            population: The survivors.
            previous: The last generation's species, or None at the start.
            ranking: The survivors' order.
            fitness: float64 (n_genomes,), -inf where failed; None with several objectives.
            accepted: bool (n_genomes,), which of them the archive accepted in this generation.
            generation: The current generation.
        """
        ...

    def plan(
        self,
        species: Species,
        ranking: Ranking,
        fitness: Float64s | None,
        failed: Bools,
        sizes: Uint32s,
        archive_sizes: Uint32s,
        generation: int,
        stagnant_generations: int,
    ) -> Plan:
        """Grants offspring to species and draws their parents.

        ``stagnant_generations`` counts the generations since the whole population last improved.
        """
        ...

    def grid_plan(self, objective: Float64s, sizes: Uint32s, generation: int) -> Plan:
        """Draws the parents of a generation from the genomes of a grid, each as likely as the others.

        Args:
            objective: float64 (n_genomes,), higher is better; of two parents the better one is the fitter.
            sizes: uint32 (n_genomes,); of equally good parents the smaller one is.
            generation: The generation that was told.
        """
        ...

    def breed(
        self, population: Population, archive: Population | None, plan: Plan, ledger: Ledger, generation: int
    ) -> tuple[Population, Ledger]:
        """The next population, by crossover and mutation."""
        ...
