"""CMA-ES over the weights of dense networks (Hansen 2016, "The CMA Evolution Strategy: A Tutorial").

The package ``cmaes`` learns the distribution; drawing from it and starting again are done here.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from speciate import backends
from speciate.backends import dense
from speciate.config import Config
from speciate.config.algorithms import AlgorithmRecord, weights_evolve
from speciate.config.fields import ConfigFields
from speciate.draws.philox import Purpose
from speciate.errors import ConfigError
from speciate.evolution import strategies
from speciate.evolution.algorithm import Algorithm, Bred, Memory, Outcome
from speciate.evolution.memories.cma_es import (
    MOST_FULL,
    MOST_LEARNABLE,
    CmaMemory,
    Distributions,
    subtractable,
)
from speciate.values.evaluated import Evaluated
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot
from speciate.values.types import Float64s

LEAST_GENOMES: Final = 4
"""Two genomes at least are to be better than others (Hansen 2016, table 1)."""


class CmaEsAlgorithm(Algorithm):
    """Draws weights from a normal distribution, moves it to the best, and starts again once converged."""

    def __init__(self, config: Config, n_inputs: int, n_outputs: int) -> None:
        """Prepares the backend.

        Args:
            config: The config, every field filled in.
            n_inputs: Length of an observation.
            n_outputs: Length of an action.

        Raises:
            BackendError: The backend is not installed.
            ConfigError: All covariances of so many weights have no room.
        """
        self._config = config
        self._backend = backends.create(config.backend).dense(config.steps(n_inputs, n_outputs))
        n_weights, covariance = self._backend.layers.n_weights, config.cma_es.covariance
        if covariance == "full" and n_weights > MOST_LEARNABLE:
            raise ConfigError(
                f'cma_es.covariance = "full": the networks have {n_weights} weights, but it takes at most '
                f'{MOST_LEARNABLE}; choose "diagonal", or smaller layers'
            )
        full = covariance == "full" or (covariance is None and n_weights <= MOST_FULL)
        self._distributions = Distributions(
            n_weights, config.population_size, config.cma_es.initial_sigma, full
        )

    @property
    def backend(self) -> dense.DenseBackend:
        """The backend that stores, runs and ranks its genomes."""
        return self._backend

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring: every generation is drawn anew."""
        return False

    def found(self) -> tuple[Population, CmaMemory]:
        """The first draw."""
        memory = self._distributions.started(self._start(0), 0)
        return self._drawn(memory, 0), memory

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        """The next draw."""
        assert isinstance(memory, CmaMemory)  # noqa: S101  # the loop gives back what it got
        ranking = outcome.asked.rank(self._backend)
        after = self._updated(memory, outcome.asked)
        metrics = {"sigma": after.sigma, "n_restarts": after.n_restarts}
        return Bred(self._drawn(after, outcome.generation + 1), outcome.asked, ranking, after, metrics)

    def remembered(
        self,
        snapshot: Snapshot,
        generation: int,  # noqa: ARG002
        populations: Iterable[Population],  # noqa: ARG002
    ) -> CmaMemory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        return self._distributions.restored(snapshot)

    def candidates(self, memory: Memory) -> Population:
        """The mean."""
        assert isinstance(memory, CmaMemory)  # noqa: S101  # as in advance
        return strategies.genome_at(self._backend, memory.arrays["mean"], self._config.genome.weight_limit)

    def _updated(self, memory: CmaMemory, asked: Evaluated) -> CmaMemory:
        optimizer = self._distributions.optimizer(memory)
        optimizer.tell(list(zip(_rows(asked), _costs(asked), strict=True)))
        if not np.isfinite(optimizer.mean).all() or optimizer.should_stop():
            n_restarts = memory.n_restarts + 1
            return self._distributions.started(self._start(n_restarts), n_restarts)
        return self._distributions.memory_of(optimizer, memory.n_restarts)

    def _start(self, n_restarts: int) -> Float64s:
        """Where the search begins: at one founder of the genetic algorithm after the other."""
        founders = self._backend.found().weights
        start: Float64s = founders[n_restarts % len(founders)].astype(np.float64)
        return start

    def _drawn(self, memory: CmaMemory, generation: int) -> Population:
        key = np.array([self._config.seed, Purpose.DENSE_SAMPLE], dtype=np.uint64)
        counter = np.array([0, 0, generation, 0], dtype=np.uint64)
        random = np.random.RandomState(np.random.Philox(key=key, counter=counter))
        limit = np.float32(self._config.genome.weight_limit)
        weights = self._distributions.sampled(memory, random).astype(np.float32)
        return self._backend.numbered(np.clip(weights, -limit, limit), generation)


def _rows(asked: Evaluated) -> Float64s:
    return dense.own(asked.population).weights.astype(np.float64)


def _costs(asked: Evaluated) -> Float64s:
    """The costs that CMA-ES minimises; a failed genome costs a little more than the worst one."""
    costs = subtractable(-asked.objectives[:, 0])
    if asked.failed.any():
        known = costs[~asked.failed]
        costs[asked.failed] = np.nextafter(known.max(), np.inf) if len(known) else 0.0
    return costs


def _contradictions(config: ConfigFields) -> Iterator[str]:
    if config.selection.survival not in {None, "generational"}:
        yield (
            f'selection.survival = "{config.selection.survival}": algorithm = "cma_es" draws every '
            "generation anew; leave it open"
        )


def _too_few(config: ConfigFields) -> Iterator[str]:
    if config.population_size < LEAST_GENOMES:
        yield (
            f"population_size = {config.population_size}: expected at least {LEAST_GENOMES} with "
            'algorithm = "cma_es"'
        )


RECORD: Final = AlgorithmRecord(
    name="cma_es",
    create=CmaEsAlgorithm,
    description="the weights of dense networks are drawn from a distribution that learns",
    reads=dict.fromkeys(("dense", "cma_es")),
    fixed_topology=weights_evolve,
    several_objectives=False,
    keeps_parents=False,
    checks=_contradictions,
    checks_of_new_runs=_too_few,
)
