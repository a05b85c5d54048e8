"""Single operators of neat-python on genomes of 86 inputs and 6 outputs."""

import itertools
from collections.abc import Callable
from typing import Any

from benchmarks.suite.peers.settings import settings_of_neat


def _genomes(n: int) -> tuple[Any, list[Any]]:
    import neat  # noqa: PLC0415

    config = settings_of_neat(86, 6, max(n, 2))
    return config, list(neat.Population(config).population.values())[:n]


def _distance() -> tuple[Callable[[], Any], int]:
    config, genomes = _genomes(21)
    return lambda: [genomes[0].distance(genome, config.genome_config) for genome in genomes[1:]], 20


def _speciate() -> tuple[Callable[[], Any], int]:
    import neat  # noqa: PLC0415

    config, genomes = _genomes(100)
    config.species_set_config.compatibility_threshold = 100.0
    population = {genome.key: genome for genome in genomes}

    def call() -> None:
        neat.DefaultSpeciesSet(config.species_set_config, neat.reporting.ReporterSet()).speciate(
            config, population, 0
        )

    return call, 100


def _mutate() -> tuple[Callable[[], Any], int]:
    import copy  # noqa: PLC0415

    config, genomes = _genomes(20)
    config.genome_config.innovation_tracker.reset_generation()

    def call() -> None:
        for genome in genomes:
            copy.deepcopy(genome).mutate(config.genome_config)

    return call, 20


def _crossover() -> tuple[Callable[[], Any], int]:
    import neat  # noqa: PLC0415

    config, genomes = _genomes(21)
    for genome in genomes:
        genome.fitness = 1.0
    keys = itertools.count(10**6)

    def call() -> None:
        for a, b in itertools.pairwise(genomes):
            neat.DefaultGenome(next(keys)).configure_crossover(a, b, config.genome_config)

    return call, 20


NEAT_OPERATORS = {"distance": _distance, "speciate": _speciate, "mutate": _mutate, "crossover": _crossover}
"""What prepares each: a call and its number of items."""
