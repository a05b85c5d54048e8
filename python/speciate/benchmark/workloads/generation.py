"""Whole NEAT generations."""

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
_SIZES = (167, 1_000, 10_000, 100_000)


def cases(workload: str, takes_part: Choose) -> Sequence[Case]:
    """A case for each kind of genome and population size."""
    return list(_cases(workload, takes_part))


def _cases(workload: str, takes_part: Choose) -> Iterator[Case]:
    for n_inputs, n_outputs in ((86, 6), (4, 2)):
        for size in _SIZES:
            ours = partial(_ours, n_inputs=n_inputs, n_outputs=n_outputs, population_size=size)
            contenders: dict[str, Callable[[], Prepared]] = {
                "native": partial(_measured, ours("native"), size, slow=False)
            }
            if takes_part("reference"):
                contenders["reference"] = partial(_measured, ours("reference"), size, slow=True)
            for peer, prepare in evolving.PLAYS.items():
                if takes_part(peer):
                    contenders[peer] = partial(_theirs, peer, prepare, n_inputs, n_outputs, size)
            family = f"{n_inputs} inputs, {n_outputs} outputs"
            name = f"{family}, population {size:,}"
            repetitions = 3 if size > _SIZES[0] else 5
            yield Case(
                workload, name, "genome", contenders, repetitions=repetitions, family=family, size=size
            )


def _theirs(
    peer: str, prepare: evolving.Prepare, n_inputs: int, n_outputs: int, population_size: int
) -> Prepared:
    play = prepare(n_inputs, n_outputs, population_size)
    note = "a Python fitness call for each genome included"
    return _measured(play, population_size, slow=peer == "neat", note=note)


def _ours(backend: str, n_inputs: int, n_outputs: int, population_size: int) -> evolving.Play:
    def play(n_generations: int) -> None:
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
        for _ in range(n_generations):
            evolution.ask()
            evolution.tell(generator.random(population_size))

    return play


def _measured(play: evolving.Play, n_items: int, *, slow: bool, note: str = "") -> Prepared:
    """Runs from new founders, so that genomes are as old in every round and of every contender."""
    n_few, n_many = (1, 3) if slow else (2, 2 + max(3, 20_000 // n_items))
    seconds = partial(evolving.seconds_per_generation, play, n_few, n_many)
    return Prepared(seconds, n_items=n_items, note=note, measures_itself=True)
