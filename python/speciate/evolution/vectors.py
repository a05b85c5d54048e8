"""The result of a run over vectors, and the checks of its arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from speciate.arguments import whole
from speciate.config.sections import MOST_OBJECTIVES
from speciate.errors import ConfigError, ShapeError
from speciate.values import arrays
from speciate.values.types import Float64s

LARGEST_BOUND: Final = 1e300
"""The absolute value of a bound goes up to this, so that sums and widths stay finite."""


@dataclass(frozen=True)
class VectorFront:
    """Vectors that none of a population dominates.

    Attributes:
        vectors: float64 (n, n_variables).
        objectives: float64 (n, n_objectives), in the user's directions.
    """

    vectors: Float64s
    objectives: Float64s

    def __len__(self) -> int:
        """Number of vectors."""
        return len(self.vectors)


def bounds_of(lower: ArrayLike, upper: ArrayLike, n_variables: int) -> tuple[Float64s, Float64s]:
    """The bounds of each variable, float64 (n_variables,).

    Raises:
        ConfigError: They are no numbers, too many or too few, or do not ascend.
    """
    low, high = _bound("lower", lower, n_variables), _bound("upper", upper, n_variables)
    if (low > high).any():
        variable = int((low > high).argmax())
        raise ConfigError(
            f"lower = {low[variable]:g} and upper = {high[variable]:g} of variable {variable}: "
            "expected lower to be at most upper"
        )
    return low, high


def names_of(objectives: int | Sequence[str]) -> tuple[str, ...]:
    """The names of objectives; those of a number of them are made up.

    Raises:
        ConfigError: There is none, or two have one name.
    """
    if not isinstance(objectives, Sequence):
        return tuple(f"objective_{k}" for k in range(whole("objectives", objectives, 1, MOST_OBJECTIVES)))
    names = tuple(objectives)
    texts = set(map(type, names)) == {str} and all(names)
    most = MOST_OBJECTIVES
    if isinstance(objectives, str) or not texts or len(set(names)) < len(names) or len(names) > most:
        raise ConfigError(
            f"objectives = {objectives!r}: expected their number, or up to {most} different names"
        )
    return names


def _bound(name: str, values: ArrayLike, n_variables: int) -> Float64s:
    expected = f"a number, or {n_variables}, one per variable, from {-LARGEST_BOUND:g} to {LARGEST_BOUND:g}"
    try:
        numbers = arrays.array(name, values, expected)
    except ShapeError as error:
        raise ConfigError(str(error)) from None
    shaped = numbers.shape in {(), (n_variables,)} and numbers.dtype.kind in "iuf"
    if not shaped or not (np.abs(arrays.doubles(numbers)) <= LARGEST_BOUND).all():
        raise ConfigError(f"{name} = {values!r}: expected {expected}")
    bound: Float64s = np.array(np.broadcast_to(arrays.doubles(numbers), n_variables))
    return bound
