"""The seam between the evolution loop and a backend: the steps a backend offers, and the values that cross.

A step takes values and returns new ones; it never changes what it was given.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from numpy.typing import NDArray

from speciate.values.generation import Advanced, EvaluatedGeneration, Ledger, Parentage, Ranking, Species
from speciate.values.population import Networks, Population
from speciate.values.types import Axis, Bools, Float64s, Uint32s, Uint64s
from speciate.values.views import Views


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

    def compile(self, population: Population, views: Views | None = None) -> Networks:
        """The runnable networks of a population.

        Args:
            population: The genomes.
            views: Through which the networks see and answer; None shows them whole observations.
        """
        ...

    def rollout(
        self, environment: str, options: Mapping[str, Any], networks: Networks, seeds: Uint64s
    ) -> Float64s:
        """Plays one episode per network and seed in a native environment.

        Args:
            environment: Name of a built-in environment.
            options: Its options, as JSON has them: numbers, texts, truth values, lists and tables.
            networks: The networks that play.
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
class NeatBackend(GenomeBackend, Protocol):
    """The steps of a generation of NEAT, by the settings of a run."""

    def found(self) -> tuple[Population, Ledger]:
        """The founders."""
        ...

    def species(self, columns: dict[str, Any]) -> Species:
        """Species from their columns, whose lengths are checked. Raises ``ValueError``."""
        ...

    def advance(self, evaluated: EvaluatedGeneration) -> Advanced:
        """A whole generation: survive, rank, speciate, plan and breed."""
        ...

    def grid_plan(self, objective: Float64s, sizes: Uint32s, generation: int) -> Parentage:
        """Draws the parents of a generation from the genomes of a grid, each genome as likely as the others.

        Args:
            objective: float64 (n_genomes,), higher is better; of two parents the better one is the fitter.
            sizes: uint32 (n_genomes,); of equally good parents the smaller one is.
            generation: The generation that was evaluated.
        """
        ...

    def breed(
        self,
        population: Population,
        archive: Population | None,
        parentage: Parentage,
        ledger: Ledger,
        generation: int,
    ) -> tuple[Population, Ledger]:
        """The next population, by crossover and mutation."""
        ...
