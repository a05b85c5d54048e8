"""Whole NEAT generations."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.clock import now
from benchmarks.suite.peers import evolving
from benchmarks.suite.peers.generations import FITNESS, Prepare, Sizes, Task, seconds_per_generation
from benchmarks.suite.workloads import Choose

from speciate.config.open_fields import n_species
from speciate.evolution.neat import Neat

_RATES = {
    "mutation": {
        "add_connection_rate": 0.05,
        "add_node_rate": 0.03,
        "delete_connection_rate": 0.0,
        "delete_node_rate": 0.0,
        "re_enable_rate": 0.0,
    }
}
_SIZES = {"neat-generation": (167, 1_000, 10_000, 100_000), "neat-breeding": (167, 10_000)}
_SLOW = {"reference", "neat"}


def cases(workload: str, takes_part: Choose) -> Sequence[Case]:
    """A case for each kind of genome and population size."""
    return list(_cases(workload, takes_part))


def _cases(workload: str, takes_part: Choose) -> Iterator[Case]:
    for n_inputs, n_outputs in ((86, 6), (4, 2)):
        for size in _SIZES[workload]:
            task = Task(n_inputs, n_outputs, size, with_networks=workload == "neat-generation")
            contenders: dict[str, Callable[[], Prepared]] = {"native": partial(_ours, "native", task)}
            if takes_part("reference"):
                contenders["reference"] = partial(_ours, "reference", task)
            for name, (package, prepare) in evolving.PLAYS.items():
                if takes_part(package):
                    contenders[name] = partial(_theirs, name, prepare, task)
            family = f"{n_inputs} inputs, {n_outputs} outputs"
            repetitions = {167: 3, 1_000: 3}.get(size, 2)  # many genomes take long, and differ little
            yield Case(
                workload,
                f"{family}, population {size:,}",
                "genome",
                contenders,
                repetitions=repetitions,
                family=f"{workload}, {family}",
                size=size,
            )


def _theirs(name: str, prepare: Prepare, task: Task) -> Prepared:
    """Two runs of different length are subtracted, so that what happens once does not count."""
    play, tells = prepare(task)
    n_few, n_many, n_runs = _lengths(task.population_size, slow=name in _SLOW)
    seconds = partial(seconds_per_generation, play, n_few, n_many)
    return _prepared(seconds, n_runs, task.population_size, str(tells(n_many, 1)))


def _ours(backend: str, task: Task) -> Prepared:
    """The generations that the subtraction leaves of the others, timed as they happen."""
    n_few, n_many, n_runs = _lengths(task.population_size, slow=backend in _SLOW)
    fitness = np.resize(FITNESS, (n_many, task.population_size))
    observation = task.observation.astype(np.float32)
    sizes: list[Sizes] = []

    def seconds_per_generation(seed: int) -> float:
        evolution = Neat(
            n_inputs=task.n_inputs,
            n_outputs=task.n_outputs,
            population_size=task.population_size,
            seed=seed,
            backend=backend,
            threads=1,
            config=_RATES | {"speciation": {"target_species": n_species(task.population_size, 0)}},
        )
        for generation in range(n_many):
            if generation == n_few:
                started = now()
            networks = evolution.ask()
            if task.with_networks:
                networks.forward(observation)
            evolution.tell(fitness[generation])
        seconds = (now() - started) / (n_many - n_few)
        sizes.append(Sizes(float(evolution.population.sizes.mean()), len(evolution.species.ids)))
        return seconds

    seconds_per_generation(1)
    return _prepared(seconds_per_generation, n_runs, task.population_size, str(sizes[0]))


def _prepared(seconds: Callable[[int], float], n_runs: int, population_size: int, note: str) -> Prepared:
    """The mean of runs with different seeds, in each of which genomes grow to other sizes."""

    def mean() -> float:
        return sum(map(seconds, range(1, 1 + n_runs))) / n_runs

    return Prepared(mean, n_items=population_size, note=note, measures_itself=True)


def _lengths(population_size: int, *, slow: bool) -> tuple[int, int, int]:
    """Generations before those that count and with them, for genomes to be as old in each round; and runs."""
    if slow:
        return 1, 3, 1
    return 2, 2 + max(8, 20_000 // population_size), max(1, 1_000 // population_size)
