"""Others' tournament, two-point crossover and Gaussian mutation, on rows of weights.

What each prepares is a generation from its parents, or seconds that it measures itself.
"""

import statistics
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from benchmarks.suite.clock import now
from benchmarks.suite.peers.jax_threads import one_threaded
from numpy.typing import NDArray

from speciate.values.types import Float32s, Float64s

_TOURNAMENT, _CROSSOVER, _RATE, _SIGMA = 3, 0.73, 0.3, 0.09
_BOUND: Final = 1e3
_N_GENERATIONS: Final = 8

Prepare = Callable[[Float32s, Float64s], tuple[Callable[[], Any], bool]]
"""Takes weights (n_genomes, n_weights) and fitness; returns a call and whether it measures itself."""


def _numpy(weights: Float32s, fitness: Float64s) -> tuple[Callable[[], Any], bool]:
    """The whole population at once, in NumPy alone."""
    rng = np.random.default_rng(1)
    n, n_weights = weights.shape
    places = np.arange(n_weights)

    def winners() -> NDArray[np.int64]:
        contestants = rng.integers(0, n, (n, _TOURNAMENT))
        rows: NDArray[np.int64] = contestants[np.arange(n), fitness[contestants].argmax(axis=1)]
        return rows

    def call() -> Float32s:
        children, others = weights[winners()], weights[winners()]
        ends = np.sort(rng.integers(0, n_weights + 1, (n, 2)), axis=1)
        stretch = (places >= ends[:, :1]) & (places < ends[:, 1:]) & (rng.random((n, 1)) < _CROSSOVER)
        np.copyto(children, others, where=stretch)
        mutated = rng.random((n, n_weights), dtype=np.float32) < _RATE
        changes = rng.standard_normal(int(mutated.sum()), dtype=np.float32)
        changes *= np.float32(_SIGMA)
        children[mutated] += changes
        return children

    return call, False


def _jax(weights: Float32s, fitness: Float64s) -> tuple[Callable[[], Any], bool]:
    """The whole population in one compiled function, with the quicker of JAX's generators."""
    jax, jnp = one_threaded()
    n, n_weights = weights.shape
    places = jnp.arange(n_weights)
    parents, scores = jnp.asarray(weights), jnp.asarray(fitness, dtype=jnp.float32)

    @jax.jit  # type: ignore[untyped-decorator, unused-ignore]
    def bred(key: Any) -> Any:
        keys = jax.random.split(key, 7)

        def winners(of: Any) -> Any:
            contestants = jax.random.randint(of, (n, _TOURNAMENT), 0, n)
            return contestants[jnp.arange(n), scores[contestants].argmax(axis=1)]

        children, others = parents[winners(keys[0])], parents[winners(keys[1])]
        ends = jnp.sort(jax.random.randint(keys[2], (n, 2), 0, n_weights + 1), axis=1)
        crossed = jax.random.uniform(keys[3], (n, 1)) < _CROSSOVER
        stretch = (places >= ends[:, :1]) & (places < ends[:, 1:]) & crossed
        mutated = jax.random.uniform(keys[4], (n, n_weights)) < _RATE
        changes = jax.random.normal(keys[5], (n, n_weights)) * _SIGMA
        return keys[6], jnp.where(stretch, others, children) + jnp.where(mutated, changes, 0.0)

    key = jax.random.key(1, impl="rbg")

    def call() -> Any:
        nonlocal key
        key, children = bred(key)
        return children.block_until_ready()

    call()  # compiles
    return call, False


def _genoxide(weights: Float32s, fitness: Float64s) -> tuple[Callable[[], Any], bool]:
    """``genoxide.Ga`` in batches, timed between its calls after each generation."""
    import genoxide as peer  # noqa: PLC0415

    n, n_weights = weights.shape
    algorithm = peer.Ga(
        peer.Real([(-_BOUND, _BOUND)] * n_weights),
        population_size=n,
        select=peer.Tournament(_TOURNAMENT),
        crossover=peer.PointCrossover(2),
        mutation=peer.GaussianMutation(_SIGMA, rate=_RATE),
        crossover_rate=_CROSSOVER,
        mutation_rate=1.0,
        scheme=peer.Generational(elitism=0),
        seed=1,
    )

    def seconds() -> float:
        times: list[float] = []

        def note(_: Any) -> None:
            times.append(now())

        algorithm.run(
            lambda genomes: fitness[: len(genomes)],
            generations=_N_GENERATIONS,
            batch=True,
            on_generation=note,
        )
        return statistics.median(np.diff(times).tolist())

    return seconds, True


def _deap(weights: Float32s, fitness: Float64s) -> tuple[Callable[[], Any], bool]:
    """One individual after the other, each a list, as its documentation has it."""
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

    def call() -> list[Individual]:
        chosen = tools.selTournament(population, len(population), tournsize=_TOURNAMENT)
        children = [Individual(one) for one in chosen]
        for a, b in zip(children[::2], children[1::2], strict=False):
            if rng.random() < _CROSSOVER:
                tools.cxTwoPoint(a, b)
        for child in children:
            tools.mutGaussian(child, mu=0.0, sigma=_SIGMA, indpb=_RATE)
        return children

    return call, False


PLAYS: Final[dict[str, Prepare]] = {"numpy": _numpy, "jax": _jax, "genoxide": _genoxide, "deap": _deap}
"""By the name of the package."""
