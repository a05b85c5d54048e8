"""Whole NEAT generations."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from speciate.benchmark.measuring import Case, Prepared
from speciate.benchmark.peers import evolving
from speciate.benchmark.workloads import Choose
from speciate.neat import Neat

_RATES = {
    "mutation": {
        "add_connection_rate": 0.05,
        "add_node_rate": 0.03,
        "delete_connection_rate": 0.0,
        "delete_node_rate": 0.0,
        "re_enable_rate": 0.0,
    }
}
_SIZES = (167, 1_000, 10_000)
_LARGEST = 100_000
_SLOW = {"reference": 1_000, "neat": 1_000}
"""Largest population of contenders that need seconds for a generation."""


def cases(workload: str, takes_part: Choose) -> Sequence[Case]:
    """A case for each kind of genome and population size."""
    return list(_cases(workload, takes_part))


def _cases(workload: str, takes_part: Choose) -> Iterator[Case]:
    for n_inputs, n_outputs in ((86, 6), (4, 2)):
        for size in (*_SIZES, _LARGEST):
            contenders: dict[str, Callable[[], Prepared]] = {
                "native": partial(_ours, "native", n_inputs, n_outputs, size)
            }
            if takes_part("reference") and size <= _SLOW["reference"]:
                contenders["reference"] = partial(_ours, "reference", n_inputs, n_outputs, size)
            for peer, prepare in evolving.PLAYS.items():
                if takes_part(peer) and size <= _SLOW.get(peer, _SIZES[-1]):
                    contenders[peer] = partial(_theirs, prepare, n_inputs, n_outputs, size)
            name = f"{n_inputs} inputs, {n_outputs} outputs, population {size:,}"
            yield Case(workload, name, "genome", contenders, repetitions=3 if size > _SIZES[1] else 5)


def _ours(backend: str, n_inputs: int, n_outputs: int, population_size: int) -> Prepared:
    """Goes on with one run; its genomes grow meanwhile."""
    evolution = Neat(
        n_inputs=n_inputs,
        n_outputs=n_outputs,
        population_size=population_size,
        seed=1,
        backend=backend,
        threads=1,
        config=_RATES,
    )
    generator = np.random.default_rng(0)
    n_generations = 1 if backend == "reference" else max(5, 20_000 // population_size)

    def seconds() -> float:
        total = 0.0
        for _ in range(n_generations):
            evolution.ask()
            fitness = generator.random(population_size)
            started = time.perf_counter()
            evolution.tell(fitness)
            total += time.perf_counter() - started
        return total / n_generations

    return Prepared(seconds, n_items=population_size, measures_itself=True)


def _theirs(
    prepare: Callable[[int, int, int], evolving.Play], n_inputs: int, n_outputs: int, population_size: int
) -> Prepared:
    play = prepare(n_inputs, n_outputs, population_size)
    n_many = 3 if prepare is evolving.neat else max(5, 20_000 // population_size) + 2
    n_few = 1 if prepare is evolving.neat else 2
    return Prepared(
        partial(evolving.seconds_per_generation, play, n_few, n_many),
        n_items=population_size,
        note="a Python fitness call for each genome included",
        measures_itself=True,
    )
