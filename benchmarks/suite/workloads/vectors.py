"""Whole generations of NSGA-II over vectors."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.peers import vectors
from benchmarks.suite.problems import PROBLEMS, Problem
from benchmarks.suite.workloads import Choose

from speciate.evolution.nsga2 import Nsga2

_WARM_UP = 50
_N_MANY = 20
_SLOW = {"reference": (2, 100), "deap": (2, 1_000)}
"""Generations that are measured, and the largest population, of contenders that need long for one."""


def cases(workload: str, takes_part: Choose) -> Sequence[Case]:
    """A case for each problem and population size."""
    return list(_cases(workload, takes_part))


def _cases(workload: str, takes_part: Choose) -> Iterator[Case]:
    for name in ("zdt1", "dtlz2"):
        problem = PROBLEMS[name]
        for size in (100, 1_000):
            contenders: dict[str, Callable[[], Prepared]] = {
                "native": partial(_prepared, "native", _ours("native"), problem, size)
            }
            for peer, prepare in {"reference": _ours("reference"), **vectors.PLAYS}.items():
                if takes_part(peer) and size <= _SLOW.get(peer, (0, size))[1]:
                    contenders[peer] = partial(_prepared, peer, prepare, problem, size)
            yield Case(workload, f"{name}, population {size:,}", "generation", contenders)


def _prepared(name: str, prepare: vectors.Prepare, problem: Problem, size: int) -> Prepared:
    """Goes on with one run, which is past its first generations; they are few where one takes long."""
    n_generations = _SLOW.get(name, (_N_MANY, 0))[0]
    seconds = prepare(problem, size, n_generations if name in _SLOW else _WARM_UP)
    return Prepared(lambda: seconds(n_generations), measures_itself=True)


def _ours(backend: str) -> vectors.Prepare:
    def prepare(problem: Problem, size: int, warm_up: int) -> vectors.Seconds:
        evolution = Nsga2(
            n_variables=problem.n_variables,
            lower=problem.lower,
            upper=problem.upper,
            population_size=size,
            objectives=problem.n_objectives,
            seed=1,
            backend=backend,
        )

        def generation() -> None:
            evolution.tell(problem.function(evolution.ask()))

        return vectors.stepped(generation, warm_up)

    return prepare
