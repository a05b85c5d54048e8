"""The grid that MAP-Elites fills, as users see it."""

from dataclasses import dataclass

import numpy as np

from speciate.errors import StateError
from speciate.evolution.memories.map_elites import Grids, MapElitesMemory
from speciate.values.networks import Networks
from speciate.values.population import Population
from speciate.values.types import Float64s, Uint32s


@dataclass(frozen=True)
class Grid:
    """The best genome of every cell that was reached. Mouret & Clune 2015.

    Attributes:
        cells: uint32 (n_filled, n_measures), where they lie along each measure, counted from 0.
        objectives: float64 (n_filled,), in the user's direction.
        measures: float64 (n_filled, n_measures).
        genomes: The genomes.
        networks: Their networks.
        shape: Number of cells along each measure.
        coverage: Which part of all cells is filled, from 0 to 1.
        qd_score: Sum of the objectives above ``qd_offset``, or below it if the objective is minimised.
    """

    cells: Uint32s
    objectives: Float64s
    measures: Float64s
    genomes: Population
    networks: Networks
    shape: tuple[int, ...]
    coverage: float
    qd_score: float

    def __len__(self) -> int:
        """Number of filled cells."""
        return len(self.objectives)


def grid_of(memory: MapElitesMemory, grids: Grids) -> Grid:
    """The grid of a memory, for people. Raises ``StateError`` if it is empty."""
    elites = memory.elites
    if elites is None or elites.measures is None:
        raise StateError("the grid is empty: no genome was evaluated with success yet")
    shape = tuple(n for _, _, n in grids.axes)
    sign = -1.0 if grids.config.directions[0] == "min" else 1.0
    return Grid(
        cells=np.stack(np.unravel_index(memory.cells, shape), axis=1).astype(np.uint32),
        objectives=elites.objectives[:, 0] * sign + 0.0,
        measures=elites.measures,
        genomes=elites.population,
        networks=Networks(elites.population, grids.backend),
        shape=shape,
        coverage=grids.coverage(memory),
        qd_score=grids.qd_score(memory),
    )
