"""Normalisation of observations by the mean and the variance of all that was seen in training.

Networks learn best from inputs of about the same size. Each input is shifted by the mean of what was seen and
divided by its standard deviation (Mania, Guy & Recht 2018, section 3.2, for random search; Salimans et al.
2017 for evolution strategies). Means and variances are updated as by Welford 1962 and merged as by Chan,
Golub & LeVeque 1979, one observation after the other and genome by genome. So the bits depend on nothing
else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol, Self, runtime_checkable

import numpy as np

from speciate.values.types import Bools, Float32s, Float64s, Int64s

LIMIT: Final = 10.0
"""The largest absolute value of a normalised input."""

REFUSED: Final = (
    "network.normalize_observations: {} is a built-in environment, whose observations have a fixed range; "
    "leave it false"
)
"""What runs in built-in environments are told."""

_LEAST_VARIANCE: Final = 1e-8
"""Added to variances, so that an input that never changes stays finite."""


@dataclass(frozen=True)
class Moments:
    """The mean and the spread of observations.

    Attributes:
        count: How many were seen.
        means: float64 (n_inputs,).
        squares: float64 (n_inputs,), sums of squared differences from the mean.
    """

    count: int
    means: Float64s
    squares: Float64s

    @classmethod
    def nothing(cls, n_inputs: int) -> Self:
        """Those of no observation."""
        return cls(0, np.zeros(n_inputs), np.zeros(n_inputs))

    def merged(self, other: "Moments") -> "Moments":
        """Those of all observations of both."""
        if not other.count:
            return self
        count = self.count + other.count
        difference = other.means - self.means
        means = self.means + difference * (other.count / count)
        spread = difference * difference * (self.count * (other.count / count))
        return Moments(count, means, self.squares + other.squares + spread)

    def variances(self) -> Float64s:
        """float64 (n_inputs,); 1 for each before two observations were seen."""
        if self.count < 2:  # noqa: PLR2004
            return np.ones_like(self.squares)
        return self.squares / self.count


class Observed:
    """The moments of what each network of a population has seen.

    Attributes:
        counts: int64 (n_genomes,).
        means: float64 (n_genomes, n_inputs).
        squares: float64 (n_genomes, n_inputs).
    """

    def __init__(self, counts: Int64s, means: Float64s, squares: Float64s) -> None:
        """Takes the arrays over."""
        self.counts, self.means, self.squares = counts, means, squares

    @classmethod
    def nothing(cls, n_genomes: int, n_inputs: int) -> Self:
        """Nothing was seen."""
        shape = n_genomes, n_inputs
        return cls(np.zeros(n_genomes, dtype=np.int64), np.zeros(shape), np.zeros(shape))

    def add(self, observations: Float32s) -> None:
        """Adds float32 (n_genomes, n_observations, n_inputs). One that is not finite is left out."""
        for values in observations.astype(np.float64).swapaxes(0, 1):
            seen = np.isfinite(values).all(axis=1)
            self.counts += seen
            shares = np.where(seen, 1.0 / np.maximum(self.counts, 1), 0.0)[:, None]
            differences = np.where(seen[:, None], values, self.means) - self.means
            self.means += differences * shares
            self.squares += differences * (differences - differences * shares)

    def copy(self) -> "Observed":
        """The same moments in other arrays."""
        return Observed(self.counts.copy(), self.means.copy(), self.squares.copy())

    def put(self, row: int, moments: Moments) -> None:
        """Adds what a network has seen alone to that of its row."""
        both = self.of(row).merged(moments)
        self.counts[row], self.means[row], self.squares[row] = both.count, both.means, both.squares

    def total(self, counted: Bools) -> Moments:
        """The moments of what the networks of some rows have seen, row by row: bool (n_genomes,)."""
        total = Moments.nothing(self.means.shape[1])
        for row in np.flatnonzero(counted).tolist():
            total = total.merged(self.of(row))
        return total

    def of(self, row: int) -> Moments:
        """The moments of what the network of a row has seen."""
        return Moments(int(self.counts[row]), self.means[row], self.squares[row])

    def __iter__(self) -> Iterator[Int64s | Float64s]:
        """The three arrays."""
        return iter((self.counts, self.means, self.squares))


@runtime_checkable
class Observing(Protocol):
    """Networks that remember the moments of what they see."""

    @property
    def observed(self) -> Observed:
        """What each network has seen since it was compiled, or since ``forget``."""
        ...

    def forget(self) -> None:
        """Forgets what the networks have seen."""
        ...


def observed_by(networks: object) -> Observed | None:
    """A copy of what networks have seen; None of networks that do not remember it."""
    return networks.observed.copy() if isinstance(networks, Observing) else None


def forget(networks: object) -> None:
    """Lets networks forget what they have seen, if they remember it."""
    if isinstance(networks, Observing):
        networks.forget()


@dataclass(frozen=True)
class Normalization:
    """How networks see observations: shifted, scaled and cut at ``LIMIT``, in single precision.

    Attributes:
        shifts: float32 (n_inputs,), what is subtracted.
        scales: float32 (n_inputs,), by what the difference is multiplied then.
    """

    shifts: Float32s
    scales: Float32s

    @classmethod
    def of(cls, moments: Moments) -> Self:
        """The normalisation by what was seen."""
        scales = 1.0 / np.sqrt(moments.variances() + _LEAST_VARIANCE)
        return cls(moments.means.astype(np.float32), scales.astype(np.float32))

    def normalized(self, observations: Float32s) -> Float32s:
        """Observations as networks see them: float32 (..., n_inputs)."""
        with np.errstate(all="ignore"):
            scaled = (observations - self.shifts) * self.scales
        limit = np.float32(LIMIT)
        normalized: Float32s = np.clip(scaled, -limit, limit)
        return normalized
