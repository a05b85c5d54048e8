"""Non-dominated sorts and survival steps of other packages.

Points come maximised, as ours takes them. Each package minimises: it gets an array of its own in C order,
negated beforehand, so that it neither copies nor negates while its time is taken.
"""

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def minimised(objectives: Floats) -> Floats:
    """The same points for a package that minimises, in C order."""
    points: Floats = np.ascontiguousarray(-objectives)
    return points


def moocore_fronts(objectives: Floats) -> Callable[[], Any]:
    """``moocore.pareto_rank``."""
    import moocore  # noqa: PLC0415

    points = minimised(objectives)
    return lambda: moocore.pareto_rank(points)


def pymoo_fronts(objectives: Floats) -> Callable[[], Any]:
    """The ranks of ``pymoo``'s non-dominated sort."""
    from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting  # noqa: PLC0415

    sort, points = NonDominatedSorting(), minimised(objectives)
    return lambda: sort.do(points, return_rank=True)[1]


def pygmo_fronts(objectives: Floats) -> Callable[[], Any]:
    """The ranks of ``pygmo.fast_non_dominated_sorting``."""
    import pygmo  # noqa: PLC0415

    points = minimised(objectives)
    return lambda: pygmo.fast_non_dominated_sorting(points)[3]


def evotorch_fronts(objectives: Floats) -> Callable[[], Any]:
    """``SolutionBatch.compute_pareto_ranks`` of EvoTorch, whose memory is quadratic."""
    import torch  # noqa: PLC0415
    from evotorch import Problem, SolutionBatch  # noqa: PLC0415

    logging.getLogger("evotorch").setLevel(logging.WARNING)
    n, n_objectives = objectives.shape
    if n > _EVOTORCH_ROWS:
        raise MemoryError(f"quadratic; left out above {_EVOTORCH_ROWS:,} rows")
    senses = ["max"] * n_objectives
    problem = Problem(senses, solution_length=1, initial_bounds=(0, 1), eval_dtype=torch.float64)
    batch = SolutionBatch(problem, n)
    batch.set_evals(torch.from_numpy(objectives))

    def fronts() -> Any:
        return batch.compute_pareto_ranks(crowdsort=False)[0].numpy()

    return fronts


_EVOTORCH_ROWS = 1_000

FRONTS = {
    "moocore": moocore_fronts,
    "pymoo": pymoo_fronts,
    "pygmo": pygmo_fronts,
    "evotorch": evotorch_fronts,
}


def moocore_survivors(objectives: Floats, n: int) -> Callable[[], Any]:
    """Moocore's ranks, and crowding in a few lines of NumPy for the front that does not fit as a whole."""
    import moocore  # noqa: PLC0415

    points = minimised(objectives)

    def survivors() -> Any:
        ranks = moocore.pareto_rank(points)
        last = np.bincount(ranks).cumsum().searchsorted(n)
        kept, front = np.flatnonzero(ranks < last), np.flatnonzero(ranks == last)
        crowded = np.argsort(_crowding(points[front]))
        return np.concatenate([kept, front[crowded[len(crowded) - (n - len(kept)) :]]])

    return survivors


def _crowding(values: Floats) -> Floats:
    order = np.argsort(values, axis=0)
    ordered = np.take_along_axis(values, order, axis=0)
    gaps = np.full_like(values, np.inf)
    gaps[1:-1] = (ordered[2:] - ordered[:-2]) / (ordered[-1] - ordered[0])
    spread = np.empty_like(values)
    np.put_along_axis(spread, order, gaps, axis=0)
    distances: Floats = spread.sum(axis=1)
    return distances


def pymoo_survivors(objectives: Floats, n: int) -> Callable[[], Any]:
    """``pymoo``'s ``RankAndCrowding``."""
    from pymoo.core.population import Population  # noqa: PLC0415
    from pymoo.core.problem import Problem  # noqa: PLC0415
    from pymoo.operators.survival.rank_and_crowding import RankAndCrowding  # noqa: PLC0415

    rows = np.arange(len(objectives), dtype=float)[:, None]
    population = Population.new(X=rows, F=minimised(objectives))
    survival, problem = RankAndCrowding(), Problem(n_var=1, n_obj=objectives.shape[1], n_ieq_constr=0)
    return lambda: survival.do(problem, population, n_survive=n)


def pygmo_survivors(objectives: Floats, n: int) -> Callable[[], Any]:
    """``pygmo.select_best_N_mo``."""
    import pygmo  # noqa: PLC0415

    points = minimised(objectives)
    return lambda: pygmo.select_best_N_mo(points, n)


def deap_survivors(objectives: Floats, n: int) -> Callable[[], Any]:
    """``deap.tools.selNSGA2``."""
    from deap import base, tools  # noqa: PLC0415

    class Fitness(base.Fitness):  # type: ignore[misc]
        weights = (1.0,) * objectives.shape[1]

    class Point:
        def __init__(self, values: Floats) -> None:
            self.fitness = Fitness(tuple(values.tolist()))

    points = [Point(values) for values in objectives]
    return lambda: tools.selNSGA2(points, n)


SURVIVORS = {
    "moocore": moocore_survivors,
    "pymoo": pymoo_survivors,
    "pygmo": pygmo_survivors,
    "deap": deap_survivors,
}
