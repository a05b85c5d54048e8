"""Dense networks behind the seam of backends: one matrix of weights, the same for every backend."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from speciate.phrases import genomes_of
from speciate.pickling.damage import unpickling
from speciate.values.backend import GenomeBackend
from speciate.values.generation import Ranking
from speciate.values.layers import Layers
from speciate.values.population import Networks, Population
from speciate.values.types import Axis, Bools, Float32s, Float64s, Uint32s, Uint64s
from speciate.values.views import Views

COLUMNS: Final[dict[str, Any]] = {"ids": np.uint64, "weights": np.float32}
"""Type of each column of a population of dense networks."""


class DenseSteps(GenomeBackend, Protocol):
    """What a backend computes on rows of weights (see ``speciate.values.layers``)."""

    def dense_found(self) -> Float32s:
        """The first networks: float32 (population_size, n_weights)."""
        ...

    def dense_breed(
        self, weights: Float32s, order: Uint32s, n_parents: int, generation: int, stagnant: int
    ) -> Float32s:
        """The next networks.

        Args:
            weights: float32 (n_genomes, n_weights).
            order: uint32 (n_genomes,), rows from best to worst.
            n_parents: How many of these, the best first, may have offspring; at least one.
            generation: The generation that was evaluated.
            stagnant: Generations since the whole population last improved.

        Returns:
            float32 (population_size, n_weights).
        """
        ...

    def dense_compile(self, weights: Float32s, views: Views | None = None) -> Networks:
        """The runnable networks of rows of weights, float32 (n_genomes, n_weights)."""
        ...


class DensePopulation:
    """Dense networks: an id and a row of weights for each. Read-only."""

    def __init__(self, layers: Layers, ids: Uint64s, weights: Float32s) -> None:
        """Holds genomes, which are not checked.

        Args:
            layers: Their topology.
            ids: uint64 (n_genomes,).
            weights: float32 (n_genomes, n_weights), C order.
        """
        self._layers = layers
        self._ids, self.weights = ids.view(), weights.view()
        self._ids.flags.writeable = self.weights.flags.writeable = False

    def __reduce__(self) -> tuple[Any, ...]:
        """The layers and the columns of numbers. A copy is read-only too."""
        return _unpickled, (self._layers, self.columns())

    def __len__(self) -> int:
        """Number of genomes."""
        return len(self._ids)

    def __repr__(self) -> str:
        """A short description."""
        return genomes_of(len(self), self.n_inputs, self.n_outputs, self.n_connections)

    @property
    def layers(self) -> Layers:
        """The topology of every genome."""
        return self._layers

    @property
    def n_inputs(self) -> int:
        """Number of inputs of every genome."""
        return self._layers.sizes[0]

    @property
    def n_outputs(self) -> int:
        """Number of outputs of every genome."""
        return self._layers.sizes[-1]

    @property
    def ids(self) -> Uint64s:
        """Ids of the genomes, read-only: uint64 (n_genomes,)."""
        return self._ids

    @property
    def n_nodes(self) -> int:
        """Outputs and hidden nodes of all genomes together."""
        return len(self) * self._layers.n_nodes

    @property
    def n_connections(self) -> int:
        """Connections of all genomes together."""
        return len(self) * (self._layers.n_weights - self._layers.n_nodes)

    @property
    def sizes(self) -> Uint32s:
        """Number of connections of each genome, the same for all: uint32 (n_genomes,)."""
        return np.full(len(self), self._layers.n_weights - self._layers.n_nodes, dtype=np.uint32)

    def columns(self) -> dict[str, NDArray[Any]]:
        """Every column by name, read-only: ``ids`` and ``weights``."""
        return {"ids": self._ids, "weights": self.weights}

    def select(self, rows: Uint32s) -> "DensePopulation":
        """The genomes at ``rows``, in that order, as a population of their own."""
        if len(rows) and int(np.max(rows)) >= len(self):
            raise ValueError(f"row {int(np.max(rows))} of a population of {len(self)} genomes")
        return DensePopulation(self._layers, self._ids[rows], self.weights[rows])

    def distance(self, a: int, b: int) -> float:
        """Distance of the genomes at rows ``a`` and ``b``: the mean absolute difference of their weights."""
        for row in (a, b):
            if not 0 <= row < len(self):
                raise ValueError(f"row {row} of a population of {len(self)} genomes")
        return float(np.abs(self.weights[a].astype(np.float64) - self.weights[b]).mean())


class DenseBackend:
    """Stores dense networks; everything that takes time is done by a backend's steps."""

    def __init__(self, steps: DenseSteps, layers: Layers, population_size: int, weight_limit: float) -> None:
        """Made for one run.

        Args:
            steps: What a backend computes on rows of weights.
            layers: The topology.
            population_size: Number of genomes in a generation.
            weight_limit: Largest absolute value of a weight or a bias.
        """
        self._steps, self._layers = steps, layers
        self._size, self._limit = population_size, weight_limit

    @property
    def name(self) -> str:
        """``native`` or ``reference``."""
        return self._steps.name

    @property
    def layers(self) -> Layers:
        """The topology of every genome."""
        return self._layers

    def found(self) -> DensePopulation:
        """The founders."""
        return self.numbered(self._steps.dense_found(), 0)

    def breed(
        self, parents: DensePopulation, ranking: Ranking, n_parents: int, generation: int, stagnant: int
    ) -> DensePopulation:
        """The next population; see ``DenseSteps.dense_breed``."""
        weights = self._steps.dense_breed(parents.weights, ranking.order, n_parents, generation, stagnant)
        return self.numbered(weights, generation + 1)

    def numbered(self, weights: Float32s, generation: int) -> DensePopulation:
        """The genomes of a generation: float32 (population_size, n_weights)."""
        first = generation * self._size
        ids = np.arange(first, first + len(weights), dtype=np.uint64)
        return DensePopulation(self._layers, ids, weights)

    def population(self, columns: dict[str, NDArray[Any]]) -> DensePopulation:
        """A population from its columns, every value checked.

        Raises:
            KeyError: A column is missing.
            ValueError: A column is unknown, or has another type or shape, or a weight is beyond the limit.
        """
        ids, weights = columns["ids"], columns["weights"]
        if unknown := columns.keys() - COLUMNS.keys():
            raise ValueError(
                f"unknown columns {', '.join(sorted(unknown))}; dense networks have ids and weights"
            )
        for name, kind in COLUMNS.items():
            if columns[name].dtype != kind:
                raise ValueError(f"{name} have type {columns[name].dtype}; expected {np.dtype(kind)}")
        expected = (len(ids), self._layers.n_weights)
        if ids.ndim != 1 or weights.shape != expected:
            raise ValueError(
                f"weights have shape {weights.shape} for {len(ids)} ids; networks of {self._layers} have "
                f"{self._layers.n_weights} weights, so expected {expected}"
            )
        within = np.abs(weights) <= np.float32(self._limit)
        if not within.all():
            row = int(np.flatnonzero(~within.all(axis=1))[0])
            raise ValueError(
                f"genome {row} has a weight that is no number up to weight_limit = {self._limit:g}"
            )
        return DensePopulation(self._layers, ids.copy(), np.array(weights, order="C"))

    def concatenate(self, populations: list[Population], rows: Uint32s | None = None) -> DensePopulation:
        """The genomes of several populations, one after the other; of these the ones at ``rows``, if given.

        Raises ``ValueError`` for a row that is not there.
        """
        owned = [own(population) for population in populations]
        ids = np.concatenate([one.ids for one in owned])
        joined = DensePopulation(self._layers, ids, np.concatenate([one.weights for one in owned]))
        return joined if rows is None else joined.select(rows)

    def compile(self, population: Population, views: Views | None = None) -> Networks:
        """The runnable networks of a population."""
        return self._steps.dense_compile(own(population).weights, views)

    def rollout(
        self, environment: str, options: Mapping[str, Any], networks: Networks, seeds: Uint64s
    ) -> Float64s:
        """Plays one episode per network and seed: float64 (n_genomes, n_episodes, n_results)."""
        return self._steps.rollout(environment, options, networks, seeds)

    def rank(self, objectives: Float64s, failed: Bools, sizes: Uint32s, ids: Uint64s) -> Ranking:
        """Sorts genomes by front, crowding, size and id."""
        return self._steps.rank(objectives, failed, sizes, ids)

    def survive(
        self, objectives: Float64s, failed: Bools, ranking: Ranking, n_carried: int, generation: int
    ) -> Uint32s:
        """Rows of the pool that survive, ascending."""
        return self._steps.survive(objectives, failed, ranking, n_carried, generation)

    def grid_insert(
        self, axes: Sequence[Axis], cells: Uint32s, measures: Float64s, objective: Float64s
    ) -> tuple[Uint32s, Uint32s]:
        """Puts genomes into a grid and keeps the best of every cell."""
        return self._steps.grid_insert(axes, cells, measures, objective)

    def rate_novelty(
        self, measures: Float64s, quality: Float64s, n_rated: int, n_neighbors: int
    ) -> tuple[Float64s, Uint32s]:
        """How novel the first rows are among all others, and how many of their neighbours they beat."""
        return self._steps.rate_novelty(measures, quality, n_rated, n_neighbors)


def _unpickled(layers: Layers, columns: dict[str, NDArray[Any]]) -> DensePopulation:
    with unpickling("genomes"):
        ids, weights = columns["ids"], np.ascontiguousarray(columns["weights"])
        if weights.shape != (len(ids), layers.n_weights):
            raise ValueError(f"{len(ids)} genomes have weights of shape {weights.shape}")
        return DensePopulation(layers, ids, weights)


def own(population: Population) -> DensePopulation:
    """The population as one of dense networks; ``TypeError`` if its topology evolves."""
    if not isinstance(population, DensePopulation):
        raise TypeError(f"expected dense networks, got {type(population).__name__}")
    return population


def weights_of(population: Population) -> Float32s:
    """The weights of dense networks, read-only: float32 (n_genomes, n_weights).

    Args:
        population: Genomes that are rows of weights (see ``speciate.values.layers`` for their order).

    Raises:
        TypeError: Their topology evolves.
    """
    return own(population).weights
