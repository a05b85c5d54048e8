"""NSGA-II over vectors (Deb et al. 2002, section III): founders, offspring and survivors."""

import numpy as np

from speciate.backends.reference.selection.crowding import crowding as crowding_of
from speciate.backends.reference.selection.fitness import rank
from speciate.backends.reference.selection.thinning import thinned
from speciate.backends.reference.vectors import within
from speciate.backends.reference.vectors.polynomial import mutate
from speciate.backends.reference.vectors.sbx import cross
from speciate.draws.philox import Draws, Purpose
from speciate.values.generation import Ranking
from speciate.values.types import Bools, Float64s, Uint32s
from speciate.values.vectors import EvaluatedVectors, RankedVectors, VectorSettings


class ReferenceVectors:
    """The steps of a generation; each is described in the protocol of backends."""

    name = "reference"

    def __init__(self, settings: VectorSettings) -> None:
        """Made for one run."""
        self._settings = settings

    def found(self) -> Float64s:
        """The first vectors, uniform within the bounds."""
        rows = range(self._settings.population_size)
        return np.array([_founder(self._settings, row) for row in rows])

    def offspring(self, parents: RankedVectors, generation: int) -> Float64s:
        """Tournaments, crossover of neighbours, mutation."""
        offspring = parents.vectors[winners(self._settings, parents.fronts, parents.crowding, generation)]
        cross(self._settings, generation, offspring)
        mutate(self._settings, generation, offspring)
        return offspring

    def survive(self, population: RankedVectors, offspring: EvaluatedVectors) -> RankedVectors:
        """The best of both by front, then crowding, then row."""
        vectors = np.concatenate([population.vectors, offspring.vectors])
        objectives = np.concatenate([population.objectives, offspring.objectives])
        failed = np.concatenate([population.failed, offspring.failed])
        n_pool = len(failed)
        ranking = rank(
            objectives, failed, np.zeros(n_pool, dtype=np.uint32), np.arange(n_pool, dtype=np.uint64)
        )
        if self._settings.truncation == "one_by_one":
            rows, crowding = _thinned(objectives, failed, ranking, self._settings.population_size)
        else:
            rows, crowding = ranking.order[: self._settings.population_size], ranking.crowding
        return RankedVectors(
            vectors[rows], objectives[rows], failed[rows], ranking.fronts[rows], crowding[rows]
        )


def _thinned(objectives: Float64s, failed: Bools, ranking: Ranking, size: int) -> tuple[Uint32s, Float64s]:
    """The best rows and the crowding of all, if the front that does not fit as a whole is cut one by one."""
    order, fronts, crowding = ranking.order, ranking.fronts, ranking.crowding.copy()
    last = order[:size][-1]
    whole, front = order[fronts[order] < fronts[last]], np.flatnonzero(fronts == fronts[last])
    if failed[last] or len(whole) + len(front) <= size:
        return order[:size], crowding
    kept = front[thinned(objectives[front], size - len(whole))]
    crowding[kept] = crowding_of(objectives[kept], np.zeros(len(kept), dtype=np.uint32))
    kept = kept[np.lexsort((kept, -crowding[kept]))]
    return np.concatenate([whole, kept]).astype(np.uint32), crowding


def _founder(settings: VectorSettings, row: int) -> list[float]:
    uniform = Draws(settings.seed, Purpose.VECTOR_FOUNDER, 0, row).uniforms(len(settings.lower)).tolist()
    bounds = zip(settings.lower.tolist(), settings.upper.tolist(), strict=True)
    return [
        within(lower + u * (upper - lower), lower, upper)
        for u, (lower, upper) in zip(uniform, bounds, strict=True)
    ]


def winners(settings: VectorSettings, fronts: Uint32s, crowding: Float64s, generation: int) -> list[int]:
    """The winners of binary tournaments between neighbours in two random orders, one after the other.

    The lower front wins, then the greater crowding, then the first.
    """
    contestants = _order(settings, generation, 0) + _order(settings, generation, 1)
    pairs = zip(contestants[::2], contestants[1::2], strict=True)
    return [b if (fronts[b], -crowding[b]) < (fronts[a], -crowding[a]) else a for a, b in pairs]


def _order(settings: VectorSettings, generation: int, row: int) -> list[int]:
    """A random order of the population (Fisher & Yates)."""
    order = list(range(settings.population_size))
    draws = Draws(settings.seed, Purpose.VECTOR_TOURNAMENT, generation, row)
    draws.words(len(order))
    for place in range(len(order) - 1, 0, -1):
        other = draws.below(place, place + 1)
        order[place], order[other] = order[other], order[place]
    return order
