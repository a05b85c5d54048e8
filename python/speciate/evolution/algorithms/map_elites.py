"""MAP-Elites (Mouret & Clune 2015): the best genome of every cell of a grid over measures has offspring."""

from collections.abc import Iterable, Iterator
from math import inf, prod
from typing import Final, Protocol

import numpy as np

from speciate import backends
from speciate.backends import dense
from speciate.config import Config
from speciate.config.algorithms import AlgorithmRecord, When
from speciate.config.fields import ConfigFields
from speciate.config.map_elites import MOST_CELLS
from speciate.config.objectives import computed
from speciate.evolution.algorithm import Algorithm, Bred, Memory, Outcome
from speciate.evolution.grid import Grid, grid_of
from speciate.evolution.memories.map_elites import NO_CELLS, Grids, MapElitesMemory
from speciate.evolution.metrics import of_topologies
from speciate.values.backend import GenomeBackend
from speciate.values.evaluated import Evaluated
from speciate.values.generation import Ledger
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot

Numbered = tuple[Population, Ledger | None]
"""Genomes, and the next numbers where they are NEAT's."""


class MapElitesAlgorithm(Algorithm):
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
        """The backend that stores, runs and ranks its genomes."""
        return self._breeder.backend

    @property
    def carries(self) -> bool:
        """Whether survivors compete with their offspring: the grid does, which is no generation."""
        return False

    def found(self) -> tuple[Population, MapElitesMemory]:
        """The founders, and an empty grid."""
        population, ledger = self._breeder.found()
        return population, MapElitesMemory(NO_CELLS, None, ledger)

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        """The next generation."""
        assert isinstance(memory, MapElitesMemory)  # noqa: S101  # the loop gives back what it got
        before = MapElitesMemory(NO_CELLS, None, memory.ledger) if outcome.afresh else memory
        cells, elites = self._grids.inserted(before, outcome.asked)
        parents = outcome.asked if elites is None else elites
        offspring, ledger = self._breeder.breed(parents, memory.ledger, outcome.generation)
        after = MapElitesMemory(cells, elites, ledger)
        metrics = {"coverage": self._grids.coverage(after), "qd_score": self._grids.qd_score(after)}
        ranking = outcome.asked.rank(self.backend)
        return Bred(
            offspring, outcome.asked, ranking, after, metrics | of_topologies(outcome.asked.population)
        )

    def remembered(
        self,
        snapshot: Snapshot,
        generation: int,  # noqa: ARG002
        populations: Iterable[Population],
    ) -> MapElitesMemory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        return self._grids.restored(snapshot, populations)

    def grid(self, memory: Memory) -> Grid:
        """The grid. Raises ``StateError`` as long as it is empty."""
        assert isinstance(memory, MapElitesMemory)  # noqa: S101  # as in advance
        return grid_of(memory, self._grids)


class _Breeder(Protocol):
    """What is in the cells."""

    @property
    def backend(self) -> GenomeBackend: ...

    def found(self) -> Numbered: ...

    def breed(self, parents: Evaluated, ledger: Ledger | None, generation: int) -> Numbered: ...


class _NeatBreeder:
    """Genomes of NEAT: its crossover and its mutations."""

    def __init__(self, config: Config, n_inputs: int, n_outputs: int) -> None:
        self.backend = backends.create(config.backend).neat(config.steps(n_inputs, n_outputs))

    def found(self) -> Numbered:
        return self.backend.found()

    def breed(self, parents: Evaluated, ledger: Ledger | None, generation: int) -> Numbered:
        assert ledger is not None  # noqa: S101  # ``found`` gave one
        objective = np.ascontiguousarray(parents.objectives[:, 0])
        parentage = self.backend.grid_plan(objective, parents.population.sizes, generation)
        return self.backend.breed(parents.population, None, parentage, ledger, generation)


class _DenseBreeder:
    """Rows of weights: crossover and mutation of the genetic algorithm, without tournaments and copies."""

    def __init__(self, config: Config, n_inputs: int, n_outputs: int) -> None:
        uniform = config.changed(genetic={"tournament_size": 1, "elite_count": 0})
        self.backend = backends.create(config.backend).dense(uniform.steps(n_inputs, n_outputs))

    def found(self) -> Numbered:
        return self.backend.found(), None

    def breed(self, parents: Evaluated, ledger: Ledger | None, generation: int) -> Numbered:
        ranking = parents.rank(self.backend)  # its order does not matter: a tournament has one contestant
        weights = dense.own(parents.population)
        return self.backend.breed(weights, ranking, len(parents), generation, 0), ledger


def _contradictions(config: ConfigFields) -> Iterator[str]:
    """One line for each setting that MAP-Elites cannot do with."""
    chosen = 'algorithm = "map_elites"'
    n, grid = len(config.measures), config.map_elites
    if not n:
        yield f'measures = []: {chosen} needs some; name results, as in measures = ["x", "y"]'
    if computed(config):
        yield f"objectives = {list(config.objectives or ())}: {chosen} takes one that is not computed"
    if config.selection.survival not in {None, "generational"}:
        yield f'selection.survival = "{config.selection.survival}": with {chosen} the grid decides; leave it'
    if config.reproduction.weights not in {None, "perturbed"}:
        weights = config.reproduction.weights
        yield f'reproduction.weights = "{weights}": {chosen} has no species that learn; use "perturbed"'
    named = {"grid_lower": grid.grid_lower, "grid_upper": grid.grid_upper, "grid_cells": grid.grid_cells}
    wrong = [name for name, values in named.items() if n and len(values) not in {1, n}]
    several = f"1 or {n} numbers" if n > 1 else "1 number"
    for name in wrong:
        yield f"map_elites.{name} = {list(named[name])}: expected {several}, one per measure"
    if n and not wrong:
        yield from _unbounded(config)


def _unbounded(config: ConfigFields) -> Iterator[str]:
    axes = config.map_elites.axes(len(config.measures))
    for name, (lower, upper, _) in zip(config.measures, axes, strict=True):
        if not 0.0 < upper - lower < inf:
            yield f'map_elites: the grid of "{name}" goes from {lower:g} to {upper:g}; raise grid_upper'
    n_cells = prod(cells for _, _, cells in axes)
    if n_cells > MOST_CELLS:
        yield f"map_elites.grid_cells: the grid has {n_cells} cells; expected at most {MOST_CELLS}"


def _dense(config: ConfigFields) -> bool:
    return config.map_elites.grid_genomes == "dense"


_NEAT: Final = When(lambda config: not _dense(config), 'grid_genomes = "neat"')
_DENSE: Final = When(_dense, 'grid_genomes = "dense"')

RECORD: Final = AlgorithmRecord(
    name="map_elites",
    create=MapElitesAlgorithm,
    description="the best genome of every cell of a grid over measures has offspring",
    reads={"mutation": _NEAT, "crossover": _NEAT, "dense": _DENSE, "genetic": _DENSE, "map_elites": None},
    fixed_topology=_dense,
    several_objectives=False,
    uses_measures=True,
    checks=_contradictions,
)
