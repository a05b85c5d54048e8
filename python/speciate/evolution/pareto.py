"""Multi-objective selection on plain arrays: fronts, crowding, survivors, hypervolume.

Deb, Pratap, Agarwal & Meyarivan 2002. Objectives are numbers of shape (n_points, n_objectives).
"""

import operator
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from speciate import backends
from speciate.arguments import directions_of
from speciate.errors import EvaluationError, ShapeError
from speciate.evolution import volumes
from speciate.values import arrays
from speciate.values.types import Float64s, Uint32s

_LAST_FRONT: Final = 2**32 - 1

Directions = str | Sequence[str]


def fronts(objectives: ArrayLike, directions: Directions = "max") -> Uint32s:
    """Sorts points into fronts by dominance.

    Args:
        objectives: Numbers, (n_points, n_objectives).
        directions: "max" or "min", for all objectives or for each.

    Returns:
        uint32 (n_points,): 0 is the Pareto front; equal points share a front.

    Raises:
        ShapeError: The array or the directions have the wrong shape or type.
        EvaluationError: A value is NaN.
    """
    return backends.fastest().pareto.fronts(_maximised(objectives, directions))


def crowding(objectives: ArrayLike, fronts: ArrayLike) -> Float64s:
    """How far each point is from its neighbours in its front; infinite at the ends of a front.

    Args:
        objectives: Numbers, (n_points, n_objectives); their directions do not matter.
        fronts: Whole numbers, (n_points,), as ``fronts`` gives them.

    Returns:
        float64 (n_points,).

    Raises:
        ShapeError: An array has the wrong shape or type.
        EvaluationError: A value is NaN.
    """
    values = _maximised(objectives, "max")
    numbers = arrays.array("fronts", fronts, f"whole numbers ({len(values)},)")
    whole = numbers.dtype.kind in "iu" and not ((numbers < 0) | (numbers > _LAST_FRONT)).any()
    if numbers.shape != (len(values),) or not whole:
        raise ShapeError(
            f"fronts have type {arrays.type_of(numbers)} and shape {numbers.shape}; "
            f"expected whole numbers from 0 to {_LAST_FRONT}, ({len(values)},)"
        )
    return backends.fastest().pareto.crowding(values, np.ascontiguousarray(numbers, dtype=np.uint32))


def survivors(objectives: ArrayLike, n: int, directions: Directions = "max") -> Uint32s:
    """The best ``n`` points, by front, then crowding, then row.

    Args:
        objectives: Numbers, (n_points, n_objectives).
        n: How many, at most n_points.
        directions: "max" or "min", for all objectives or for each.

    Returns:
        uint32 (n,), rows from best to worst.

    Raises:
        ShapeError: The array has the wrong shape or type, or fewer than ``n`` points.
        EvaluationError: A value is NaN.
    """
    values = _maximised(objectives, directions)
    number = _count(n)
    if number is None or number > len(values):
        raise ShapeError(
            f"n = {n!r} survivors of {len(values)} points; expected a number from 0 to {len(values)}"
        )
    return backends.fastest().pareto.best(values, number)


def thinned(objectives: ArrayLike, n: int) -> Uint32s:
    """The ``n`` points of a front that are spread best: the most crowded one leaves at a time.

    Crowding is computed anew for all points that are left (Kukkonen & Deb 2006, "Improved pruning of
    non-dominated solutions based on crowding distance for bi-objective optimization problems"). Copies of a
    point leave before any other.

    Args:
        objectives: Numbers, (n_points, n_objectives), of one front; their directions do not matter.
        n: How many stay at most.

    Returns:
        uint32 (min(n, n_points),), rows in ascending order.

    Raises:
        ShapeError: The array has the wrong shape or type, or ``n`` is negative.
        EvaluationError: A value is NaN.
    """
    values = _maximised(objectives, "max")
    number = _count(n)
    if number is None:
        raise ShapeError(f"n = {n!r}; expected a whole number from 0")
    return backends.fastest().pareto.thinned(values, min(number, len(values)))


def hypervolume(objectives: ArrayLike, reference_point: ArrayLike, directions: Directions = "max") -> float:
    """The volume between the points and a reference point that is worse than they are.

    It is exact, so the time for many points of 7 and more objectives is long. A volume beyond the largest
    double becomes the largest double.

    Args:
        objectives: Numbers, (n_points, n_objectives).
        reference_point: Numbers, (n_objectives,); points that are not better in every objective add nothing.
        directions: "max" or "min", for all objectives or for each.

    Raises:
        ShapeError: An array has the wrong shape or type, or there are more than 31 objectives.
        EvaluationError: A value is NaN or infinite.
    """
    values = arrays.without_nan(_maximised(objectives, directions))
    if values.shape[1] > volumes.MOST_MEASURED:
        raise ShapeError(
            f"objectives have {values.shape[1]} columns; expected {volumes.MOST_MEASURED} at most"
        )
    if not np.isfinite(values).all():
        row = int((~np.isfinite(values)).any(axis=1).argmax())
        raise EvaluationError(f"objectives of row {row} are infinite, so the volume would be; leave it out")
    point = _point(reference_point, values.shape[1]) * _signs(directions, values.shape[1])
    return volumes.hypervolume(values, point) if len(values) else 0.0


def _count(n: object) -> int | None:
    """A whole number from 0; None if it is something else."""
    try:
        number = operator.index(n)  # type: ignore[arg-type]  # which is what is found out
    except TypeError:
        return None
    return None if isinstance(n, bool) or number < 0 else number


def _point(reference_point: ArrayLike, n_objectives: int) -> Float64s:
    point = arrays.array("reference_point", reference_point, f"numbers ({n_objectives},)")
    if point.shape != (n_objectives,) or point.dtype.kind not in arrays.NUMERIC:
        raise ShapeError(
            f"reference_point has type {arrays.type_of(point)} and shape {point.shape}; "
            f"expected numbers ({n_objectives},), one per objective"
        )
    numbers = arrays.doubles(point)
    if not np.isfinite(numbers).all():
        raise EvaluationError(f"reference_point is {numbers.tolist()}; expected finite numbers")
    return numbers


def _maximised(objectives: ArrayLike, directions: Directions) -> Float64s:
    values = arrays.array("objectives", objectives, "(n_points, n_objectives)")
    if values.ndim != 2 or values.shape[1] < 1 or values.dtype.kind not in arrays.NUMERIC:  # noqa: PLR2004
        raise ShapeError(
            f"objectives have type {arrays.type_of(values)} and shape {values.shape}; "
            "expected numbers (n_points, n_objectives)"
        )
    numbers = arrays.doubles(values)
    plain = isinstance(directions, str) and directions == "max"
    return numbers if plain else numbers * _signs(directions, values.shape[1])


def _signs(directions: Directions, n_objectives: int) -> Float64s:
    each = directions_of(directions, n_objectives, ShapeError)
    return np.array([-1.0 if direction == "min" else 1.0 for direction in each])
