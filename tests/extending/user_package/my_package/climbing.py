"""An algorithm of a user: copies of the best network, moved by small random steps."""

from collections.abc import Iterator
from typing import Any

import numpy as np

import speciate
from speciate import AlgorithmRecord, Config, Population
from speciate.extending import (
    Algorithm,
    Bred,
    GenomeBackend,
    Memory,
    Outcome,
    Snapshot,
    create_backend,
    weights_evolve,
    weights_of,
)


class NoMemory:
    """The next generation depends on the last one alone."""

    def snapshot(self) -> Snapshot:
        return Snapshot({}, {})


class Climbing(Algorithm):
    """The first genome of a generation is the best of the last one; the others lie around it."""

    def __init__(self, config: Config, n_inputs: int, n_outputs: int) -> None:
        self._seed, self._size = config.seed, config.population_size
        self._step = config.algorithm_options.get("step", 0.5)
        self._limit = config.genome.weight_limit
        self._backend = create_backend(config.backend).dense(config.steps(n_inputs, n_outputs))

    @property
    def backend(self) -> GenomeBackend:
        return self._backend

    @property
    def carries(self) -> bool:
        return False

    def found(self) -> tuple[Population, Memory]:
        return self._backend.found(), NoMemory()

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        ranking = outcome.asked.rank(self._backend)
        best = weights_of(outcome.asked.population)[ranking.order[0]]
        random = np.random.Generator(np.random.Philox(key=self._seed, counter=outcome.generation))
        steps = random.standard_normal((self._size, len(best))).astype(np.float32) * np.float32(self._step)
        steps[0] = 0.0
        weights = np.clip(best + steps, -np.float32(self._limit), np.float32(self._limit))
        offspring = self._backend.numbered(weights, outcome.generation + 1)
        return Bred(offspring, outcome.asked, ranking, memory, {"step": self._step})

    def remembered(self, *_: Any) -> Memory:
        return NoMemory()


def problems(config: Config) -> Iterator[str]:
    """One line for each option that the algorithm does not take."""
    step = config.algorithm_options.get("step", 0.5)
    if type(step) not in {int, float} or not 0 < step <= 1000:
        yield f"algorithm_options.step = {step!r}: expected a number above 0 up to 1000"
    for key in config.algorithm_options.keys() - {"step"}:
        yield f'algorithm_options.{key}: unknown; algorithm = "climbing" has the option step'


RECORD = AlgorithmRecord(
    name="climbing",
    create=Climbing,
    description="copies of the best network, moved by small random steps",
    reads={"dense": None},
    fixed_topology=weights_evolve,
    several_objectives=False,
    checks=problems,
)

speciate.register(RECORD)
