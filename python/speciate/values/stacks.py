"""Stacks of small matrices, most of whose numbers are 0: checked, as terms, and as JSON has them."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike

from speciate.errors import ConfigError
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
        return cls(*(place.astype(np.uint32) for place in places), stack[places])


def stack_of(name: str, given: ArrayLike) -> Float32s:
    values = arrays.array(name, given, "numbers")
    if values.dtype.kind not in arrays.NUMERIC or values.ndim != _STACKED or 0 in values.shape:
        raise ConfigError(
            f"views: {name} has shape {values.shape} and type {values.dtype}; expected numbers (n_views, n_rows, "
            "n_columns), none of them 0"
        )
    if values.size > MOST_NUMBERS:
        raise ConfigError(f"views: {name} has {values.size:,} numbers; expected at most {MOST_NUMBERS:,}")
    with np.errstate(over="ignore"):
        stack: Float32s = np.array(values, dtype=np.float32, order="C")
    if not np.isfinite(stack).all():
        raise ConfigError(
            f"views: {name} holds a number that is not finite in single precision; expected none"
        )
    stack += np.float32(0.0)  # of a negative zero
    stack.flags.writeable = False
    return stack


def as_json(stack: Float32s) -> list[list[Any]]:
    return [column.tolist() for column in Terms.of(stack)]


def from_json(name: str, table: Mapping[str, Any]) -> Float32s:
    try:
        shape, (*places, weights) = table[f"{name}_shape"], table[name]
        if len(shape) != _STACKED or not 0 < int(np.prod(shape, dtype=np.float64)) <= MOST_NUMBERS:
            raise ValueError(f"shape {shape}")
        stack = np.zeros(shape, dtype=np.float32)
        index = tuple(np.array(place, dtype=np.uint32) for place in places)
        stack[index] = np.array(weights, dtype=np.float32)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise ConfigError(f"views: {name} is damaged ({error}); expected what to_json gives") from None
    return stack
