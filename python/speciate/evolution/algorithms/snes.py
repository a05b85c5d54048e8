"""Separable natural evolution strategies over the weights of dense networks.

Schaul, Glasmachers & Schmidhuber 2011, "High Dimensions and Heavy Tails for Natural Evolution Strategies",
section 3; Wierstra et al. 2014, "Natural Evolution Strategies".
"""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from speciate import backends
from speciate.backends import dense
from speciate.config import Config
from speciate.config.algorithms import AlgorithmRecord, weights_evolve
from speciate.config.fields import ConfigFields
from speciate.draws import sums
from speciate.draws.philox import Purpose
from speciate.evolution import strategies
from speciate.evolution.algorithm import Algorithm, Bred, Memory, Outcome
from speciate.evolution.memories.snes import SeparableDistributions, SnesMemory, utilities_of
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot


class SnesAlgorithm(Algorithm):
    """Draws every weight from a normal distribution of its own, whose mean and step size learn from ranks."""

    def __init__(self, config: Config, n_inputs: int, n_outputs: int) -> None:
        """Prepares the backend.

        Args:
            config: The config, every field filled in.
            n_inputs: Length of an observation.
            n_outputs: Length of an action.

        Raises:
            BackendError: The backend is not installed.
        """
        self._config, self._limit = config, config.genome.weight_limit
        self._backend = backends.create(config.backend).dense(config.steps(n_inputs, n_outputs))
        n_weights = self._backend.layers.n_weights
        self._distributions = SeparableDistributions(config.snes, n_weights, self._limit)
        self._utilities = utilities_of(config.population_size)

    @property
    def backend(self) -> dense.DenseBackend:
        """The backend that stores, runs and ranks its genomes."""
        return self._backend

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring: every generation is drawn anew."""
        return False

    def found(self) -> tuple[Population, SnesMemory]:
        """The first draw, around a founder whose outputs are 0."""
        memory = self._distributions.started(strategies.start(self._backend))
        return self._drawn(memory, 0), memory

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        """The next draw."""
        assert isinstance(memory, SnesMemory)  # noqa: S101  # the loop gives back what it got
        ranking = outcome.asked.rank(self._backend)
        utilities = strategies.by_row(self._utilities, ranking, outcome)
        after = memory
        if np.ptp(utilities) > 0.0:  # else all are equally good, and nothing is to learn
            rows = dense.own(outcome.asked.population).weights
            after = self._distributions.moved(memory, rows, utilities)
        metrics = {"sigma": sums.mean(memory.sigma.tolist())}
        return Bred(self._drawn(after, outcome.generation + 1), outcome.asked, ranking, after, metrics)

    def remembered(
        self,
        snapshot: Snapshot,
        generation: int,  # noqa: ARG002
        populations: Iterable[Population],  # noqa: ARG002
    ) -> SnesMemory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        return self._distributions.restored(snapshot)

    def candidates(self, memory: Memory) -> Population:
        """The mean."""
        assert isinstance(memory, SnesMemory)  # noqa: S101  # as in advance
        return strategies.genome_at(self._backend, memory.mean, self._limit)

    def _drawn(self, memory: SnesMemory, generation: int) -> Population:
        size, n_weights = self._config.population_size, len(memory.mean)
        drawn = strategies.deviates(self._config.seed, Purpose.SNES, generation, size, n_weights)
        blocks = strategies.perturbed(memory.mean, memory.sigma, drawn, self._limit)
        return self._backend.numbered(np.concatenate(list(blocks)), generation)


def _contradictions(config: ConfigFields) -> Iterator[str]:
    if config.selection.survival not in {None, "generational"}:
        yield (
            f'selection.survival = "{config.selection.survival}": algorithm = "snes" draws every generation '
            "anew; leave it open"
        )


RECORD: Final = AlgorithmRecord(
    name="snes",
    create=SnesAlgorithm,
    description="every weight of dense networks is drawn from a distribution of its own, which learns",
    reads=dict.fromkeys(("dense", "snes")),
    fixed_topology=weights_evolve,
    keeps_parents=False,
    checks=_contradictions,
)
