"""What CMA-ES remembers from one generation to the next: the distribution it draws from."""

import sys
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from cmaes import CMA, SepCMA

from speciate.errors import CheckpointError
from speciate.values.snapshot import LAST, Snapshot
from speciate.values.types import Float64s

_ARRAYS: Final = {"mean": "_mean", "p_sigma": "_p_sigma", "p_c": "_pc", "history": "_funhist_values"}
"""Arrays of the library that are kept, by the name under which they are; the covariance besides."""

_COVARIANCE: Final = {True: "_c_1d", False: "_C"}
"""The library's own flat form of the covariance: its upper triangle, or its diagonal."""

MOST_FULL: Final = 200
"""Up to so many weights all covariances are learned: the time for them grows with the third power."""


MOST_LEARNABLE: Final = 10_000
"""With more weights the matrix of their covariances takes more than a gigabyte, and a generation hours."""

_COSTS: Final = "history"
"""The array of the last costs, which may be as large as objectives are."""

_LARGEST: Final = 1e100
"""No distribution of weights has a larger number, and products of a few such numbers are finite."""

_LARGEST_SUBTRACTABLE: Final = sys.float_info.max / 2.0


@dataclass(frozen=True)
class CmaMemory:
    """A normal distribution of weights, and how it came about.

    Attributes:
        arrays: float64 each: ``mean``, ``p_sigma``, ``p_c`` (n_weights,), ``covariance`` and ``history``.
        sigma: The step size.
        step: Updates since the last restart.
        n_restarts: How often it has started again.
    """

    arrays: dict[str, Float64s]
    sigma: float
    step: int
    n_restarts: int

    def snapshot(self) -> Snapshot:
        """This memory as data only."""
        arrays = {f"cma.{name}": array for name, array in self.arrays.items()}
        scalars = {"sigma": self.sigma, "step": self.step, "n_restarts": self.n_restarts}
        return Snapshot(dict(arrays), {f"cma_{name}": value for name, value in scalars.items()})


@dataclass(frozen=True)
class Distributions:
    """Builds the library's optimizers of a run, and takes their state out again.

    Attributes:
        n_weights: Numbers of a row.
        population_size: Rows of a generation.
        sigma: The first step size.
        full: Whether all covariances are learned, or those of each weight with itself.
    """

    n_weights: int
    population_size: int
    sigma: float
    full: bool

    def started(self, mean: Float64s, n_restarts: int) -> CmaMemory:
        """The memory of a start at a row of weights."""
        optimizer = self._fresh(mean)
        memory = self.memory_of(optimizer, n_restarts)
        memory.arrays["history"][:] = 0.0  # the library leaves undefined what it has not written yet
        return memory

    def memory_of(self, optimizer: Any, n_restarts: int) -> CmaMemory:
        """The state of an optimizer."""
        state = optimizer.__getstate__()
        arrays = {name: np.array(state[theirs], dtype=np.float64) for name, theirs in _ARRAYS.items()}
        arrays["covariance"] = np.array(state[_COVARIANCE[self.full]], dtype=np.float64)
        return CmaMemory(arrays, float(state["_sigma"]), int(state["_g"]), n_restarts)

    def optimizer(self, memory: CmaMemory) -> Any:
        """The optimizer of a memory."""
        optimizer = self._fresh(memory.arrays["mean"])
        state = optimizer.__getstate__()
        state |= {theirs: memory.arrays[name].copy() for name, theirs in _ARRAYS.items()}
        state |= {_COVARIANCE[self.full]: memory.arrays["covariance"].copy()}
        optimizer.__setstate__(state | {"_sigma": memory.sigma, "_g": memory.step})
        return optimizer

    def sampled(self, memory: CmaMemory, random: np.random.RandomState) -> Float64s:
        """Rows drawn from the distribution of a memory: float64 (population_size, n_weights)."""
        deviates = random.randn(self.population_size, self.n_weights)
        covariance = memory.arrays["covariance"]
        if not self.full:
            return self._moved(memory, np.sqrt(covariance) * deviates)
        upper = np.zeros((self.n_weights, self.n_weights))
        upper[np.triu_indices(self.n_weights)] = covariance
        variances, axes = np.linalg.eigh(upper, UPLO="U")
        return self._moved(memory, (deviates * np.sqrt(np.maximum(variances, 0.0))) @ axes.T)

    def _moved(self, memory: CmaMemory, steps: Float64s) -> Float64s:
        rows: Float64s = memory.arrays["mean"] + memory.sigma * steps
        return rows

    def restored(self, snapshot: Snapshot) -> CmaMemory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        n = self.n_weights
        expected = self.started(np.zeros(n), 0).arrays
        arrays = {name: snapshot.finite(f"cma.{name}", array.shape) for name, array in expected.items()}
        sigma = snapshot.number("cma_sigma", 0.0)
        variances = arrays["covariance"] if not self.full else _diagonal(arrays["covariance"], n)
        if sigma <= 0.0 or (variances < 0.0).any():
            raise CheckpointError("the snapshot's CMA-ES distribution has no positive width; it is damaged")
        numbers = [sigma, *(np.abs(arrays[name]).max(initial=0.0) for name in arrays if name != _COSTS)]
        if max(numbers) > _LARGEST:
            raise CheckpointError(
                f"the snapshot's CMA-ES distribution has numbers above {_LARGEST:g}; it is damaged"
            )
        return CmaMemory(
            arrays, sigma, snapshot.whole("cma_step", 0, LAST), snapshot.whole("cma_n_restarts", 0, LAST)
        )

    def _fresh(self, mean: Float64s) -> Any:
        kind = CMA if self.full else SepCMA
        return kind(mean=mean.copy(), sigma=self.sigma, population_size=self.population_size)


def subtractable(costs: Float64s) -> Float64s:
    """Costs in the same order whose differences are finite, for the library subtracts them: float64 (n,).

    Only those of a generation in which one is larger than half the largest double are changed: halved.
    """
    return costs / 2.0 if np.abs(costs).max(initial=0.0) > _LARGEST_SUBTRACTABLE else costs


def _diagonal(triangle: Float64s, n: int) -> Float64s:
    """The diagonal of a symmetric matrix, given its upper triangle row by row."""
    lengths = np.arange(n, 0, -1)
    diagonal: Float64s = triangle[np.concatenate([[0], np.cumsum(lengths)[:-1]])]
    return diagonal
