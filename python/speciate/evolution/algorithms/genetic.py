"""A genetic algorithm over the weights of dense networks; with several objectives NSGA-II."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from speciate import backends
from speciate.backends import dense
from speciate.config import Config, elites
from speciate.config.algorithms import AlgorithmRecord, weights_evolve
from speciate.evolution.algorithm import Bred, Divisible, Memory, Outcome
from speciate.evolution.survivors import survivors_of
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot


@dataclass(frozen=True)
class NoMemory:
    """Nothing: the next generation depends on the last one alone."""

    def snapshot(self) -> Snapshot:
        """This memory as data only."""
        return Snapshot({}, {})


class GeneticAlgorithm(Divisible):
    """Tournaments, crossover, Gaussian mutation and elites; several objectives are ranked by NSGA-II."""

    def __init__(self, config: Config, n_inputs: int, n_outputs: int) -> None:
        """Prepares the backend.

        Args:
            config: The config, every field filled in.
            n_inputs: Length of an observation.
            n_outputs: Length of an action.

        Raises:
            BackendError: The backend is not installed.
        """
        self._config = config
        self._backend = backends.create(config.backend).dense(config.steps(n_inputs, n_outputs))

    @property
    def backend(self) -> dense.DenseBackend:
        """The backend that stores, runs and ranks its genomes."""
        return self._backend

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring."""
        return self._config.selection.survival != "generational"

    def found(self) -> tuple[Population, NoMemory]:
        """The founders."""
        return self._backend.found(), NoMemory()

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        """The next generation."""
        survivors, _ = survivors_of(outcome, self._backend)
        ranking = survivors.rank(self._backend)
        n_parents = int((~survivors.failed).sum()) or len(survivors)  # failed genomes rank last
        population = dense.own(survivors.population)
        offspring = self._backend.breed(population, ranking, n_parents, outcome.generation, outcome.stagnant)
        return Bred(offspring, survivors, ranking, memory, {})

    def remembered(
        self,
        snapshot: Snapshot,  # noqa: ARG002
        generation: int,  # noqa: ARG002
        populations: Iterable[Population],  # noqa: ARG002
    ) -> NoMemory:
        """Nothing."""
        return NoMemory()

    def joined(
        self,
        parts: Sequence[Population],
        before: Memory,  # noqa: ARG002
        after: Sequence[Memory],
        generation: int,
    ) -> tuple[Population, tuple[Memory, ...]]:
        """What islands have bred alone as one population."""
        weights = np.concatenate([dense.own(part).weights for part in parts])
        return self._backend.numbered(weights, generation), tuple(after)

    def check_islands(self, memories: Sequence[Memory]) -> None:
        """Accepts all: there is nothing that islands have in common."""


RECORD: Final = AlgorithmRecord(
    name="genetic",
    create=GeneticAlgorithm,
    description="the weights of dense networks evolve, by tournaments, crossover and mutation",
    reads=dict.fromkeys(("dense", "genetic")),
    fixed_topology=weights_evolve,
    divisible=True,
    checks_of_new_runs=elites.only_elites,
)
