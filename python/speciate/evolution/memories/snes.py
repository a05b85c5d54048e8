"""What SNES remembers from one generation to the next: a mean and a step size for each weight."""

from dataclasses import dataclass
from math import fsum, sqrt
from typing import Final

import numpy as np

from speciate.config.evolution_strategies import LEAST_SIGMA, MOST_SIGMA, Snes
from speciate.draws import float32
from speciate.draws.arithmetic import ln
from speciate.errors import CheckpointError
from speciate.evolution.strategies import restored_mean
from speciate.values.snapshot import Snapshot
from speciate.values.types import Float32s, Float64s

_MOST_FACTOR: Final = 2.0
"""By how much the logarithm of a step size changes in a generation, at most."""


@dataclass(frozen=True)
class SnesMemory:
    """A normal distribution in which no weight depends on another.

    Attributes:
        mean: float64 (n_weights,).
        sigma: float64 (n_weights,), the step size of each weight.
    """

    mean: Float64s
    sigma: Float64s

    def snapshot(self) -> Snapshot:
        """This memory as data only."""
        return Snapshot({"snes.mean": self.mean, "snes.sigma": self.sigma}, {})


@dataclass(frozen=True)
class SeparableDistributions:
    """Moves the distribution of a run.

    Attributes:
        settings: Those of the section.
        n_weights: Numbers of a row.
        limit: Largest absolute value of a weight.
    """

    settings: Snes
    n_weights: int
    limit: float

    @property
    def step_size_learning_rate(self) -> float:
        """How fast step sizes change: that of the config, or the one of Schaul et al. 2011, table 1."""
        chosen, n = self.settings.step_size_learning_rate, float(self.n_weights)
        return (3.0 + ln(n)) / (5.0 * sqrt(n)) if chosen is None else chosen

    def started(self, mean: Float64s) -> SnesMemory:
        """The memory of a start at a row of weights."""
        return SnesMemory(mean, np.full(self.n_weights, self.settings.first_step_size))

    def moved(self, memory: SnesMemory, rows: Float32s, utilities: Float64s) -> SnesMemory:
        """The memory after a generation (Schaul et al. 2011, algorithm 3).

        The rows are added one after the other, so that the sums have one order on every machine.

        Args:
            memory: The distribution that the rows were drawn from.
            rows: float32 (n_genomes, n_weights).
            utilities: float64 (n_genomes,), whose sum is 0.
        """
        along, beyond = np.zeros(self.n_weights), np.zeros(self.n_weights)
        for utility, row in zip(utilities.tolist(), rows, strict=True):
            steps = (row - memory.mean) / memory.sigma
            along += utility * steps
            beyond += utility * (steps * steps - 1.0)
        mean = memory.mean + self.settings.mean_learning_rate * (memory.sigma * along)
        exponents = np.clip(0.5 * self.step_size_learning_rate * beyond, -_MOST_FACTOR, _MOST_FACTOR)
        factors = float32.exp(exponents.astype(np.float32)).astype(np.float64)
        sigma = np.clip(memory.sigma * factors, LEAST_SIGMA, MOST_SIGMA)
        return SnesMemory(np.clip(mean, -self.limit, self.limit), sigma)

    def restored(self, snapshot: Snapshot) -> SnesMemory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        sigma = snapshot.finite("snes.sigma", (self.n_weights,))
        if (sigma < LEAST_SIGMA).any() or (sigma > MOST_SIGMA).any():
            raise CheckpointError(
                f"the snapshot's snes.sigma are not all from {LEAST_SIGMA:g} to {MOST_SIGMA:g}; it is damaged"
            )
        return SnesMemory(restored_mean(snapshot, "snes.mean", self.n_weights, self.limit), sigma)


def utilities_of(n: int) -> Float64s:
    """The utility of each place, the best first, whose sum is 0: float64 (n,).

    Those of Wierstra et al. 2014, section 3.1: the better half counts by the logarithm of its place, and the
    other half alike.
    """
    most = ln(n / 2.0 + 1.0)
    raw = [max(0.0, most - ln(place)) for place in map(float, range(1, n + 1))]
    return np.array(raw) / fsum(raw) - 1.0 / n
