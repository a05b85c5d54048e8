"""Function regression: a table of points, one network output for each column to be predicted."""

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.values.environment import EnvironmentSpec

_KEYS: Final = ("x", "y", "function", "n_points", "solved_error")
_FUNCTIONS: Final = {
    "quartic": (1.0, 1.0, 1.0, 1.0, 0.0),
    "quintic": (1.0, 0.0, -2.0, 0.0, 1.0, 0.0),
    "sextic": (1.0, 0.0, -2.0, 0.0, 1.0, 0.0, 0.0),
}
"""Polynomials from -1 to 1 (Koza 1992, chapters 7 and 10): coefficients, highest power first."""

_LEAST_POINTS: Final = 2
_MOST_POINTS: Final = 10_000

_MOST: Final = 100_000
"""Most numbers of a table."""

_LARGEST: Final = 1e6
"""Largest absolute value of a number in a table, and largest error of an answer."""

Table = list[list[float]]


@dataclass(frozen=True)
class RegressionRules:
    """The points, and when they are fitted well enough.

    Attributes:
        x: Rows of what is known, as many numbers each.
        y: Rows of what is to be predicted, one for each row of ``x``.
        solved_error: Error, in the units of ``y``, up to which the task counts as solved.
    """

    x: Table
    y: Table
    solved_error: float


def rules_of(options: Mapping[str, Any]) -> RegressionRules:
    """The rules of options.

    Raises:
        ValueError: An option is unknown, or its value not allowed.
    """
    for key in options:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.0)[0]
            raise _refusal(
                f"unknown option '{key}'; the nearest is '{near}', and there are: {', '.join(_KEYS)}"
            )
    solved_error = options.get("solved_error", 0.01)
    if not _is_number(solved_error) or not 0.0 <= solved_error <= _LARGEST:
        raise _refusal("solved_error must be a number from 0 to 1000000")
    x, y = _table(options)
    n_numbers = len(x) * (len(x[0]) + len(y[0]))
    if n_numbers > _MOST:
        raise _refusal(f"x and y have {n_numbers} numbers, more than {_MOST}; leave some rows out")
    return RegressionRules(x, y, float(solved_error))


def _table(options: Mapping[str, Any]) -> tuple[Table, Table]:
    if "x" not in options and "y" not in options:
        return _sampled(options.get("function", "quartic"), options.get("n_points", 21))
    if "x" not in options or "y" not in options:
        raise _refusal("x and y belong together; give both, or neither for a function")
    for key in ("function", "n_points"):
        if key in options:
            raise _refusal(f"{key} is given beside x and y; give either")
    x, y = _rows("x", options["x"]), _rows("y", options["y"])
    if len(x) != len(y):
        raise _refusal(f"x has {len(x)} rows and y {len(y)}; give one y for each x")
    return x, y


def _refusal(what: str) -> ValueError:
    return ValueError(f"regression: {what}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _sampled(name: Any, n_points: Any) -> tuple[Table, Table]:
    """A named function at points that divide its range evenly."""
    if not isinstance(name, str) or name not in _FUNCTIONS:
        raise _refusal(f"function must be one of {', '.join(_FUNCTIONS)}")
    if type(n_points) is not int or not _LEAST_POINTS <= n_points <= _MOST_POINTS:
        raise _refusal("n_points must be a whole number from 2 to 10000")
    x = [2.0 * i / (n_points - 1) - 1.0 for i in range(n_points)]
    y = []
    for number in x:
        total = 0.0
        for coefficient in _FUNCTIONS[name]:
            total = total * number + coefficient
        y.append(total)
    return [[number] for number in x], [[number] for number in y]


def _rows(name: str, value: Any) -> Table:
    """The rows of a list of numbers, or of lists of as many numbers each."""
    rows = value if isinstance(value, list) else []
    if rows and not any(isinstance(row, list) for row in rows):
        rows = [[number] for number in rows]
    widths = {len(row) if isinstance(row, list) else 0 for row in rows}
    if len(widths) != 1 or 0 in widths or not all(_is_number(number) for row in rows for number in row):
        raise _refusal(f"{name} must be a list of numbers, or of lists of as many numbers each")
    if not all(-_LARGEST <= number <= _LARGEST for row in rows for number in row):
        raise _refusal(f"{name} has a number beyond 1000000; scale it, best to about -1 to 1")
    return [[float(number) for number in row] for row in rows]


class Regression:
    """One pass through the table: step ``i`` answers row ``i``.

    An observation is a row of x, an action the predicted row of y. ``fitness`` is 1 / (1 + E), E the mean of
    the squared errors; ``error`` is the root of E, in the units of y. An answer is wrong by 1,000,000 at
    most; so are a NaN and what is not yet answered.
    """

    def __init__(self, rules: RegressionRules) -> None:
        """Stands before the first row."""
        self._rules = rules
        self._x = np.array(rules.x, dtype=np.float32)
        self.spec: Final = EnvironmentSpec(
            n_observations=len(rules.x[0]),
            n_actions=len(rules.y[0]),
            results=("fitness", "error"),
            worst=(0.0, _LARGEST),
            max_steps=len(rules.x),
            solved=("fitness", 1.0 / (1.0 + rules.solved_error * rules.solved_error)),
            stochastic=False,
        )
        self._step = 0
        self._squares = 0.0

    def reset(self, seed: int) -> NDArray[np.float32]:  # noqa: ARG002 - as the protocol has it
        """Starts again; every episode is the same. Returns float32 (n_observations,)."""
        self._step, self._squares = 0, 0.0
        return self._observe()

    def step(self, action: NDArray[np.float32]) -> tuple[NDArray[np.float32], bool]:
        """Answers the row shown with ``action`` (n_actions,); returns the next and whether there is none."""
        for answer, target in zip(action.tolist(), self._rules.y[self._step], strict=True):
            error = abs(answer - target)
            error = min(_LARGEST, error)  # in this order, which takes NaN for the largest
            self._squares += error * error
        self._step += 1
        return self._observe(), self._step == len(self._x)

    def results(self) -> tuple[float, float]:
        """Fitness 1 / (1 + E) and the root of E."""
        n_rows, n_outputs = len(self._x), self.spec.n_actions
        mean = (self._squares + (n_rows - self._step) * n_outputs * (_LARGEST * _LARGEST)) / (
            n_rows * n_outputs
        )
        return 1.0 / (1.0 + mean), math.sqrt(mean)

    def _observe(self) -> NDArray[np.float32]:
        row: NDArray[np.float32] = self._x[min(self._step, len(self._x) - 1)]  # at the end the last row stays
        return row


def make(options: Mapping[str, Any]) -> "Callable[[], Regression]":
    """A function that makes environments. Raises ``ValueError`` for options that are refused."""
    return partial(Regression, rules_of(options))
