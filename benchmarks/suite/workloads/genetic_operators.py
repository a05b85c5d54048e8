"""Generations of the genetic algorithm, on the weights of dense networks."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.peers.genetic import PLAYS, Prepare
from benchmarks.suite.workloads import Choose

from speciate.evolution.genetic import Genetic

_SIZE = 150
_SIZES = {"reference": 20}
"""Offspring of contenders that need long for one."""

_OPERATORS = {
    "tournament_size": 3,
    "weight_crossover": "two_point",
    "weight_crossover_rate": 0.73,
    "mutation_rate": 0.3,
    "mutation_sigma": 0.09,
    "elite_count": 0,
}


def cases(workload: str, takes_part: Choose) -> Sequence[Case]:
    """A case for one thread and, ours, for two."""
    return list(_cases(workload, takes_part))


def _cases(workload: str, takes_part: Choose) -> Iterator[Case]:
    contenders: dict[str, Callable[[], Prepared]] = {"native": partial(_ours, "native", 1)}
    if takes_part("reference"):
        contenders["reference"] = partial(_ours, "reference", 1)
    for peer, prepare in PLAYS.items():
        if takes_part(peer):
            contenders[peer] = partial(_theirs, prepare)
    yield Case(workload, "86-80-6, one thread", "offspring", contenders)
    yield Case(workload, "86-80-6, two threads", "offspring", {"native": partial(_ours, "native", 2)})


def _ours(name: str, threads: int) -> Prepared:
    size = _SIZES.get(name, _SIZE)
    evolution = Genetic(
        n_inputs=86,
        n_outputs=6,
        hidden_layers=[80],
        population_size=size,
        seed=1,
        backend=name,
        threads=threads,
        config={"genetic": _OPERATORS},
    )
    fitness = np.random.default_rng(0).normal(size=size)

    def generation() -> None:
        evolution.ask()
        evolution.tell(fitness)

    return Prepared(generation, size, note="" if size == _SIZE else f"population {size}")


def _theirs(prepare: Prepare) -> Prepared:
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(_SIZE, 7_446)).astype(np.float32)
    call, measures_itself = prepare(weights, rng.normal(size=_SIZE))
    return Prepared(call, _SIZE, measures_itself=measures_itself)
