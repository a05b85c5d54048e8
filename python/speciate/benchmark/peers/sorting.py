"""Non-dominated sorts and survival steps of other packages. Objectives are maximised."""

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def moocore_fronts(objectives: Floats) -> Callable[[], Any]:
    """``moocore.pareto_rank``."""
    import moocore  # noqa: PLC0415

    return lambda: moocore.pareto_rank(objectives, maximise=True)


def pymoo_fronts(objectives: Floats) -> Callable[[], Any]:
    """The ranks of ``pymoo``'s non-dominated sort."""
    from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting  # noqa: PLC0415

    sort, minimised = NonDominatedSorting(), -objectives
    return lambda: sort.do(minimised, return_rank=True)[1]


def pygmo_fronts(objectives: Floats) -> Callable[[], Any]:
    """The ranks of ``pygmo.fast_non_dominated_sorting``."""
    import pygmo  # noqa: PLC0415

    minimised = -objectives
    return lambda: pygmo.fast_non_dominated_sorting(minimised)[3]


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

    def survivors() -> set[int]:
        ranks = moocore.pareto_rank(objectives, maximise=True)
        last = np.sort(ranks, kind="stable")[n - 1]
        kept = np.flatnonzero(ranks < last)
        front = np.flatnonzero(ranks == last)
        order = np.argsort(-_crowding(objectives[front]), kind="stable")
        return {*kept.tolist(), *front[order[: n - len(kept)]].tolist()}

    return survivors


def _crowding(values: Floats) -> Floats:
    distances = np.zeros(len(values))
    for column in values.T:
        order = np.argsort(column, kind="stable")
        ordered = column[order]
        gaps = np.empty(len(values))
        gaps[0] = gaps[-1] = np.inf
        gaps[1:-1] = (ordered[2:] - ordered[:-2]) / (ordered[-1] - ordered[0])
        distances[order] += gaps
    return distances


def pymoo_survivors(objectives: Floats, n: int) -> Callable[[], Any]:
    """``pymoo``'s ``RankAndCrowding``."""
    from pymoo.core.population import Population  # noqa: PLC0415
    from pymoo.core.problem import Problem  # noqa: PLC0415
    from pymoo.operators.survival.rank_and_crowding import RankAndCrowding  # noqa: PLC0415

    population = Population.new(X=np.arange(len(objectives), dtype=float)[:, None], F=-objectives)
    survival, problem = RankAndCrowding(), Problem(n_var=1, n_obj=objectives.shape[1], n_ieq_constr=0)
    return lambda: {int(x) for x in survival.do(problem, population, n_survive=n).get("X")[:, 0]}


def pygmo_survivors(objectives: Floats, n: int) -> Callable[[], Any]:
    """``pygmo.select_best_N_mo``."""
    import pygmo  # noqa: PLC0415

    minimised = -objectives
    return lambda: set(pygmo.select_best_N_mo(minimised, n).tolist())


def deap_survivors(objectives: Floats, n: int) -> Callable[[], Any]:
    """``deap.tools.selNSGA2``."""
    from deap import base, tools  # noqa: PLC0415

    class Fitness(base.Fitness):  # type: ignore[misc]
        weights = (1.0,) * objectives.shape[1]

    class Point:
        def __init__(self, row: int, values: Floats) -> None:
            self.row, self.fitness = row, Fitness(tuple(values.tolist()))

    points = [Point(row, values) for row, values in enumerate(objectives)]
    return lambda: {point.row for point in tools.selNSGA2(points, n)}


SURVIVORS = {
    "moocore": moocore_survivors,
    "pymoo": pymoo_survivors,
    "pygmo": pygmo_survivors,
    "deap": deap_survivors,
}
