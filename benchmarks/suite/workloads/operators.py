"""Distance, speciation, mutation and crossover."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.steps import Steps
from benchmarks.suite.workloads import Choose
from benchmarks.suite.workloads.genomes import founders, grown

from speciate.values.generation import Ledger, Parentage, Ranking
from speciate.values.population import Population

_MUTATION = {
    "weight_mutation_rate": 0.8,
    "add_connection_rate": 0.05,
    "add_node_rate": 0.03,
    "toggle_enable_rate": 0.01,
    "delete_connection_rate": 0.0,
    "delete_node_rate": 0.0,
    "re_enable_rate": 0.0,
    "bias_mutation_rate": 0.8,
}
_CROSSOVER = {"mutate_after_crossover_rate": 0.0}
_NO_PARENT = 2**32 - 1
_Make = Callable[..., tuple[Steps, Population]]


def cases(_workload: str, takes_part: Choose) -> Sequence[Case]:
    """A case for each operator."""
    return list(_cases(takes_part))


def _cases(takes_part: Choose) -> Iterator[Case]:
    for kind, make in (("516 connections", founders), ("grown", grown)):
        for name, unit, ours in (
            ("distance", "distance", _distance),
            ("speciate", "genome", _speciate),
            ("mutate", "genome", partial(_breed, crossed=False)),
            ("crossover", "genome", partial(_breed, crossed=True)),
        ):
            contenders: dict[str, Callable[[], Prepared]] = {"native": partial(ours, "native", make)}
            if takes_part("reference"):
                contenders["reference"] = partial(ours, "reference", make)
            if takes_part("neat") and make is founders:
                contenders["neat"] = partial(_neat, name)
            yield Case("operators", f"{name}, {kind}", unit, contenders)


def _neat(operator: str) -> Prepared:
    from benchmarks.suite.peers.operators import NEAT_OPERATORS  # noqa: PLC0415

    call, n_items = NEAT_OPERATORS[operator]()
    return Prepared(call, n_items, note=f"{n_items} genomes")


def _distance(name: str, make: _Make) -> Prepared:
    _, population = make(name, 100)

    def call() -> None:
        for row in range(1, 100):
            population.distance(0, row)

    return Prepared(call, n_items=99)


def _speciate(name: str, make: _Make) -> Prepared:
    one_species = {"target_species": 0, "compatibility_threshold": 100.0}
    backend, population = make(name, 100, speciation=one_species)
    order = np.arange(100, dtype=np.uint32)
    ranking = Ranking(order, np.zeros(100), order)
    fitness, accepted = np.arange(100.0, 0.0, -1.0), np.zeros(100, dtype=np.bool_)
    first = backend.speciate(population, None, ranking, fitness, accepted, 0)

    def call() -> None:
        backend.speciate(population, first, ranking, fitness, accepted, 1)

    return Prepared(call, n_items=100)


def _breed(name: str, make: _Make, *, crossed: bool) -> Prepared:
    n = 1_000 if name == "native" else 100
    backend, population = make(name, n, mutation=_MUTATION, crossover=_CROSSOVER)
    columns = population.columns()
    ledger = Ledger(int(columns["innovation"].max()) + 1, int(columns["node_id"].max()) + 1)
    rows = np.arange(n, dtype=np.uint32)
    plan = Parentage(
        parent_a=rows,
        parent_b=np.roll(rows, 1) if crossed else np.full(n, _NO_PARENT, dtype=np.uint32),
        fitter=np.zeros(n, dtype=np.uint8),
        elite=np.zeros(n, dtype=np.bool_),
        species=np.zeros(n, dtype=np.uint32),
    )

    def call() -> Any:
        backend.breed(population, None, plan, ledger, 0)

    return Prepared(call, n_items=n)
