"""The result of a run over vectors, and the checks of its arguments."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speciate.backends.protocol import Float64s
from speciate.config.arguments import whole
from speciate.errors import ConfigError

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


def whole_between(name: str, value: Any, least: int, greatest: int) -> int:
    """A whole number of a range.

    Raises:
        ConfigError: It is something else.
    """
    number = whole(name, value, least)
    if number > greatest:
        raise ConfigError(f"{name} = {value!r}: expected a whole number from {least} to {greatest}")
    return number


def number_between(name: str, value: Any, greatest: float = math.inf) -> float:
    """A finite number from 0 to ``greatest``.

    Raises:
        ConfigError: It is something else.
    """
    number = math.nan if isinstance(value, bool) or not isinstance(value, Real) else float(value)
    if not (math.isfinite(number) and 0.0 <= number <= greatest):
        raise ConfigError(
            f"{name} = {value!r}: expected a number from 0"
            + (f" to {greatest:g}" if greatest < math.inf else "")
        )
    return number


def one_of(name: str, value: Any, allowed: Sequence[str]) -> str:
    """A text that is allowed.

    Raises:
        ConfigError: It is something else.
    """
    if value not in allowed:
        raise ConfigError(f"{name} = {value!r}: expected one of {', '.join(allowed)}")
    return str(value)


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
        return tuple(f"objective_{k}" for k in range(whole("objectives", objectives)))
    names = tuple(objectives)
    texts = set(map(type, names)) == {str} and all(names)
    if isinstance(objectives, str) or not texts or len(set(names)) < len(names):
        raise ConfigError(f"objectives = {objectives!r}: expected their number, or different names")
    return names


def directions_of(directions: str | Sequence[str], n_objectives: int) -> tuple[str, ...]:
    """The direction of each objective.

    Raises:
        ConfigError: There are too many or too few, or they are unknown.
    """
    each = (directions,) * n_objectives if isinstance(directions, str) else tuple(directions)
    each = each * n_objectives if len(each) == 1 else each
    if len(each) != n_objectives or not set(each) <= {"max", "min"}:
        raise ConfigError(
            f'directions = {directions!r}: expected "max" or "min", for all or for each of {n_objectives}'
        )
    return each


def _bound(name: str, values: ArrayLike, n_variables: int) -> Float64s:
    try:
        numbers: NDArray[np.generic] = np.asarray(values)
    except ValueError:
        numbers = np.asarray(None)
    shaped = numbers.shape in {(), (n_variables,)} and numbers.dtype.kind in "iuf"
    if not shaped or not (np.abs(numbers.astype(np.float64)) <= LARGEST_BOUND).all():
        raise ConfigError(
            f"{name} = {values!r}: expected a number, or {n_variables}, one per variable, "
            f"from {-LARGEST_BOUND:g} to {LARGEST_BOUND:g}"
        )
    bound: Float64s = np.array(np.broadcast_to(numbers.astype(np.float64), n_variables))
    return bound
