"""The grid of MAP-Elites (Mouret & Clune 2015), and parents drawn from it: the mirror of the core's."""

import math
from collections.abc import Sequence

import numpy as np

from speciate.backends.reference.operators.crossover import A_IS_FITTER, B_IS_FITTER, EQUAL
from speciate.draws.philox import Draws, Purpose
from speciate.values.generation import NO_PARENT, Parentage
from speciate.values.settings import Settings
from speciate.values.types import Axis, Float64s, Uint32s

_MOST_CELLS = 2**31


def insert(
    axes: Sequence[Axis], cells: Uint32s, measures: Float64s, objective: Float64s
) -> tuple[Uint32s, Uint32s]:
    """Puts genomes where they belong and keeps the best of every cell, of equally good ones the first.

    Args:
        axes: For each measure the lower and the upper bound, and the number of cells.
        cells: uint32 (n_before,), those of the first rows, which are there already.
        measures: float64 (n_new, n_measures), those of the other rows.
        objective: float64 (n_before + n_new,), of all rows, higher is better.

    Returns:
        uint32 (n_cells,) each: the rows that stay, in the order of their cells, and these.

    Raises:
        ValueError: There is no such grid.
    """
    _check(axes)
    all_cells = cells.tolist() + [_cell(axes, place) for place in measures.tolist()]
    values = objective.tolist()
    best: dict[int, int] = {}
    for row, cell in enumerate(all_cells):
        if cell not in best or values[row] > values[best[cell]]:
            best[cell] = row
    ordered = sorted(best)
    return np.array([best[cell] for cell in ordered], dtype=np.uint32), np.array(ordered, dtype=np.uint32)


def plan(settings: Settings, objective: Float64s, sizes: Uint32s, generation: int) -> Parentage:
    """Draws the parents of a generation from the genomes of a grid, each as likely as the others."""
    rows = [_parents(settings, objective, sizes, generation, row) for row in range(settings.population_size)]
    parent_a, parent_b, fitter = zip(*rows, strict=True)
    return Parentage(
        np.array(parent_a, dtype=np.uint32),
        np.array(parent_b, dtype=np.uint32),
        np.array(fitter, dtype=np.uint8),
        np.zeros(len(rows), dtype=np.bool_),
        np.zeros(len(rows), dtype=np.uint32),
    )


def _parents(
    settings: Settings, objective: Float64s, sizes: Uint32s, generation: int, row: int
) -> tuple[int, int, int]:
    draws = Draws(settings.seed, Purpose.MAP_ELITES, generation, row)
    n = len(objective)
    a = draws.below(1, n)
    if n == 1 or not draws.uniform(0) < settings.crossover.crossover_rate:
        return a, NO_PARENT, EQUAL
    other = draws.below(2, n - 1)
    b = other + (other >= a)
    keys = [(-float(objective[parent]), int(sizes[parent])) for parent in (a, b)]
    if keys[0] == keys[1]:
        return a, b, EQUAL
    return a, b, A_IS_FITTER if keys[0] < keys[1] else B_IS_FITTER


def _cell(axes: Sequence[Axis], place: Sequence[float]) -> int:
    """The cell of a place; the last axis runs fastest, and whatever lies outside belongs to the border."""
    cell = 0
    for (lower, upper, n_cells), measure in zip(axes, place, strict=True):
        position = (measure - lower) / (upper - lower) * n_cells
        cell = cell * n_cells + (math.floor(min(max(position, 0.0), n_cells - 1.0)))
    return cell


def _check(axes: Sequence[Axis]) -> None:
    n_cells = math.prod(n for _, _, n in axes) if axes else 0
    for number, (lower, upper, _) in enumerate(axes):
        if not 0.0 < upper - lower < math.inf:
            raise ValueError(f"bounds of measure {number} are {lower} and {upper}")
    if not 1 <= n_cells <= _MOST_CELLS:
        raise ValueError(f"the grid has {n_cells} cells, expected 1 to {_MOST_CELLS}")
