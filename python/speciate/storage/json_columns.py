"""Columns of numbers as lists in JSON, and back to the same bits; every value is checked."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.parsing import strict_json

_TAKES: Final[dict[str, tuple[type, ...]]] = {"b": (bool,), "u": (int,), "f": (int, float)}


def column_lists(value: Any, keys: tuple[str, ...], what: str) -> dict[str, list[Any]]:
    """Of a list of tables with these keys, the values of each key. Raises ``ValueError`` or ``TypeError``."""
    tables = [entry(one, keys, f"one of its {what}") for one in listed(value, what)]
    return {key: [table[key] for table in tables] for key in keys}


def listed(value: Any, what: str) -> list[Any]:
    """``value``, if it is a list. Raises ``TypeError``."""
    if not isinstance(value, list):
        raise TypeError(f"its {what} are no list")
    return value


def entry(value: Any, keys: tuple[str, ...], what: str) -> dict[str, Any]:
    """``value``, if it is a table with exactly these keys. Raises ``ValueError``."""
    if not isinstance(value, dict) or value.keys() != set(keys):
        raise ValueError(f"{what} has other keys than {', '.join(keys)}")
    return value


def array(values: list[Any], kind: type[Any], what: str) -> NDArray[Any]:
    """A column of type ``kind``. Raises ``ValueError`` or ``TypeError`` for what that type does not hold."""
    dtype = np.dtype(kind)
    greatest = float(np.finfo(kind).max) if dtype.kind == "f" else 0.0
    for value in values:
        if type(value) not in _TAKES[dtype.kind] or (dtype.kind == "f" and abs(value) > greatest):
            raise TypeError(f"its {what} has {str(value)[:60]}, which is no {dtype.name}")
    if dtype.kind == "u" and not all(0 <= value <= np.iinfo(kind).max for value in values):
        raise ValueError(f"its {what} is no {dtype.name}")
    return np.array(values, dtype=kind)


def number_of(name: Any, names: Any, what: str) -> int:
    """The position of a name among ``names``. Raises ``ValueError``."""
    known = list(names)
    if name not in known:
        raise ValueError(f"its {what} {str(name)[:60]} is unknown; expected one of {', '.join(known)}")
    return known.index(name)


def plain(column: NDArray[Any]) -> list[Any]:
    """Values as JSON takes them; a float32 with as few digits as tell it from all others."""
    if column.dtype == np.float32:
        return [float(str(value)) for value in column]
    values: list[Any] = column.tolist()
    return values


def rows(keys: tuple[str, ...], lists: list[list[Any]]) -> str:
    """A list of tables, each on a line of its own."""
    tables = [
        "{"
        + ", ".join(f'"{key}": {strict_json.dumps(one)}' for key, one in zip(keys, row, strict=True))
        + "}"
        for row in zip(*lists, strict=True)
    ]
    return "[" + ",".join(f"\n    {table}" for table in tables) + ("\n  ]" if tables else "]")
