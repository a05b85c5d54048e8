"""What every package is asked in the workloads of NEAT generations, and how a generation is timed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from benchmarks.suite.clock import now

_N_TRIES: Final = 3

FITNESS: Final = np.random.default_rng(0).permutation(100_003).astype(np.float64)
"""What one genome after the other achieves, again and again, the same for everybody: numbers in no order.

No two of a generation are equal, and the next generation has other ones."""


@dataclass(frozen=True)
class Task:
    """What is asked of everybody.

    Attributes:
        n_inputs: Length of an observation.
        n_outputs: Length of an action.
        population_size: Number of genomes.
        with_networks: Whether each network is built and run once in each generation.
    """

    n_inputs: int
    n_outputs: int
    population_size: int
    with_networks: bool

    @property
    def observation(self) -> Any:
        """What the networks see, float64 (n_inputs,)."""
        return np.full(self.n_inputs, 0.5)


@dataclass(frozen=True)
class Sizes:
    """What genomes had become in the end.

    Attributes:
        n_connections: Connections of a genome, on average; None if the package does not tell.
        n_species: Number of species.
    """

    n_connections: float | None
    n_species: int

    def __str__(self) -> str:
        """For the remark of a row."""
        connections = "" if self.n_connections is None else f"{self.n_connections:.0f} connections, "
        return f"{connections}{self.n_species} species at the end"


Play = Callable[[int, int], Sizes | None]
"""Runs as many generations from new founders, with a seed. Returns sizes if they cost nothing."""
Prepare = Callable[[Task], tuple[Play, Play]]
"""Returns what is timed, and what tells sizes."""


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
    started = now()
    play(n_generations, seed)
    return now() - started
