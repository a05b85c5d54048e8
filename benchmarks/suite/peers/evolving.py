"""Whole NEAT generations of genoxide, radiate and neat-python, with a fitness that costs next to nothing.

With networks, the fitness function builds the network of each genome and runs it once.
"""

from collections.abc import Callable
from itertools import cycle
from statistics import fmean
from typing import Any

import numpy as np
from benchmarks.suite.peers.generations import FITNESS, Play, Prepare, Sizes, Task
from benchmarks.suite.peers.settings import settings_of_neat


def genoxide(task: Task) -> tuple[Play, Play]:
    """``genoxide.Neat``, whose defaults are the rates of this workload; a call of the fitness each genome."""
    observation, outputs = task.observation, np.empty(task.n_outputs)

    def with_network(value: Callable[[], float]) -> Callable[[Any], float]:
        def fitness(network: Any) -> float:
            network.feed_forward().activate(observation, outputs)
            return value()

        return fitness

    def play(n_generations: int, seed: int) -> None:
        value: Callable[[], float] = cycle(FITNESS.tolist()).__next__
        fitness = with_network(value) if task.with_networks else lambda _: value()
        _genoxide(task, seed).run(fitness, generations=n_generations)

    return play, lambda n_generations, seed: _sizes_of_genoxide(task, n_generations, seed)


def genoxide_batch(task: Task) -> tuple[Play, Play]:
    """The same with ``batch=True``: a call of the fitness for each generation."""
    observation, outputs = task.observation, np.empty(task.n_outputs)

    def play(n_generations: int, seed: int) -> None:
        _genoxide(task, seed).run(
            _batch(task, observation, outputs) if task.with_networks else _batch(task),
            generations=n_generations,
            batch=True,
        )

    return play, lambda n_generations, seed: _sizes_of_genoxide(task, n_generations, seed)


def _genoxide(task: Task, seed: int) -> Any:
    import genoxide as peer  # noqa: PLC0415

    return peer.Neat(task.n_inputs, task.n_outputs, population_size=task.population_size, seed=seed)


def _batch(task: Task, observation: Any = None, outputs: Any = None) -> Callable[[Any], Any]:
    n_rows = max(2, len(FITNESS) // task.population_size)
    values = cycle(np.resize(FITNESS, (n_rows, task.population_size)))

    def fitness(networks: Any) -> Any:
        if observation is not None:
            for network in networks:
                network.feed_forward().activate(observation, outputs)
        return next(values)[: len(networks)]  # copies of parents are not evaluated again

    return fitness


def _sizes_of_genoxide(task: Task, n_generations: int, seed: int) -> Sizes:
    seen: list[Sizes] = []

    def watch(running: Any, progress: Any) -> None:
        if progress.generation >= n_generations - 1:
            connections = fmean(map(len, progress.population))
            seen.append(Sizes(connections, len(running.species)))

    _genoxide(task, seed).run(_batch(task), generations=n_generations, batch=True, control=watch)
    return seen[-1]


def neat(task: Task) -> tuple[Play, Play]:
    """``neat-python`` with the rates of this workload, feed-forward."""
    import neat as peer  # noqa: PLC0415

    config = settings_of_neat(task.n_inputs, task.n_outputs, task.population_size)
    observation, value = task.observation.tolist(), cycle(FITNESS.tolist()).__next__

    def evaluate(genomes: Any, config: Any) -> None:
        for _key, genome in genomes:
            if task.with_networks:
                peer.nn.FeedForwardNetwork.create(genome, config).activate(observation)
            genome.fitness = value()

    def play(n_generations: int, _: int) -> Sizes:
        population = peer.Population(config)
        population.run(evaluate, n_generations)
        connections = fmean(len(genome.connections) for genome in population.population.values())
        return Sizes(connections, len(population.species.species))

    return play, play


def radiate(task: Task) -> tuple[Play, Play]:
    """``radiate`` with graph operators and NEAT's distance; its graphs run as they are."""
    import radiate as peer  # noqa: PLC0415

    observation = task.observation
    value: Callable[[], float] = cycle(FITNESS.tolist()).__next__

    def with_network(graph: Any) -> float:
        graph.eval(observation, unchecked=True)
        return value()

    def play(n_generations: int, _: int) -> Sizes:
        codec = peer.GraphCodec.weighted_directed(
            (task.n_inputs, task.n_outputs), vertex=[peer.Op.tanh()], output=[peer.Op.tanh()]
        )
        fitness = with_network if task.with_networks else lambda _: value()
        engine = peer.Engine(codec).fitness(fitness).size(task.population_size).maximizing()
        engine = engine.alter(
            peer.Cross.graph(0.75, 0.5), peer.Mutate.op(0.8, 0.1), peer.Mutate.graph(0.03, 0.05)
        )
        engine = engine.diversity(peer.Dist.neat(1.0, 1.0, 0.4), 3.0)
        result = engine.limit(peer.Limit.generations(n_generations)).run()
        return Sizes(None, len(result.species()))

    return play, play


PLAYS: dict[str, tuple[str, Prepare]] = {
    "genoxide": ("genoxide", genoxide),
    "genoxide, batch": ("genoxide", genoxide_batch),
    "radiate": ("radiate", radiate),
    "neat": ("neat", neat),
}
"""By contender: the package, and what prepares it."""
