"""NSGA-II over vectors of real numbers: its settings, and the values that its steps take and give."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from speciate.values.types import Bools, Float64s, Uint32s

TRUNCATIONS: Final = ("one_by_one", "at_once")
"""The most crowded one leaves at a time (Kukkonen & Deb 2006), or all at once (Deb et al. 2002)."""


@dataclass(frozen=True)
class VectorSettings:
    """Everything that decides what becomes of vectors.

    Attributes:
        seed: Seed of every random draw.
        population_size: Number of vectors of a generation.
        lower: float64 (n_variables,), the least value of each variable.
        upper: float64 (n_variables,), the greatest.
        crossover_rate: Fraction of the pairs that cross.
        crossover_eta: Distribution index of the crossover; the greater, the nearer to the parents.
        mutation_rate: Fraction of the variables that mutate.
        mutation_eta: Distribution index of the mutation; the greater, the smaller its steps.
        truncation: How the front that does not fit as a whole is cut, one of ``TRUNCATIONS``.
    """

    seed: int
    population_size: int
    lower: Float64s
    upper: Float64s
    crossover_rate: float
    crossover_eta: float
    mutation_rate: float
    mutation_eta: float
    truncation: str


class EvaluatedVectors(NamedTuple):
    """Vectors and what their evaluation gave.

    Attributes:
        vectors: float64 (n, n_variables).
        objectives: float64 (n, n_objectives), higher is better; 0 where failed.
        failed: bool (n,), whose evaluation gave nothing that could be ranked.
    """

    vectors: Float64s
    objectives: Float64s
    failed: Bools


class RankedVectors(NamedTuple):
    """A population, best first: by front, then crowding.

    Attributes:
        vectors: float64 (n, n_variables).
        objectives: float64 (n, n_objectives), higher is better; 0 where failed.
        failed: bool (n,), whose evaluation gave nothing that could be ranked.
        fronts: uint32 (n,), the front of each; failed ones come after the last.
        crowding: float64 (n,), of each within its front, before any was left out; in a front that was cut
            one by one, among those that are left of it.
    """

    vectors: Float64s
    objectives: Float64s
    failed: Bools
    fronts: Uint32s
    crowding: Float64s

    @classmethod
    def none(cls, n_variables: int, n_objectives: int) -> "RankedVectors":
        """No vectors."""
        return cls(
            np.empty((0, n_variables)),
            np.empty((0, n_objectives)),
            np.empty(0, dtype=np.bool_),
            np.empty(0, dtype=np.uint32),
            np.empty(0),
        )
