"""Polishing: CMA-ES on the weights and biases of one network, whose topology stays as it is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Final

import numpy as np

from speciate.arguments import whole
from speciate.draws.philox import Purpose
from speciate.environments import checks
from speciate.errors import ConfigError
from speciate.evolution.memories.cma_es import MOST_FULL, Distributions, subtractable
from speciate.training.champion import deciding
from speciate.training.results import Run
from speciate.values import episodes
from speciate.values.networks import Network, Networks
from speciate.values.population import Population
from speciate.values.snapshot import Arrays
from speciate.values.types import Float64s, Uint64s

_PARAMETERS: Final = ("weights", "weight", "node_bias")
"""Columns that are polished, as far as a genome has them."""

_N_TRIED: Final = 10
"""So many candidates of the last generations play the validation episodes."""


@dataclass(frozen=True)
class Polished:
    """A network after polishing.

    Attributes:
        network: The best one found; the one it began with if none was better.
        results: Means of its results over the validation episodes, by name.
        before: Those of the network it began with.
        n_evaluations: How many networks were evaluated on the way; fewer than allowed if CMA-ES converged.
        improved: Whether it is better in these episodes than the one it began with.
    """

    network: Network
    results: Mapping[str, float]
    before: Mapping[str, float]
    n_evaluations: int
    improved: bool


def polish(
    run: Run,
    *,
    evaluations: int = 2_000,
    population_size: int | None = None,
    initial_sigma: float = 0.3,
    seed: int | None = None,
) -> Polished:
    """Improves the champion of a run by CMA-ES (Hansen 2016) on its weights and biases.

    What counts is the result that chose the champion, as the mean over training episodes that the run has not
    played. The best of the last generations and the champion itself play the validation episodes, so what
    comes out is never worse there.

    Args:
        run: The run; it is not changed.
        evaluations: How many networks are evaluated at most.
        population_size: Networks of a generation; None takes 4 + 3 ln n for n weights, at least 8.
        initial_sigma: The first step size, in units of the weights.
        seed: Seed of the draws, from 0 to 2**63 - 1; None takes that of the run.

    Raises:
        StateError: The run has no champion.
        ConfigError: An argument is out of range.
    """
    if not isinstance(run, Run):
        raise ConfigError(f"run = {run!r}: expected a Run, as speciate.train and speciate.load give it")
    config = run.config
    task = _Task(run, run.champion.genome)
    start = task.parameters()
    size = population_size or max(8, 4 + int(3 * math.log(len(start))))
    size, evaluations = whole("population_size", size, 4), whole("evaluations", evaluations)
    if evaluations < size:
        raise ConfigError(
            f"evaluations = {evaluations}: expected at least {size}, one generation of CMA-ES for "
            f"{len(start)} weights and biases"
        )
    limit = config.genome.weight_limit
    if not isinstance(initial_sigma, Real) or not 0.0 < initial_sigma <= limit:
        raise ConfigError(
            f"initial_sigma = {initial_sigma!r}: expected a number above 0 up to weight_limit = {limit:g}"
        )
    seed = config.seed if seed is None else whole("seed", seed, 0, 2**63 - 1)
    n_generations = evaluations // size
    candidates, n_played = _searched(task, start, _Search(size, n_generations, float(initial_sigma), seed))
    return task.chosen(candidates, n_played * size)


@dataclass(frozen=True)
class _Search:
    population_size: int
    n_generations: int
    sigma: float
    seed: int


def _searched(task: "_Task", start: Float64s, search: _Search) -> tuple[Float64s, int]:
    """The best of each of the last generations, and the last centre: float64 (n_candidates, n_weights).

    The number is that of the generations, which converge before the last one as a rule.
    """
    n = len(start)
    distributions = Distributions(n, search.population_size, search.sigma, n <= MOST_FULL)
    memory = distributions.started(start, 0)
    best: list[Float64s] = []
    for generation in range(search.n_generations):
        key = np.array([search.seed, Purpose.POLISH], dtype=np.uint64)
        counter = np.array([0, 0, generation, 0], dtype=np.uint64)
        random = np.random.RandomState(np.random.Philox(key=key, counter=counter))
        rows = task.limited(distributions.sampled(memory, random))
        costs = task.costs(rows, generation)
        best.append(rows[int(costs.argmin())])
        optimizer = distributions.optimizer(memory)
        optimizer.tell(list(zip(rows, subtractable(costs), strict=True)))
        if not np.isfinite(optimizer.mean).all() or optimizer.should_stop():
            break
        memory = distributions.memory_of(optimizer, 0)
    return np.stack([*best[-_N_TRIED:], task.limited(memory.arrays["mean"])]), len(best)


class _Task:
    """Networks of one topology, and how good their weights are."""

    def __init__(self, run: Run, genome: Population) -> None:
        self._run, self._spec = run, run.environment.spec
        self._columns = genome.columns()
        self._names = [name for name in _PARAMETERS if name in self._columns]
        self._result = deciding(run.evolution, self._spec)
        names, directions = run.evolution.names, run.evolution.directions
        minimised = self._result in names and directions[names.index(self._result)] == "min"
        self._sign = 1.0 if minimised else -1.0

    def parameters(self) -> Float64s:
        """All weights and biases of the genome: float64 (n_weights,)."""
        return np.concatenate([self._columns[name].reshape(-1) for name in self._names]).astype(np.float64)

    def limited(self, rows: Float64s) -> Float64s:
        """Weights as genomes hold them: within the limit, and of single precision."""
        limit = self._run.config.genome.weight_limit
        values: Float64s = np.clip(rows, -limit, limit).astype(np.float32).astype(np.float64)
        return values

    def costs(self, rows: Float64s, generation: int) -> Float64s:
        """What is minimised, float64 (n_rows,): the mean over a generation's training episodes."""
        config = self._run.config
        seeds = episodes.training_seeds(
            config.seed, self._run.generation + generation, config.evaluations or 1
        )
        return self._costs(self._means(self._networks(rows), seeds))

    def chosen(self, candidates: Float64s, n_evaluations: int) -> Polished:
        """The best in the validation episodes, the champion among them."""
        config = self._run.config
        networks = self._networks(np.concatenate([self.parameters()[np.newaxis], candidates]))
        seeds = episodes.validation_seeds(config.seed, config.validation_episodes or 1)
        means = self._means(networks, seeds)
        row = int(self._costs(means).argmin())  # of equal ones the champion itself
        results = [dict(zip(self._spec.results, means[one].tolist(), strict=True)) for one in (row, 0)]
        return Polished(networks[row], results[0], results[1], n_evaluations, row > 0)

    def _costs(self, means: Float64s) -> Float64s:
        """What is minimised; whatever failed is as bad as the worst."""
        costs: Float64s = self._sign * means[:, self._spec.results.index(self._result)]
        failed = ~np.isfinite(costs)
        costs[failed] = costs[~failed].max() if not failed.all() else 0.0
        return costs

    def _means(self, networks: Networks, seeds: Uint64s) -> Float64s:
        """Means over episodes: float64 (n_networks, n_results), NaN where one failed."""
        played = checks.play(self._run.environment, networks, seeds)
        means = episodes.mean(played.results)
        means[played.failed] = np.nan
        return means

    def _networks(self, rows: Float64s) -> Networks:
        columns = _copies(self._columns, len(rows))
        start = 0
        for name in self._names:
            width = self._columns[name].size
            values = rows[:, start : start + width].astype(np.float32)
            columns[name] = values if self._columns[name].ndim > 1 else values.reshape(-1)
            start += width
        backend = self._run.champion.backend
        return Networks(backend.population(columns), backend)


def _copies(columns: Arrays, n: int) -> Arrays:
    """The columns of a genome that is there several times, with ids of their own."""
    copies: Arrays = {}
    for name, column in columns.items():
        if name.endswith("_offsets"):
            copies[name] = np.arange(n + 1, dtype=np.uint64) * column[-1]
        elif column.ndim == 1:
            copies[name] = np.tile(column, n)
    copies["ids"] = np.arange(n, dtype=np.uint64)
    return copies
