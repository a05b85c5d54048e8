"""The operators of the genetic algorithm, on the weights of dense networks."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from speciate import backends
from speciate.backends.protocol import Float32s, Float64s, Ranking
from speciate.benchmark.measuring import Case, Prepared
from speciate.benchmark.peers.genetic import PLAYS
from speciate.benchmark.workloads import Choose
from speciate.config import Config

_SIZE = 150
_SIZES = {"reference": 20}
"""Offspring of contenders that need long for one."""


def cases(workload: str, takes_part: Choose) -> Sequence[Case]:
    """A case for one thread and, ours, for two."""
    return list(_cases(workload, takes_part))


def _cases(workload: str, takes_part: Choose) -> Iterator[Case]:
    contenders: dict[str, Callable[[], Prepared]] = {"native": partial(_ours, "native", 1)}
    if takes_part("reference"):
        contenders["reference"] = partial(_ours, "reference", 1)
    for peer, play in PLAYS.items():
        if takes_part(peer):
            contenders[peer] = partial(_peer, play)
    yield Case(workload, "86-80-6, one thread", "offspring", contenders)
    yield Case(workload, "86-80-6, two threads", "offspring", {"native": partial(_ours, "native", 2)})


def _ours(name: str, threads: int) -> Prepared:
    settings = {
        "algorithm": "genetic",
        "population_size": _SIZES.get(name, _SIZE),
        "threads": threads,
        "dense": {"hidden_layers": [80]},
        "genetic": {
            "tournament_size": 3,
            "weight_crossover": "two_point",
            "weight_crossover_rate": 0.73,
            "mutation_rate": 0.3,
            "mutation_sigma": 0.09,
            "elite_count": 0,
        },
    }
    backend = backends.create_dense(name, Config.build(settings).settings(86, 6))
    parents = backend.found()
    order = np.random.default_rng(0).permutation(len(parents)).astype(np.uint32)
    ranking = Ranking(np.zeros_like(order), np.zeros(len(order)), order)
    return Prepared(lambda: backend.breed(parents, ranking, len(parents), 1, 0), len(parents))


def _peer(play: Callable[[Float32s, Float64s], Callable[[], object]]) -> Prepared:
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(_SIZE, 7_446)).astype(np.float32)
    call = play(weights, rng.normal(size=_SIZE))
    return Prepared(call, _SIZE)
