"""MAP-Elites (Mouret & Clune 2015): the best genome of every cell of a grid over measures has offspring."""

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from speciate import backends
from speciate.backends import dense
from speciate.config import Config
from speciate.evolution.algorithm import Bred, Memory, Told
from speciate.evolution.memories.map_elites import NO_CELLS, Grids, MapElitesMemory
from speciate.evolution.metrics import of_topologies
from speciate.values.backend import Backend, GenomeBackend
from speciate.values.evaluated import Evaluated
from speciate.values.generation import Ledger
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot

Numbered = tuple[Population, Ledger | None]
"""Genomes, and the next numbers where they are NEAT's."""


class MapElitesAlgorithm:
    """Offspring of parents that are drawn from the filled cells, each as likely as the others."""

    def __init__(self, config: Config, n_inputs: int, n_outputs: int) -> None:
        """Prepares the backend.

        Args:
            config: The config, every field filled in.
            n_inputs: Length of an observation.
            n_outputs: Length of an action.

        Raises:
            BackendError: The backend is not installed.
        """
        breeder = _DenseBreeder if config.fixed_topology else _NeatBreeder
        self._breeder: _Breeder = breeder(config, n_inputs, n_outputs)
        self._grids = Grids(config, self._breeder.backend)

    @property
    def backend(self) -> GenomeBackend:
        """Who computes."""
        return self._breeder.backend

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring: the grid does, which is no generation."""
        return False

    def found(self) -> tuple[Population, MapElitesMemory]:
        """The founders, and an empty grid."""
        population, ledger = self._breeder.found()
        return population, MapElitesMemory(NO_CELLS, None, ledger)

    def advance(self, told: Told, memory: Memory) -> Bred:
        """The next generation."""
        assert isinstance(memory, MapElitesMemory)  # noqa: S101  # the loop gives back what it got
        before = MapElitesMemory(NO_CELLS, None, memory.ledger) if told.afresh else memory
        cells, elites = self._grids.inserted(before, told.asked)
        parents = told.asked if elites is None else elites
        offspring, ledger = self._breeder.breed(parents, memory.ledger, told.generation)
        after = MapElitesMemory(cells, elites, ledger)
        metrics = {"coverage": self._grids.coverage(after), "qd_score": self._grids.qd_score(after)}
        ranking = told.asked.rank(self.backend)
        return Bred(offspring, told.asked, ranking, after, metrics | of_topologies(told.asked.population))

    def remembered(
        self,
        snapshot: Snapshot,
        generation: int,  # noqa: ARG002
        populations: Iterable[Population],
    ) -> MapElitesMemory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        return self._grids.restored(snapshot, populations)


class _Breeder(Protocol):
    """What is in the cells."""

    @property
    def backend(self) -> GenomeBackend: ...

    def found(self) -> Numbered: ...

    def breed(self, parents: Evaluated, ledger: Ledger | None, generation: int) -> Numbered: ...


class _NeatBreeder:
    """Genomes of NEAT: its crossover and its mutations."""

    def __init__(self, config: Config, n_inputs: int, n_outputs: int) -> None:
        self.backend: Backend = backends.create(config.backend, config.settings(n_inputs, n_outputs))

    def found(self) -> Numbered:
        return self.backend.found()

    def breed(self, parents: Evaluated, ledger: Ledger | None, generation: int) -> Numbered:
        assert ledger is not None  # noqa: S101  # ``found`` gave one
        objective = np.ascontiguousarray(parents.objectives[:, 0])
        plan = self.backend.grid_plan(objective, parents.population.sizes, generation)
        return self.backend.breed(parents.population, None, plan, ledger, generation)


class _DenseBreeder:
    """Rows of weights: crossover and mutation of the genetic algorithm, without tournaments and copies."""

    def __init__(self, config: Config, n_inputs: int, n_outputs: int) -> None:
        uniform = config.changed(genetic={"tournament_size": 1, "elite_count": 0})
        self.backend = backends.create_dense(config.backend, uniform.settings(n_inputs, n_outputs))

    def found(self) -> Numbered:
        return self.backend.found(), None

    def breed(self, parents: Evaluated, ledger: Ledger | None, generation: int) -> Numbered:
        ranking = parents.rank(self.backend)  # its order does not matter: a tournament has one contestant
        weights = dense.own(parents.population)
        return self.backend.breed(weights, ranking, len(parents), generation, 0), ledger
