"""Running networks: one alone, and a population at once."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.peers import forward
from benchmarks.suite.peers.graphs import Graph
from benchmarks.suite.workloads import Choose
from benchmarks.suite.workloads.genomes import DENSE, EQUAL, GROWN, KINDS, N_INPUTS, graphs_of, made

_N = 167
_MANY = 64
_TOLERANCE = 1e-5
_LARGE = "dense 86-80-6"


def cases(workload: str, takes_part: Choose) -> Sequence[Case]:
    """The cases of a workload of this module."""
    if workload == "forward":
        return [_single(kind, takes_part) for kind in KINDS]
    return list(_batches(takes_part))


def _single(kind: str, takes_part: Choose) -> Case:
    observations = np.full((1, 1, N_INPUTS), 0.5, dtype=np.float32)

    def ours(backend: str) -> Prepared:
        network = made(backend, kind, 1)[0]
        return Prepared(partial(network.forward, observations[0, 0]))

    contenders: dict[str, Callable[[], Prepared]] = {"native": partial(ours, "native")}
    if takes_part("reference"):
        contenders["reference"] = partial(ours, "reference")
    contenders |= _peers(forward.ALONE, kind, 1, observations, takes_part)
    return Case("forward", kind, "call", contenders, _close)


def _batches(takes_part: Choose) -> Iterator[Case]:
    for kind in (EQUAL, GROWN, _LARGE):
        for n in (1, _MANY):
            contenders: dict[str, Callable[[], Prepared]] = {
                "native": partial(_batch, "native", kind, n),
                "loop of single calls": partial(_loop, kind, n),
            }
            if takes_part("reference"):
                contenders["reference"] = partial(_batch, "reference", kind, n)
            contenders |= _peers(forward.TOGETHER, kind, _N, _observations(n), takes_part)
            name = f"{kind}, {_N} x {n}"
            yield Case("batch-forward", name, "observation", contenders, _close, family=kind, size=n)


def _peers(
    plays: dict[str, forward.Prepare], kind: str, n: int, observations: Any, takes_part: Choose
) -> dict[str, Callable[[], Prepared]]:
    """The packages that take part, with what dense networks are fastest with."""
    dense = {"genoxide": forward.genoxide_mlp} if kind in DENSE else {}
    taken = {name: prepare for name, prepare in {**plays, **dense}.items() if takes_part(name)}
    if kind in DENSE and n > 1:
        taken.pop("neat", None)  # to build the networks takes minutes
    return {name: partial(_theirs, prepare, kind, n, observations) for name, prepare in taken.items()}


def _theirs(prepare: forward.Prepare, kind: str, n: int, observations: Any) -> Prepared:
    return Prepared(prepare(_graphs(kind, n), observations), n_items=n * observations.shape[1])


@cache
def _graphs(kind: str, n: int) -> list[Graph]:
    return graphs_of(made("native", kind, n), kind)


def _observations(n: int) -> Any:
    return np.random.default_rng(n).normal(size=(_N, n, N_INPUTS)).astype(np.float32)


def _batch(backend: str, kind: str, n: int) -> Prepared:
    networks = made(backend, kind, _N)
    return Prepared(partial(networks.forward, _observations(n)), n_items=_N * n)


def _loop(kind: str, n: int) -> Prepared:
    networks, observations = list(made("native", kind, _N)), _observations(n)

    def loop() -> Any:
        pairs = zip(networks, observations, strict=True)
        return np.array([network.forward(several) for network, several in pairs])

    return Prepared(loop, n_items=_N * n, note="a call for each network, with all its observations")


def _close(ours: Any, theirs: Any) -> bool:
    return np.size(ours) == np.size(theirs) and bool(
        np.allclose(np.ravel(ours), np.ravel(theirs), atol=_TOLERANCE)
    )
