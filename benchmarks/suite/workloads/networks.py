"""Compiling networks, and how near they run to what the machine can do."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.peers import graphs
from benchmarks.suite.peers.settings import settings_of_neat
from benchmarks.suite.workloads import Choose
from benchmarks.suite.workloads.genomes import EQUAL, GROWN, N_INPUTS, N_OUTPUTS, graphs_of, made

_N = 167
_N_NEAT = 20
_LIMITED = "dense 86-80-6"


def cases(workload: str, takes_part: Choose) -> Sequence[Case]:
    """The cases of a workload of this module."""
    if workload == "compile":
        return [_compile(kind, takes_part) for kind in (EQUAL, GROWN)]
    return [_limits(n) for n in (1, 64)]


def _compile(kind: str, takes_part: Choose) -> Case:
    def ours(name: str) -> Prepared:
        networks = made(name, kind, _N)
        backend, population = networks.backend, networks.population

        def call() -> None:
            backend.compile(population)

        return Prepared(call, n_items=_N, note=f"{population.sizes.mean():.0f} connections")

    contenders: dict[str, Callable[[], Prepared]] = {"native": partial(ours, "native")}
    if takes_part("reference"):
        contenders["reference"] = partial(ours, "reference")
    for peer, prepare in {"genoxide": _genoxide, "neat": _neat}.items():
        if takes_part(peer):
            contenders[peer] = partial(prepare, kind)
    return Case("compile", kind, "genome", contenders)


def _graphs(kind: str, n: int) -> list[graphs.Graph]:
    return graphs_of(made("native", kind, n), kind)


def _genoxide(kind: str) -> Prepared:
    genomes = [graphs.of_genoxide(graph) for graph in _graphs(kind, _N)]
    return Prepared(lambda: [genome.feed_forward() for genome in genomes] and None, n_items=_N)


def _neat(kind: str) -> Prepared:
    import neat  # noqa: PLC0415

    config = settings_of_neat(N_INPUTS, N_OUTPUTS, _N_NEAT)
    genomes = [graphs.of_neat(graph) for graph in _graphs(kind, _N_NEAT)]

    def call() -> None:
        for genome in genomes:
            neat.nn.FeedForwardNetwork.create(genome, config)

    return Prepared(call, n_items=_N_NEAT, note=f"{_N_NEAT} genomes")


def _limits(n: int) -> Case:
    n_weights = (N_INPUTS + N_OUTPUTS) * 80
    contenders: dict[str, Callable[[], Prepared]] = {
        "native": lambda: Prepared(_forward(n), n_items=_N * n * n_weights),
        "reading the weights": lambda: _reading(_N * n_weights, n),
        "multiply-adds of sgemm": _multiplying,
    }
    return Case("limits", f"{_LIMITED}, {_N} x {n}", "weight", contenders)


def _forward(n: int) -> Callable[[], Any]:
    observations = np.random.default_rng(n).normal(size=(_N, n, N_INPUTS)).astype(np.float32)
    return partial(made("native", _LIMITED, _N).forward, observations)


def _reading(n_weights: int, n: int) -> Prepared:
    """The dot product of as many bytes as the weights have, once for ``n`` observations."""
    halves = np.ones((2, n_weights // 2), dtype=np.float32)
    return Prepared(partial(np.dot, halves[0], halves[1]), n_items=n_weights * n, note="a dot product")


def _multiplying() -> Prepared:
    """A product of matrices that stay in the cache."""
    size = 256
    matrix = np.ones((size, size), dtype=np.float32)
    note = "fused multiply-adds; ours are not fused, because all machines give the same bits"
    return Prepared(partial(np.matmul, matrix, matrix), n_items=size**3, note=note)
