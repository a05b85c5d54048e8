"""Whole NEAT generations of genoxide, radiate and neat-python, with a fitness that costs next to nothing.

A generation of theirs calls the fitness once a genome; ours is told an array.
"""

import itertools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

_N_TRIES: Final = 3

FITNESS: Final = np.random.default_rng(0).permutation(100_003).astype(np.float64)
"""What one genome after the other achieves, again and again, the same for everybody: numbers in no order.

No two of a generation are equal, and the next generation has other ones."""

Play = Callable[[int, int], None]
"""Runs as many generations from new founders, with a seed if it takes one."""
Prepare = Callable[[int, int, int], Play]
"""Of a number of inputs, of outputs and of genomes."""


def genoxide(n_inputs: int, n_outputs: int, population_size: int) -> Play:
    """``genoxide.Neat``, whose defaults are the rates that ours has in this workload."""
    import genoxide as peer  # noqa: PLC0415

    def play(n_generations: int, seed: int) -> None:
        peer.Neat(n_inputs, n_outputs, population_size=population_size, seed=seed).run(
            _fitness(), generations=n_generations
        )

    return play


def neat(n_inputs: int, n_outputs: int, population_size: int) -> Play:
    """``neat-python`` with the rates of this workload, feed-forward."""
    import neat as peer  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "config")
        path.write_text(neat_config(n_inputs, n_outputs, population_size), encoding="utf-8")
        config = peer.Config(
            peer.DefaultGenome,
            peer.DefaultReproduction,
            peer.DefaultSpeciesSet,
            peer.DefaultStagnation,
            str(path),
        )
    fitness = _fitness()

    def evaluate(genomes: Any, _: Any) -> None:
        for _key, genome in genomes:
            genome.fitness = fitness(genome)

    return lambda n_generations, _: peer.Population(config).run(evaluate, n_generations)


def radiate(n_inputs: int, n_outputs: int, population_size: int) -> Play:
    """``radiate`` with graph operators and NEAT's distance."""
    import radiate as peer  # noqa: PLC0415

    def play(n_generations: int, _: int) -> None:
        codec = peer.GraphCodec.weighted_directed(
            (n_inputs, n_outputs), vertex=[peer.Op.tanh()], output=[peer.Op.tanh()]
        )
        engine = peer.Engine(codec).fitness(_fitness()).size(population_size).maximizing()
        engine = engine.alter(
            peer.Cross.graph(0.75, 0.5), peer.Mutate.op(0.8, 0.1), peer.Mutate.graph(0.03, 0.05)
        )
        engine.diversity(peer.Dist.neat(1.0, 1.0, 0.4), 3.0).limit(
            peer.Limit.generations(n_generations)
        ).run()

    return play


PLAYS: dict[str, Prepare] = {"genoxide": genoxide, "radiate": radiate, "neat": neat}


def seconds_per_generation(play: Play, n_few: int, n_many: int, seed: int) -> float:
    """The difference of a longer and a shorter run, by generation.

    Raises:
        ValueError: The shorter run took longer every time, as on a very busy machine.
    """
    for _ in range(_N_TRIES):
        few, many = _seconds(play, n_few, seed), _seconds(play, n_many, seed)
        if many > few:
            return (many - few) / (n_many - n_few)
    raise ValueError(f"{n_few} generations took longer than {n_many}; measure on a quieter machine")


def _seconds(play: Play, n_generations: int, seed: int) -> float:
    started = time.perf_counter()
    play(n_generations, seed)
    return time.perf_counter() - started


def _fitness() -> Callable[[Any], float]:
    values = itertools.cycle(FITNESS.tolist())
    return lambda _: next(values)


def neat_config(n_inputs: int, n_outputs: int, population_size: int) -> str:
    """A config file of neat-python with the rates of our workloads."""
    return f"""
[NEAT]
fitness_criterion = max
fitness_threshold = 1e9
no_fitness_termination = True
pop_size = {population_size}
reset_on_extinction = False
[DefaultGenome]
activation_default = tanh
activation_mutate_rate = 0.0
activation_options = tanh
aggregation_default = sum
aggregation_mutate_rate = 0.0
aggregation_options = sum
bias_init_mean = 0.0
bias_init_stdev = 1.0
bias_init_type = gaussian
bias_max_value = 8.0
bias_min_value = -8.0
bias_mutate_power = 0.5
bias_mutate_rate = 0.7
bias_replace_rate = 0.1
compatibility_disjoint_coefficient = 1.0
compatibility_weight_coefficient = 0.4
conn_add_prob = 0.05
conn_delete_prob = 0.0
enabled_default = True
enabled_mutate_rate = 0.01
feed_forward = True
initial_connection = full_direct
node_add_prob = 0.03
node_delete_prob = 0.0
num_hidden = 0
num_inputs = {n_inputs}
num_outputs = {n_outputs}
response_init_mean = 1.0
response_init_stdev = 0.0
response_init_type = gaussian
response_max_value = 8.0
response_min_value = -8.0
response_mutate_power = 0.0
response_mutate_rate = 0.0
response_replace_rate = 0.0
single_structural_mutation = False
structural_mutation_surer = default
weight_init_mean = 0.0
weight_init_stdev = 1.0
weight_init_type = gaussian
weight_max_value = 8.0
weight_min_value = -8.0
weight_mutate_power = 0.5
weight_mutate_rate = 0.8
weight_replace_rate = 0.1
[DefaultSpeciesSet]
compatibility_threshold = 3.0
[DefaultStagnation]
species_fitness_func = max
max_stagnation = 15
species_elitism = 2
[DefaultReproduction]
elitism = 1
survival_threshold = 0.2
min_species_size = 2
"""
