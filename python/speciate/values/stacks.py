"""Stacks of small matrices, most of whose numbers are 0: checked, as terms, and as JSON has them."""

import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike

from speciate.errors import ConfigError, ShapeError
from speciate.values import arrays
from speciate.values.types import Float32s, Uint32s

MOST_NUMBERS: Final = 1 << 24
"""The largest number of numbers in a stack."""

_STACKED: Final = 3  # dimensions of a stack of matrices


class Terms(NamedTuple):
    """The numbers of a stack of matrices that are not 0, by matrix, then row, then column.

    Attributes:
        matrices: uint32 (n_terms,).
        rows: uint32 (n_terms,).
        columns: uint32 (n_terms,).
        weights: float32 (n_terms,).
    """

    matrices: Uint32s
    rows: Uint32s
    columns: Uint32s
    weights: Float32s

    @classmethod
    def of(cls, stack: Float32s) -> Self:
        """The terms of float32 (n_matrices, n_rows, n_columns)."""
        places = np.nonzero(stack)
        matrices, rows, columns = (place.astype(np.uint32) for place in places)
        return cls(matrices, rows, columns, stack[places])


def stack_of(name: str, given: ArrayLike) -> Float32s:
    """A stack as float32, read-only, without negative zeros. Raises ``ConfigError`` if it is none."""
    try:
        values = arrays.array(name, given, "numbers")
    except ShapeError as error:
        raise ConfigError(f"views: {error}") from None
    if values.dtype.kind not in arrays.NUMERIC or values.ndim != _STACKED or 0 in values.shape:
        raise ConfigError(
            f"views: {name} has shape {values.shape} and type {values.dtype}; expected numbers (n_views, "
            "n_rows, n_columns), none of these 0"
        )
    check_size(name, *values.shape)
    with np.errstate(over="ignore"):
        stack: Float32s = np.array(values, dtype=np.float32, order="C")
    if not np.isfinite(stack).all():
        raise ConfigError(
            f"views: {name} holds a number that is not finite in single precision; expected none"
        )
    stack += np.float32(0.0)  # of a negative zero
    stack.flags.writeable = False
    return stack


def check_size(name: str, *shape: int) -> None:
    """Refuses a stack with too many numbers. Raises ``ConfigError``."""
    if (size := math.prod(shape)) > MOST_NUMBERS:
        raise ConfigError(f"views: {name} has {size:,} numbers; expected at most {MOST_NUMBERS:,}")


def as_json(stack: Float32s) -> list[list[Any]]:
    """The matrices, rows, columns and weights of the terms of a stack, with few digits, but the same bits."""
    *places, weights = Terms.of(stack)
    return [*(column.tolist() for column in places), [float(str(weight)) for weight in weights]]


def _checked_shape(shape: list[int]) -> list[int]:
    """The shape of a stack. Raises ``ValueError`` for another one."""
    if len(shape) != _STACKED or not 0 < int(np.prod(shape, dtype=np.float64)) <= MOST_NUMBERS:
        raise ValueError(f"shape {shape}")
    return shape


def from_json(name: str, table: Mapping[str, Any]) -> Float32s:
    """The stack of a table: its shape, and its terms as ``as_json`` gives them. Raises ``ConfigError``."""
    try:
        shape, (matrices, rows, columns, weights) = table[f"{name}_shape"], table[name]
        stack = np.zeros(_checked_shape(shape), dtype=np.float32)
        index = tuple(np.array(place, dtype=np.uint32) for place in (matrices, rows, columns))
        stack[index] = np.array(weights, dtype=np.float32)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise ConfigError(f"views: {name} is damaged ({error}); expected what to_json gives") from None
    return stack
