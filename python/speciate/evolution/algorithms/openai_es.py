"""OpenAI's evolution strategy over the weights of dense networks.

Salimans, Ho, Chen, Sidor & Sutskever 2017, "Evolution Strategies as a Scalable Alternative to Reinforcement
Learning", algorithm 1 with mirrored perturbations and centred ranks (section 2.1).
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
from speciate.evolution import strategies
from speciate.evolution.algorithm import Algorithm, Bred, Memory, Outcome
from speciate.evolution.memories.openai_es import OpenaiMemory, Optimizers
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot
from speciate.values.types import Float32s, Float64s


class OpenaiEsAlgorithm(Algorithm):
    """Draws genomes in mirrored pairs around a mean, and moves it towards the better ones by an optimizer."""

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
        self._optimizers = Optimizers(config.openai_es, self._backend.layers.n_weights, self._limit)
        self._utilities = centred_ranks(config.population_size)

    @property
    def backend(self) -> dense.DenseBackend:
        """The backend that stores, runs and ranks its genomes."""
        return self._backend

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring: every generation is drawn anew."""
        return False

    def found(self) -> tuple[Population, OpenaiMemory]:
        """The first draw, around a founder whose outputs are 0."""
        memory = self._optimizers.started(strategies.start(self._backend))
        return self._drawn(memory, 0), memory

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        """The next draw."""
        assert isinstance(memory, OpenaiMemory)  # noqa: S101  # the loop gives back what it got
        ranking = outcome.asked.rank(self._backend)
        utilities = strategies.by_row(self._utilities, ranking, outcome)
        moved = memory
        if np.ptp(utilities) > 0.0:  # else all are equally good, and there is no direction
            rows = dense.own(outcome.asked.population).weights
            moved = self._optimizers.moved(memory, gradient(memory, rows, utilities))
        after = self._optimizers.decayed(moved)
        metrics = {"sigma": memory.sigma, "learning_rate": memory.learning_rate}
        return Bred(self._drawn(after, outcome.generation + 1), outcome.asked, ranking, after, metrics)

    def remembered(
        self,
        snapshot: Snapshot,
        generation: int,  # noqa: ARG002
        populations: Iterable[Population],  # noqa: ARG002
    ) -> OpenaiMemory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        return self._optimizers.restored(snapshot)

    def candidates(self, memory: Memory) -> Population:
        """The mean."""
        assert isinstance(memory, OpenaiMemory)  # noqa: S101  # as in advance
        return strategies.genome_at(self._backend, memory.mean, self._limit)

    def _drawn(self, memory: OpenaiMemory, generation: int) -> Population:
        """Rows 2k and 2k + 1 lie opposite each other; an odd population has the mean as its last row."""
        size = self._config.population_size
        pairs = strategies.deviates(
            self._config.seed, Purpose.OPENAI_ES, generation, size // 2, len(memory.mean)
        )
        mirrored = (np.stack([half, -half], axis=1).reshape(-1, half.shape[1]) for half in pairs)
        blocks = list(strategies.perturbed(memory.mean, memory.sigma, mirrored, self._limit))
        if size % 2:
            blocks.append(strategies.genome_at(self._backend, memory.mean, self._limit).weights)
        return self._backend.numbered(np.concatenate(blocks), generation)


def centred_ranks(n: int) -> Float64s:
    """The utility of each place, from 1/2 for the best to -1/2 for the last: float64 (n,)."""
    return 0.5 - np.arange(n, dtype=np.float64) / (n - 1)


def gradient(memory: OpenaiMemory, rows: Float32s, utilities: Float64s) -> Float64s:
    """Where fitness grows, estimated: float64 (n_weights,).

    The rows are added one after the other, so that the sum has one order on every machine.

    Args:
        memory: The mean and the deviation that the rows were drawn with.
        rows: float32 (n_genomes, n_weights).
        utilities: float64 (n_genomes,).
    """
    total = np.zeros(len(memory.mean))
    for utility, row in zip(utilities.tolist(), rows, strict=True):
        total += utility * (row - memory.mean)
    return total / (len(rows) * memory.sigma)


def _contradictions(config: ConfigFields) -> Iterator[str]:
    if config.selection.survival not in {None, "generational"}:
        yield (
            f'selection.survival = "{config.selection.survival}": algorithm = "openai_es" draws every '
            "generation anew; leave it open"
        )


RECORD: Final = AlgorithmRecord(
    name="openai_es",
    create=OpenaiEsAlgorithm,
    description="the weights of dense networks are mirrored around a mean that follows a gradient",
    reads=dict.fromkeys(("dense", "openai_es")),
    fixed_topology=weights_evolve,
    keeps_parents=False,
    checks=_contradictions,
)
