"""Others' tournament, two-point crossover and Gaussian mutation, on rows of weights."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speciate.backends.protocol import Float32s, Float64s

_TOURNAMENT, _CROSSOVER, _RATE, _SIGMA = 3, 0.73, 0.3, 0.09


def _numpy(weights: Float32s, fitness: Float64s) -> Callable[[], object]:
    """The whole population at once, in NumPy alone."""
    rng = np.random.default_rng(1)
    n, n_weights = weights.shape

    def winners() -> NDArray[np.int64]:
        contestants = rng.integers(0, n, (n, _TOURNAMENT))
        rows: NDArray[np.int64] = contestants[np.arange(n), fitness[contestants].argmax(axis=1)]
        return rows

    def call() -> object:
        children, others = weights[winners()], weights[winners()]
        ends = np.sort(rng.integers(0, n_weights + 1, (n, 2)), axis=1)
        places = np.arange(n_weights)
        stretch = (places >= ends[:, :1]) & (places < ends[:, 1:]) & (rng.random((n, 1)) < _CROSSOVER)
        children = np.where(stretch, others, children)
        mutated = rng.random((n, n_weights), dtype=np.float32) < _RATE
        children[mutated] += rng.standard_normal(int(mutated.sum()), dtype=np.float32) * np.float32(_SIGMA)
        return children[:0]

    return call


def _deap(weights: Float32s, fitness: Float64s) -> Callable[[], object]:
    """One individual after the other, each an array, as its documentation has it."""
    from deap import base, tools  # noqa: PLC0415

    class Individual(list[float]):
        """A list with a fitness."""

    class Fitness(base.Fitness):  # type: ignore[misc]
        """One number to maximise."""

        weights = (1.0,)

    population = []
    for row, value in zip(weights.tolist(), fitness.tolist(), strict=True):
        individual = Individual(row)
        individual.fitness = Fitness((value,))  # type: ignore[attr-defined]
        population.append(individual)
    rng = np.random.default_rng(1)

    def call() -> object:
        chosen = tools.selTournament(population, len(population), tournsize=_TOURNAMENT)
        children = [Individual(one) for one in chosen]
        for a, b in zip(children[::2], children[1::2], strict=False):
            if rng.random() < _CROSSOVER:
                tools.cxTwoPoint(a, b)
        for child in children:
            tools.mutGaussian(child, mu=0.0, sigma=_SIGMA, indpb=_RATE)
        return np.zeros((0,))

    return call


PLAYS: Final = {"numpy": _numpy, "deap": _deap}
"""By the name of the package."""
