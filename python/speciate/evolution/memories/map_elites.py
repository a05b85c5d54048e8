"""What MAP-Elites remembers: the grid with the best genome of every cell, and the ledger of NEAT."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import Final

import numpy as np

from speciate.config import Config
from speciate.draws import sums
from speciate.errors import CheckpointError
from speciate.evolution.memories import neat as neat_memory
from speciate.values.backend import GenomeBackend
from speciate.values.evaluated import Evaluated, joined, population_of
from speciate.values.generation import Ledger
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot, prefixed
from speciate.values.types import Axis, Float64s, Uint32s

NO_CELLS: Final = np.zeros(0, dtype=np.uint32)
"""The cells of an empty grid."""


@dataclass(frozen=True)
class MapElitesMemory:
    """The grid.

    Attributes:
        cells: uint32 (n_filled,), the cells that hold a genome, ascending.
        elites: Their genomes, in that order; None as long as there are none.
        ledger: The next numbers, where the genomes are NEAT's.
    """

    cells: Uint32s
    elites: Evaluated | None
    ledger: Ledger | None

    def snapshot(self) -> Snapshot:
        """This memory as data only."""
        known = Snapshot({}, {}) if self.ledger is None else neat_memory.NeatMemory(self.ledger).snapshot()
        if self.elites is None or self.elites.measures is None:
            return known
        arrays = prefixed("grid", self.elites.population.columns()) | {
            "grid:cells": self.cells,
            "grid:objectives": self.elites.objectives,
            "grid:measures": self.elites.measures,
        }
        return Snapshot(arrays, known.scalars)


@dataclass(frozen=True)
class Grids:
    """The grids of a run.

    Attributes:
        config: The config, every field filled in.
        backend: Fills the grid.
    """

    config: Config
    backend: GenomeBackend

    @property
    def axes(self) -> list[Axis]:
        """For each measure the lower and the upper bound of the grid, and the number of its cells."""
        return self.config.map_elites.axes(len(self.config.measures))

    @property
    def n_cells(self) -> int:
        """Cells of a grid, filled or not."""
        return prod(n for _, _, n in self.axes)

    def coverage(self, memory: MapElitesMemory) -> float:
        """Which part of the cells is filled."""
        return len(memory.cells) / self.n_cells

    def qd_score(self, memory: MapElitesMemory) -> float:
        """How far the objectives of all cells are above the offset, added up; downwards if minimised.

        Neither a difference nor the sum is beyond the largest double.
        """
        if memory.elites is None:
            return 0.0
        sign = -1.0 if self.config.directions[0] == "min" else 1.0
        offset = sign * self.config.map_elites.qd_offset
        with np.errstate(over="ignore"):
            above = memory.elites.objectives[:, 0] - offset
        return sums.total(map(sums.clipped, above.tolist()))

    def inserted(self, memory: MapElitesMemory, asked: Evaluated) -> tuple[Uint32s, Evaluated | None]:
        """The cells and their genomes with those of a generation, as far as they did not fail."""
        new = asked.select(np.flatnonzero(~asked.failed).astype(np.uint32))
        if not len(new):
            return memory.cells, memory.elites
        pool = new if memory.elites is None else joined(self.backend, memory.elites, new)
        rows, cells = self._insert(memory.cells, _measures(new), pool.objectives)
        return cells, pool.select(rows)

    def restored(self, snapshot: Snapshot, populations: Iterable[Population]) -> MapElitesMemory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        cells, elites = self._restored_elites(snapshot)
        known = [*populations, *([] if elites is None else [elites.population])]
        fixed = self.config.fixed_topology
        return MapElitesMemory(cells, elites, None if fixed else neat_memory.ledger_of(snapshot, known))

    def _restored_elites(self, snapshot: Snapshot) -> tuple[Uint32s, Evaluated | None]:
        if "grid:cells" not in snapshot.arrays:
            return NO_CELLS, None
        population = population_of("grid", snapshot, self.backend, 1, self.n_cells)
        n = len(population)
        objectives = snapshot.finite("grid:objectives", (n, 1))
        measures = snapshot.finite("grid:measures", (n, len(self.config.measures)))
        cells = snapshot.array("grid:cells", np.uint32, (n,))
        rows, expected = self._insert(NO_CELLS, measures, objectives)
        if not np.array_equal(cells, expected) or not np.array_equal(rows, np.arange(n)):
            raise CheckpointError(
                "the snapshot's grid has genomes in cells that are not theirs; it is damaged"
            )
        failed = np.zeros(n, dtype=np.bool_)
        return cells, Evaluated(population, objectives, failed, measures, objectives[:, 0].copy())

    def _insert(self, cells: Uint32s, measures: Float64s, objectives: Float64s) -> tuple[Uint32s, Uint32s]:
        objective = np.ascontiguousarray(objectives[:, 0])
        return self.backend.grid_insert(
            self.config.map_elites.axes(len(self.config.measures)), cells, measures, objective
        )


def _measures(evaluated: Evaluated) -> Float64s:
    assert evaluated.measures is not None  # noqa: S101  # the config names some
    return evaluated.measures
