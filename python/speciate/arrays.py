"""Arrays out of what users give: lists, arrays of NumPy, tables of pandas, tensors with ``__array__``.

A value that is masked or missing is no number, so it is never taken for one.
"""

from typing import Any, Final, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from speciate.backends.protocol import Bools
from speciate.errors import ShapeError

NUMERIC: Final = "biuf"
"""Kinds of NumPy types that are numbers, truth values among them."""

RAGGED: Final = "rows of different lengths"


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
        ShapeError: It is no array, such as rows of different lengths.
    """
    if type(given) is np.ndarray:
        return Given(given)
    try:
        return _of_table(given) or _of_masked(given) or Given(np.asarray(given))
    except Exception as error:  # noqa: BLE001  # what users give may have an __array__ of its own
        why = RAGGED if "inhomogeneous" in str(error) else (str(error) or type(error).__name__)
        why = why.splitlines()[0]
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
    """The type of an array for a message; of one of objects that of the first object that is no number."""
    if values.dtype.kind != "O":
        return str(values.dtype)
    objects = values.reshape(-1).tolist()
    others = (one for one in objects if not isinstance(one, int | float))
    return f"object ({type(next(others, objects[0])).__name__})" if objects else "object"


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
