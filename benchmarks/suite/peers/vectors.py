"""NSGA-II of pymoo, pygmo, DEAP and genoxide, all with the operators and rates of ours.

Each evaluates a generation in one call of the same NumPy function.
"""

import random
import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
from benchmarks.suite.clock import now
from benchmarks.suite.problems import Problem

Seconds = Callable[[int], float]
"""Does as many generations, and returns the median of the seconds that one took."""

Prepare = Callable[[Problem, int, int], Seconds]
"""Takes a problem, a population size and how many generations come before those that count."""


def stepped(generation: Callable[[], Any], warm_up: int) -> Seconds:
    """Measures what does one generation when it is called."""
    for _ in range(warm_up):
        generation()

    def seconds(n_generations: int) -> float:
        times = [now()]
        for _ in range(n_generations):
            generation()
            times.append(now())
        return statistics.median(np.diff(times).tolist())

    return seconds


def pymoo(problem: Problem, size: int, warm_up: int) -> Seconds:
    """``pymoo.algorithms.moo.nsga2.NSGA2``, generation by generation; it keeps duplicates, as ours does."""
    from pymoo.algorithms.moo.nsga2 import NSGA2  # noqa: PLC0415
    from pymoo.core.problem import Problem as PeerProblem  # noqa: PLC0415
    from pymoo.core.termination import NoTermination  # noqa: PLC0415
    from pymoo.operators.crossover.sbx import SBX  # noqa: PLC0415
    from pymoo.operators.mutation.pm import PM  # noqa: PLC0415

    class Batch(PeerProblem):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(
                n_var=problem.n_variables, n_obj=problem.n_objectives, xl=problem.lower, xu=problem.upper
            )

        def _evaluate(self, x: Any, out: dict[str, Any], *_: Any, **__: Any) -> None:
            out["F"] = problem.function(x)

    algorithm = NSGA2(
        pop_size=size,
        crossover=SBX(prob=0.9, eta=15),
        mutation=PM(prob=1.0, eta=20),
        eliminate_duplicates=False,
        save_history=False,
    )
    algorithm.setup(Batch(), termination=NoTermination(), seed=1)
    return stepped(algorithm.next, warm_up)


def pygmo(problem: Problem, size: int, warm_up: int) -> Seconds:
    """``pygmo.nsga2`` with a batch evaluator; several generations in one call, to be just."""
    import pygmo as peer  # noqa: PLC0415

    class Batch:
        def fitness(self, x: Any) -> Any:
            return problem.function(x[None])[0]

        def batch_fitness(self, vectors: Any) -> Any:
            return problem.function(vectors.reshape(-1, problem.n_variables)).ravel()

        def get_nobj(self) -> int:
            return problem.n_objectives

        def get_bounds(self) -> Any:
            return problem.lower, problem.upper

    def evolve(population: Any, n_generations: int) -> Any:
        algorithm = peer.nsga2(
            gen=n_generations, cr=0.9, eta_c=15.0, m=1.0 / problem.n_variables, eta_m=20.0, seed=1
        )
        algorithm.set_bfe(peer.bfe())
        return peer.algorithm(algorithm).evolve(population)

    population = evolve(peer.population(peer.problem(Batch()), size=size, seed=1), warm_up)

    def seconds(n_generations: int) -> float:
        started = now()
        evolve(population, n_generations)
        return (now() - started) / n_generations

    return seconds


def deap(problem: Problem, size: int, warm_up: int) -> Seconds:
    """The loop of DEAP's own NSGA-II example, with the evaluations of a generation in one call."""
    from deap import base, tools  # noqa: PLC0415

    class Fitness(base.Fitness):  # type: ignore[misc]
        weights = (-1.0,) * problem.n_objectives

    class Vector(list[float]):
        def __init__(self, values: Any) -> None:
            super().__init__(values)
            self.fitness = Fitness()

    def evaluate(vectors: list[Vector]) -> list[Vector]:
        for vector, values in zip(vectors, problem.function(np.array(vectors)).tolist(), strict=True):
            vector.fitness.values = values
        return vectors

    lower, upper = problem.lower.tolist(), problem.upper.tolist()
    founders = np.random.default_rng(1).uniform(lower, upper, (size, problem.n_variables))
    population = tools.selNSGA2(evaluate([Vector(row) for row in founders.tolist()]), size)
    random.seed(1)

    def generation() -> None:
        nonlocal population
        offspring = [Vector(parent) for parent in tools.selTournamentDCD(population, size)]
        for first, second in zip(offspring[::2], offspring[1::2], strict=True):
            if random.random() <= 0.9:  # noqa: PLR2004, S311
                tools.cxSimulatedBinaryBounded(first, second, 15.0, lower, upper)
        for vector in offspring:
            tools.mutPolynomialBounded(vector, 20.0, lower, upper, 1.0 / problem.n_variables)
        population = tools.selNSGA2(population + evaluate(offspring), size)

    return stepped(generation, warm_up)


def genoxide(problem: Problem, size: int, warm_up: int) -> Seconds:
    """``genoxide.Nsga2`` in batches, timed between its calls after each generation."""
    import genoxide as peer  # noqa: PLC0415

    algorithm = peer.Nsga2(
        peer.Real(list(zip(problem.lower.tolist(), problem.upper.tolist(), strict=True))),
        objectives=["minimize"] * problem.n_objectives,
        population_size=size,
        crossover=peer.SimulatedBinaryCrossover(15.0),
        mutation=peer.PolynomialMutation(20.0, rate=1.0 / problem.n_variables),
        seed=1,
    )

    def seconds(n_generations: int) -> float:
        times: list[float] = []

        def note(_: Any) -> None:
            times.append(now())

        algorithm.run(problem.function, generations=warm_up + n_generations, batch=True, on_generation=note)
        return statistics.median(np.diff(times[warm_up:]).tolist())

    return seconds


PLAYS = {"pymoo": pymoo, "pygmo": pygmo, "deap": deap, "genoxide": genoxide}
