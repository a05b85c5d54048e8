"""Survival: which of the carried and the asked genomes stay."""

import math

import numpy as np

from speciate.draws.philox import Draws, Purpose
from speciate.values.settings import Settings
from speciate.values.types import Bools, Float64s, Uint32s


def survive(
    settings: Settings, objectives: Float64s, failed: Bools, order: Uint32s, n_carried: int, generation: int
) -> Uint32s:
    """Rows of the pool (carried, then asked) that survive, ascending.

    Args:
        settings: Settings of the run.
        objectives: float64 (n_pool, n_objectives).
        failed: bool (n_pool,).
        order: uint32 (n_pool,), rows from best to worst.
        n_carried: How many of the pool are carried.
        generation: The generation that was asked.
    """
    match settings.selection.survival:
        case "generational":
            rows = list(range(n_carried, len(failed)))
        case "elitist":
            rows = order[: settings.population_size].tolist()
        case "mixed":
            rows = _mix(settings, objectives, failed, order.tolist(), n_carried, generation)
    return np.array(sorted(rows), dtype=np.uint32)


def _mix(
    settings: Settings, objectives: Float64s, failed: Bools, order: list[int], n_carried: int, generation: int
) -> list[int]:
    """The best with different objectives, then offspring at random, then the next ones in order."""
    size = settings.population_size
    n_best = math.floor(settings.selection.survivor_fraction * size + 0.5)
    taken = _best_different(objectives, failed, order, min(n_best, size))
    draws = Draws(settings.seed, Purpose.SURVIVAL, generation, 0)
    asked = [row for row in range(n_carried, len(failed)) if row not in taken]
    asked.sort(key=lambda row: (bool(failed[row]), draws.word(row), row))
    taken += asked[: size - len(taken)]
    rest = [row for row in order if row not in taken]
    return taken + rest[: size - len(taken)]


def _best_different(objectives: Float64s, failed: Bools, order: list[int], n_best: int) -> list[int]:
    taken: list[int] = []
    seen: set[tuple[float, ...]] = set()
    for row in order:
        values = tuple(objectives[row].tolist())
        if len(taken) < n_best and not failed[row] and values not in seen:
            taken.append(row)
            seen.add(values)
    return taken
