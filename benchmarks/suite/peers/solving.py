"""XOR by genoxide and neat-python, until a network is right in all four cases."""

import random
from collections.abc import Callable
from typing import Any, Final

from benchmarks.suite.peers.settings import XOR_EXAMPLE, settings_of_neat

_PATTERNS: Final = (((0.0, 0.0), 0.0), ((0.0, 1.0), 1.0), ((1.0, 0.0), 1.0), ((1.0, 1.0), 0.0))
_HALF: Final = 0.5
_MOST_GENERATIONS: Final = 300
_SIZE: Final = 150

Solve = Callable[[int], bool]
"""Takes a seed; returns whether a network was found."""


def genoxide(seed: int) -> bool:
    """``genoxide.Neat`` as in its documentation of XOR, until a network is right."""
    import genoxide as peer  # noqa: PLC0415

    solved = False

    def fitness(network: Any) -> float:
        nonlocal solved
        value, right = _judged(network.feed_forward().activate)
        solved |= right
        return value

    algorithm = peer.Neat(2, 1, population_size=_SIZE, sharing="raw", seed=seed)
    algorithm.run(fitness, generations=_MOST_GENERATIONS, on_generation=lambda _: not solved)
    return solved


def neat(seed: int) -> bool:
    """``neat-python`` with the rates of its own example of XOR."""
    import neat as peer  # noqa: PLC0415

    config = settings_of_neat(2, 1, _SIZE, XOR_EXAMPLE)
    solved = False

    def evaluate(genomes: Any, config: Any) -> None:
        nonlocal solved
        for _, genome in genomes:
            activate = peer.nn.FeedForwardNetwork.create(genome, config).activate
            genome.fitness, right = _judged(activate)
            solved |= right

    random.seed(seed)
    population = peer.Population(config)
    for _ in range(_MOST_GENERATIONS):
        population.run(evaluate, 1)
        if solved:
            break
    return solved


def _judged(activate: Callable[[Any], Any]) -> tuple[float, bool]:
    answers = [(float(activate(inputs)[0]), right) for inputs, right in _PATTERNS]
    error = sum(abs(answer - right) for answer, right in answers)
    return (4.0 - error) ** 2, all((answer > _HALF) == bool(right) for answer, right in answers)


SOLVES: Final[dict[str, tuple[Solve, int]]] = {"genoxide": (genoxide, 20), "neat": (neat, 2)}
"""By the name of the package, with how many seeds it gets: neat-python takes seconds for one."""
