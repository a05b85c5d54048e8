"""NSGA-II of three packages on one problem, all with the same operators, rates and number of evaluations."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from benchmarks.suite.problems import Problem

import speciate
from speciate.values.types import Float64s

SIZE: Final = 100
GENERATIONS: Final = 250

Search = Callable[[Problem, int], Float64s]
"""Takes a problem and a seed; returns the objectives of the last population, (n, n_objectives), minimised."""


def ours(problem: Problem, seed: int) -> Float64s:
    """``speciate.Nsga2``."""
    evolution = speciate.Nsga2(
        n_variables=problem.n_variables,
        lower=problem.lower,
        upper=problem.upper,
        objectives=problem.n_objectives,
        population_size=SIZE,
        seed=seed,
    )
    for _ in range(GENERATIONS):
        evolution.tell(problem.function(evolution.ask()))
    return evolution.objectives


def pymoo(problem: Problem, seed: int) -> Float64s:
    """``pymoo.algorithms.moo.nsga2.NSGA2``."""
    from pymoo.algorithms.moo.nsga2 import NSGA2  # noqa: PLC0415
    from pymoo.core.problem import Problem as PeerProblem  # noqa: PLC0415
    from pymoo.operators.crossover.sbx import SBX  # noqa: PLC0415
    from pymoo.operators.mutation.pm import PM  # noqa: PLC0415
    from pymoo.optimize import minimize  # noqa: PLC0415

    class Batch(PeerProblem):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(
                n_var=problem.n_variables, n_obj=problem.n_objectives, xl=problem.lower, xu=problem.upper
            )

        def _evaluate(self, x: Any, out: dict[str, Any], *_: Any, **__: Any) -> None:
            out["F"] = problem.function(x)

    algorithm = NSGA2(pop_size=SIZE, crossover=SBX(prob=0.9, eta=15), mutation=PM(prob=1.0, eta=20))
    found = minimize(Batch(), algorithm, ("n_gen", GENERATIONS), seed=seed)
    objectives: Float64s = found.pop.get("F")
    return objectives


def pygmo(problem: Problem, seed: int) -> Float64s:
    """``pygmo.nsga2``, its founders one generation and the rest evolved."""
    import pygmo as peer  # noqa: PLC0415

    class Batch:
        def fitness(self, x: Any) -> Any:
            return problem.function(x[None])[0]

        def get_nobj(self) -> int:
            return problem.n_objectives

        def get_bounds(self) -> Any:
            return problem.lower, problem.upper

    algorithm = peer.nsga2(
        gen=GENERATIONS - 1, cr=0.9, eta_c=15.0, m=1.0 / problem.n_variables, eta_m=20.0, seed=seed
    )
    population = peer.population(peer.problem(Batch()), size=SIZE, seed=seed)
    objectives: Float64s = np.asarray(peer.algorithm(algorithm).evolve(population).get_f())
    return objectives


SEARCHES: Final[dict[str, Search]] = {"speciate": ours, "pymoo": pymoo, "pygmo": pygmo}
"""By package."""
