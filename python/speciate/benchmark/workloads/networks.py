"""Compiling and running networks."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from speciate.backends.protocol import Backend, Population
from speciate.benchmark.measuring import Case, Prepared
from speciate.benchmark.workloads import Choose
from speciate.benchmark.workloads.genomes import (
    N_INPUTS,
    N_OUTPUTS,
    dense,
    dense_alone,
    dense_weights,
    founders,
)
from speciate.networks import Networks

_N = 167
_TOLERANCE = 1e-5


def cases(workload: str, takes_part: Choose) -> Sequence[Case]:
    """The cases of a workload of this module."""
    if workload == "forward":
        return [_single(n_hidden, takes_part) for n_hidden in (32, 80)]
    if workload == "compile":
        return [_compile(takes_part)]
    if workload == "limits":
        return [_limits(n) for n in (1, 64)]
    return list(_batches(takes_part))


def _single(n_hidden: int, takes_part: Choose) -> Case:
    observation = np.full(N_INPUTS, 0.5, dtype=np.float32)

    def ours(backend: str) -> Prepared:
        network = dense_alone(backend, n_hidden)
        return Prepared(partial(network.forward, observation))

    contenders: dict[str, Callable[[], Prepared]] = {"native": partial(ours, "native")}
    if takes_part("reference"):
        contenders["reference"] = partial(ours, "reference")
    if takes_part("numpy"):
        contenders["numpy"] = lambda: Prepared(_numpy_call(n_hidden, observation), note="two matrix products")
    return Case("forward", f"{N_INPUTS}-{n_hidden}-{N_OUTPUTS}", "call", contenders, _close)


def _numpy_call(n_hidden: int, observation: Any) -> Callable[[], Any]:
    first, second, hidden_bias, output_bias = dense_weights(n_hidden)
    return lambda: np.tanh(second @ np.tanh(first @ observation + hidden_bias) + output_bias)


def _close(ours: Any, theirs: Any) -> bool:
    return np.shape(ours) == np.shape(theirs) and bool(np.allclose(ours, theirs, atol=_TOLERANCE))


def _compile(takes_part: Choose) -> Case:
    def ours(name: str) -> Prepared:
        backend, population = founders(name, _N)
        return Prepared(partial(_compiled, backend, population), n_items=_N)

    contenders: dict[str, Callable[[], Prepared]] = {"native": partial(ours, "native")}
    if takes_part("reference"):
        contenders["reference"] = partial(ours, "reference")
    if takes_part("neat"):
        contenders["neat"] = _neat_networks
    return Case("compile", "516 connections", "genome", contenders)


def _compiled(backend: Backend, population: Population) -> None:
    backend.compile(population)


def _neat_networks() -> Prepared:
    from speciate.benchmark.peers.operators import neat_networks  # noqa: PLC0415

    return Prepared(neat_networks(20), n_items=20)


def _batches(takes_part: Choose) -> Iterator[Case]:
    for kind in ("516 connections", "dense 86-80-6"):
        for n in (1, 64):
            contenders: dict[str, Callable[[], Prepared]] = {
                "native": partial(_batch, "native", kind, n),
                "loop of single calls": partial(_loop, kind, n),
            }
            if takes_part("reference") and kind != "dense 86-80-6":  # it would check for cycles for minutes
                contenders["reference"] = partial(_batch, "reference", kind, n)
            name = f"{kind}, {_N} x {n}"
            yield Case("batch-forward", name, "observation", contenders, _close, family=kind, size=n)


def _networks(backend: str, kind: str) -> Networks:
    if kind.startswith("dense"):
        return dense(backend, _N, 80)
    made, population = founders(backend, _N)
    return Networks(population, made)


def _observations(n: int) -> Any:
    return np.random.default_rng(n).normal(size=(_N, n, N_INPUTS)).astype(np.float32)


def _batch(backend: str, kind: str, n: int) -> Prepared:
    return Prepared(partial(_networks(backend, kind).forward, _observations(n)), n_items=_N * n)


def _loop(kind: str, n: int) -> Prepared:
    networks, observations = list(_networks("native", kind)), _observations(n)

    def loop() -> Any:
        pairs = zip(networks, observations, strict=True)
        return np.array([[network.forward(one) for one in several] for network, several in pairs])

    return Prepared(loop, n_items=_N * n)


def _limits(n: int) -> Case:
    kind = "dense 86-80-6"
    n_weights = (N_INPUTS + N_OUTPUTS) * 80
    contenders: dict[str, Callable[[], Prepared]] = {
        "native": lambda: Prepared(_batch("native", kind, n).call, n_items=_N * n * n_weights),
        "reading the weights": lambda: _reading(_N * n_weights, n),
        "multiply-adds of sgemm": _multiplying,
    }
    return Case("limits", f"{kind}, {_N} x {n}", "weight", contenders)


def _reading(n_weights: int, n: int) -> Prepared:
    """The dot product of as many bytes as the weights have, once for ``n`` observations."""
    halves = np.ones((2, n_weights // 2), dtype=np.float32)
    return Prepared(partial(np.dot, halves[0], halves[1]), n_items=n_weights * n, note="a dot product")


def _multiplying() -> Prepared:
    """A product of matrices that stay in the cache."""
    size = 256
    matrix = np.ones((size, size), dtype=np.float32)
    note = "fused, which our sums must not be, to give the same bits everywhere"
    return Prepared(partial(np.matmul, matrix, matrix), n_items=size**3, note=note)
