"""Arrays out of what users give: lists, arrays of NumPy, tables of pandas, tensors with ``__array__``.

A value that is masked or missing is no number, so it is never taken for one.
"""

import math
from typing import Any, Final, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from speciate.errors import EvaluationError, ShapeError
from speciate.values.types import Bools, Float64s

NUMERIC: Final = "biuf"
"""Kinds of NumPy types that are numbers, truth values among them."""

RAGGED: Final = "rows of different lengths"


class RaggedError(ShapeError):
    """Rows have different lengths."""


_NUMBER: Final = (int, float, np.integer, np.floating)


class Given(NamedTuple):
    """What somebody gave.

    Attributes:
        values: An array of any type and shape.
        holes: bool, of the shape of ``values``, where there is no value; None if there is one everywhere.
        what: What these places are, in a word.
    """

    values: NDArray[Any]
    holes: Bools | None = None
    what: str = ""

    def rows(self) -> Bools | None:
        """Which rows have a hole: bool (n_rows,); None if none has."""
        if self.holes is None or not self.holes.any():
            return None
        return cast("Bools", self.holes.reshape(len(self.holes), -1).any(axis=1))


def read(name: str, given: object, expected: str) -> Given:
    """What somebody gave as an array, with the places that are masked or missing.

    Args:
        name: What it is called in a message.
        given: Anything.
        expected: What is expected, for a message.

    Raises:
        RaggedError: It is rows of different lengths.
        ShapeError: It is no array.
    """
    if type(given) is np.ndarray:
        return Given(_of_numbers(given))
    try:
        return _of_table(given) or _of_masked(given) or Given(_of_numbers(np.asarray(given)))
    except Exception as error:  # noqa: BLE001  # what users give may have an __array__ of its own
        if _shape_of(given) is None:
            raise RaggedError(f"{name}: no array ({RAGGED}); expected {expected}") from None
        why = (str(error) or type(error).__name__).splitlines()[0]
        raise ShapeError(f"{name}: no array ({why}); expected {expected}") from None


def array(name: str, given: object, expected: str) -> NDArray[Any]:
    """What somebody gave as an array without holes.

    Raises:
        ShapeError: It is no array, or a value is masked or missing.
    """
    found = read(name, given, expected)
    if found.holes is not None and found.holes.any():
        where = [str(index) for index in np.argwhere(found.holes)[0]]
        place = f" at [{', '.join(where)}]" if where else ""
        raise ShapeError(f"{name}: a {found.what} value{place}, which is no number; fill it first")
    return found.values


def type_of(values: NDArray[Any]) -> str:
    """The type of an array for a message.

    Of an array of objects the type of one is added: of the first that is no number, or of the first of all
    if all are numbers. One of these is then beyond the largest double, for ``read`` makes doubles of others.
    """
    if values.dtype.kind != "O":
        return str(values.dtype)
    objects = values.reshape(-1).tolist()
    if not objects:
        return "object"
    others = (one for one in objects if not isinstance(one, _NUMBER))
    return f"object ({type(next(others, objects[0])).__name__})"


def without_nan(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same values, (n_points, n_objectives), none of which is NaN.

    Raises:
        EvaluationError: A value is NaN.
    """
    bad = np.isnan(values).any(axis=1)
    if bad.any():
        raise EvaluationError(f"objectives of row {int(bad.argmax())} hold NaN; leave such points out")
    return values


def doubles(values: NDArray[Any]) -> Float64s:
    """Numbers as doubles in C order: float64 of the same shape, the array itself if it is such a one.

    A number of a wider type that no double holds becomes infinite, without a warning.
    """
    with np.errstate(over="ignore"):
        return np.asarray(values, dtype=np.float64, order="C")


def _of_numbers(values: NDArray[Any]) -> NDArray[Any]:
    """An array of objects that are all numbers as doubles, if doubles hold them; any other as it is.

    Python's whole numbers of more than 64 bits are objects to NumPy.
    """
    if values.dtype.kind != "O" or not values.size:
        return values
    objects = values.reshape(-1).tolist()
    if not all(isinstance(one, _NUMBER) for one in objects) or all(isinstance(one, bool) for one in objects):
        return values
    try:
        with np.errstate(over="ignore"):
            found = np.array([float(one) for one in objects])
    except OverflowError:
        return values
    lost = any(math.isinf(new) and not np.isinf(one) for new, one in zip(found, objects, strict=True))
    return values if lost else found.reshape(values.shape)


def _shape_of(given: object) -> tuple[int, ...] | None:
    """The shape of rows, or of rows of rows; None if their lengths differ."""
    if not isinstance(given, list | tuple):
        return given.shape if isinstance(given, np.ndarray) else ()
    shapes = {_shape_of(one) for one in given}
    if len(shapes) > 1 or None in shapes:
        return None
    return (len(given), *(shapes.pop() or () if shapes else ()))


def _of_table(given: Any) -> Given | None:
    """A table, a column or an array of pandas whose types are all numbers, some of which may be missing."""
    if not (hasattr(given, "to_numpy") and hasattr(given, "isna") and hasattr(given, "shape")):
        return None
    types = [given.dtype] if hasattr(given, "dtype") else list(given.dtypes)
    kinds = {getattr(one, "kind", "O") for one in types}
    if not kinds <= set(NUMERIC) or (len(kinds) == 1 and all(isinstance(one, np.dtype) for one in types)):
        return None
    holes = np.asarray(given.isna(), dtype=np.bool_)
    kind = np.bool_ if kinds == {"b"} else np.int64 if kinds == {"i"} else np.float64
    values = given.to_numpy(dtype=kind, na_value=0) if holes.any() else given.to_numpy(dtype=kind)
    return Given(np.asarray(values), holes, "missing")


def _of_masked(given: Any) -> Given | None:
    if isinstance(given, list | tuple) and _has_masked(given):
        given = _stacked(given)
    if not isinstance(given, np.ma.MaskedArray):
        return None
    return Given(np.asarray(given), np.ma.getmaskarray(given), "masked")


def _stacked(rows: list[Any] | tuple[Any, ...]) -> Any:
    """Rows, or rows of rows, as one array with a mask."""
    parts = [_stacked(row) if isinstance(row, list | tuple) else np.ma.asarray(row) for row in rows]
    return np.ma.stack(parts)


def _has_masked(rows: list[Any] | tuple[Any, ...]) -> bool:
    """Whether arrays with a mask are among rows, or rows of rows."""
    kinds = set(map(type, rows))  # of thousands of numbers there are few types
    if any(issubclass(kind, np.ma.MaskedArray) for kind in kinds):
        return True
    nested = any(issubclass(kind, list | tuple) for kind in kinds)
    return nested and any(isinstance(row, list | tuple) and _has_masked(row) for row in rows)
