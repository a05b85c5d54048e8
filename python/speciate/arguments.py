"""Checks of arguments that are no settings of a config."""

import math
import operator
import os
from collections.abc import Sequence
from numbers import Real
from pathlib import Path
from typing import Any, Final

import numpy as np

from speciate.errors import ConfigError, ShapeError
from speciate.phrases import DIRECTIONS, meant

LAST: Final = 2**31 - 1
"""The greatest whole number, where nothing else limits it."""


def whole(name: str, value: Any, least: int = 1, greatest: int = LAST) -> int:
    """A whole number of any integer type, but no truth value.

    Raises:
        ConfigError: It is something else, or not from ``least`` to ``greatest``.
    """
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if isinstance(value, bool) or not least <= number <= greatest:
        span = f"{least} to {greatest}" if greatest < LAST or number > greatest else str(least)
        raise ConfigError(f"{name} = {shown(value)}: expected a whole number from {span}")
    return number


def shown(value: Any) -> str:
    """A value as Python writes it; of a number of thousands of digits, which Python does not write, that."""
    try:
        return repr(value)
    except ValueError:
        return "a number of thousands of digits"


def truth(name: str, value: Any) -> bool:
    """A truth value. Raises ``ConfigError``."""
    if not isinstance(value, bool | np.bool_):
        raise ConfigError(f"{name} = {value!r}: expected True or False")
    return bool(value)


def path_of(name: str, value: Any) -> Path:
    """A path. Raises ``ConfigError``."""
    if not isinstance(value, str | os.PathLike):
        raise ConfigError(f"{name} = {value!r}: expected a path, as text or as a pathlib.Path")
    return Path(value)


def number_between(name: str, value: Any, greatest: float = math.inf) -> float:
    """A finite number from 0 to ``greatest``.

    Raises:
        ConfigError: It is something else.
    """
    try:
        number = math.nan if isinstance(value, bool) or not isinstance(value, Real) else float(value)
    except OverflowError:
        number = math.inf
    if not (math.isfinite(number) and 0.0 <= number <= greatest):
        raise ConfigError(
            f"{name} = {shown(value)}: expected a number from 0"
            + (f" to {greatest:g}" if greatest < math.inf else "")
        )
    return number


def one_of(name: str, value: Any, allowed: Sequence[str]) -> str:
    """A text that is allowed.

    Raises:
        ConfigError: It is something else.
    """
    if not isinstance(value, str) or value not in allowed:
        raise ConfigError(f"{name} = {value!r}: expected one of {', '.join(allowed)}")
    return value


def directions_of(
    directions: str | Sequence[str],
    n_objectives: int,
    refusal: type[ConfigError] | type[ShapeError] = ConfigError,
) -> tuple[str, ...]:
    """The direction of each objective; one alone counts for all.

    Args:
        directions: "max" or "min", or one of them per objective.
        n_objectives: How many objectives there are.
        refusal: What is raised.

    Raises:
        ConfigError: There are too many or too few, or they are unknown; another error with ``refusal``.
    """
    each = each_of(directions, n_objectives)
    if each is None or any(not isinstance(one, str) or one not in DIRECTIONS for one in each):
        raise refusal(
            f'directions = {directions!r}: expected "max" or "min", for all or for each of {n_objectives}'
            f"{meant(each, DIRECTIONS)}"
        )
    return tuple(map(str, each))


def each_of(values: str | Sequence[str], n: int) -> tuple[object, ...] | None:
    """One value for each of ``n``: the same for all, or as many as a sequence of any type holds.

    Returns:
        None if they are too many or too few, or no sequence.
    """
    try:
        each = (values,) if isinstance(values, str) else tuple(values)
    except TypeError:
        return None
    each = each * n if len(each) == 1 else each
    return each if len(each) == n else None
