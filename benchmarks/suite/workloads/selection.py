"""Sorting into fronts, survival, and hypervolume."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.peers import sorting, volumes
from benchmarks.suite.workloads import Choose
from numpy.typing import NDArray

from speciate.evolution import pareto

Floats = NDArray[np.float64]
_MANY = 5_000
"""More rows than this take some packages seconds, and the same time in every round."""
_MOST_BY_REFERENCE = 100
_MOST_POINTS = {5: 200}
"""By number of objectives: the most points whose hypervolume is measured. More take minutes."""

_KINDS = ("uniform", "one front", "chain", "grid")


def cases(workload: str, takes_part: Choose) -> Sequence[Case]:
    """The cases of a workload of this module."""
    if workload == "sort":
        points = np.random.default_rng(0).random((100, 3))
        return [_fronts("sort", "100 triples, 10 times", points, takes_part, n_times=10)]
    if workload == "survival":
        return list(_survivals(takes_part))
    if workload == "hypervolume":
        return [_volume(n_objectives, n, takes_part) for n_objectives in (2, 3, 5) for n in (100, 1_000)]
    return list(_tables(takes_part))


def points(kind: str, n: int, n_objectives: int) -> Floats:
    """Points of one of the four kinds, float64 (n, n_objectives)."""
    generator = np.random.default_rng([n, n_objectives])
    if kind == "one front":
        normals = np.abs(generator.normal(size=(n, n_objectives)))
        sphere: Floats = normals / np.linalg.norm(normals, axis=1, keepdims=True)
        return sphere
    if kind == "chain":
        chain: Floats = np.repeat(generator.permutation(n)[:, None].astype(np.float64), n_objectives, axis=1)
        return chain
    if kind == "grid":
        return generator.integers(0, 10, size=(n, n_objectives)).astype(np.float64)
    return generator.random((n, n_objectives))


def _tables(takes_part: Choose) -> Iterator[Case]:
    for n_objectives in (2, 3, 5, 10):
        for n in (100, 1_000, 10_000, 100_000):
            for kind in _KINDS:
                name = f"M {n_objectives}, N {n:,}, {kind}"
                case = _fronts("nondominated", name, points(kind, n, n_objectives), takes_part)
                yield replace(case, family=f"fronts of {n_objectives}, {kind}", size=n)


def _fronts(workload: str, name: str, values: Floats, takes_part: Choose, n_times: int = 1) -> Case:
    def ours() -> Prepared:
        return Prepared(_repeated(partial(pareto.fronts, values), n_times))

    def reference() -> Prepared:
        from speciate.backends.reference.selection.nondominated import fronts  # noqa: PLC0415

        return Prepared(_repeated(lambda: fronts(values), n_times))

    contenders: dict[str, Callable[[], Prepared]] = {"native": ours}
    if takes_part("reference") and len(values) <= _MOST_BY_REFERENCE:
        contenders["reference"] = reference
    for peer, prepare in sorting.FRONTS.items():
        if takes_part(peer):
            contenders[peer] = partial(_prepared, prepare, values, n_times)
    return Case(workload, name, "call", contenders, _equal, repetitions=2 if len(values) > _MANY else 0)


def _prepared(prepare: Callable[[Floats], Callable[[], Any]], values: Floats, n_times: int) -> Prepared:
    return Prepared(_repeated(prepare(values), n_times))


def _repeated(call: Callable[[], Any], n_times: int) -> Callable[[], Any]:
    if n_times == 1:
        return call

    def repeated() -> Any:
        for _ in range(n_times - 1):
            call()
        return call()

    return repeated


def _equal(ours: Any, theirs: Any) -> bool:
    return np.array_equal(np.asarray(ours, dtype=np.int64), np.asarray(theirs, dtype=np.int64))


def _survivals(takes_part: Choose) -> Iterator[Case]:
    for n in (100, 1_000):
        for n_objectives in (2, 3, 5):
            values = points("uniform", 2 * n, n_objectives)
            contenders: dict[str, Callable[[], Prepared]] = {"native": partial(_survivors, values, n)}
            for peer, prepare in sorting.SURVIVORS.items():
                if takes_part(peer):
                    contenders[peer] = partial(_their_survivors, prepare, values, n)
            yield Case("survival", f"M {n_objectives}, from {2 * n:,} to {n:,}", "call", contenders)


def _survivors(values: Floats, n: int) -> Prepared:
    return Prepared(partial(pareto.survivors, values, n))


def _their_survivors(prepare: Callable[[Floats, int], Callable[[], Any]], values: Floats, n: int) -> Prepared:
    return Prepared(prepare(values, n))


def _volume(n_objectives: int, n: int, takes_part: Choose) -> Case:
    minimised = sorting.minimised(points("one front", n, n_objectives))
    n_few = min(n, _MOST_POINTS.get(n_objectives, n))
    values, reference_point = minimised[:n_few], np.full(n_objectives, 0.1)
    ours = partial(pareto.hypervolume, values, reference_point, "min")
    contenders: dict[str, Callable[[], Prepared]] = {"native": lambda: Prepared(ours)}
    for peer, prepare in volumes.VOLUMES.items():
        if takes_part(peer):
            contenders[peer] = partial(_their_volume, prepare, values, reference_point)
    family = f"hypervolume of {n_objectives}"
    return Case(
        "hypervolume", f"M {n_objectives}, N {n_few:,}", "call", contenders, _near, family=family, size=n
    )


def _their_volume(prepare: volumes.Prepare, values: Floats, reference_point: Floats) -> Prepared:
    return Prepared(prepare(values, reference_point))


def _near(ours: float, theirs: float) -> bool:
    return bool(np.isclose(ours, theirs, rtol=1e-9, atol=0.0))
