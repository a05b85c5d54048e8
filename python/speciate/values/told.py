"""Checks of the numbers that a user tells of genomes: objectives, failures, measures, points."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speciate import native_core
from speciate.errors import EvaluationError, ShapeError
from speciate.values import arrays
from speciate.values.evaluated import nobody
from speciate.values.types import Bools, Float64s


def checked(
    objectives: ArrayLike,
    failed: ArrayLike | None,
    n_genomes: int,
    signs: Float64s,
    whose: str = "genome",
) -> tuple[Float64s, Bools]:
    """What a user told, as the loop takes it: every objective maximised, 0 where failed, never -0.0.

    Args:
        objectives: Numbers, (n_genomes, n_objectives), or (n_genomes,) for one objective.
        failed: Truth values, (n_genomes,), or None if none failed.
        n_genomes: Number of genomes that were asked.
        signs: float64 (n_objectives,), -1 where the user minimises, else 1.
        whose: What rows are called in a message.

    Raises:
        ShapeError: A shape or a type is wrong.
        EvaluationError: A value of a genome that did not fail is NaN or infinite.
    """
    if objectives is None:
        raise ShapeError(
            f"objectives are None; expected numbers of shape ({n_genomes}, {len(signs)}); the function "
            "that gives them may lack its return"
        )
    finite = native_core.finite(objectives, n_genomes, len(signs))
    flags = _flags(failed, n_genomes)
    values = _finite("objectives", objectives, flags, len(signs), whose) if finite is None else finite
    if failed is not None:
        values[flags] = 0.0
    if -1.0 in signs.tolist():
        values *= signs
        values += 0.0
    return values, flags


def checked_measures(measures: ArrayLike | None, failed: Bools, n_measures: int) -> Float64s | None:
    """Where genomes ended up, as a user told: 0 where failed, never -0.0; None if nothing is measured.

    Args:
        measures: Numbers, (n_genomes, n_measures), or (n_genomes,) for one measure.
        failed: bool (n_genomes,).
        n_measures: How many the config names.

    Raises:
        ShapeError: A shape or a type is wrong, or measures are told that nobody named, or none that are.
        EvaluationError: A value of a genome that did not fail is NaN or infinite.
    """
    if n_measures == 0:
        if measures is not None:
            raise ShapeError('measures: the config names none; name them, as in measures = ["x", "y"]')
        return None
    if measures is None:
        raise ShapeError(f"measures: none told; expected numbers of shape ({len(failed)}, {n_measures})")
    values = _finite("measures", measures, failed, n_measures, "genome")
    values[failed] = 0.0
    return values


def _finite(name: str, given: ArrayLike, failed: Bools, n_columns: int, whose: str) -> Float64s:
    """Doubles of shape (n_rows, n_columns), finite where not failed; a copy in C order, without -0.0."""
    found = arrays.read(name, given, f"numbers of shape {_shapes(len(failed), n_columns)}")
    numbers = _numbers(found.values, len(failed), n_columns, name, whose)
    holes = found.rows()
    if holes is not None and (holes := holes & ~failed).any():
        raise EvaluationError(
            f"{name} of {whose} row {int(holes.argmax())} are {found.what}, which is no number: give "
            "numbers, or pass failed= for an evaluation that failed"
        )
    values = arrays.doubles(numbers) + 0.0
    refuse_non_finite(values, failed, name, whose=whose)
    return values


def refuse_non_finite(
    values: Float64s, failed: Bools, name: str = "objectives", *, whose: str = "genome"
) -> None:
    """Raises ``EvaluationError`` for the first row with NaN or infinity that is not marked failed."""
    finite = np.isfinite(values)
    if np.count_nonzero(finite) < finite.size and (bad := ~finite.all(axis=1) & ~failed).any():
        row = int(bad.argmax())
        more = f" (and {int(bad.sum()) - 1} more)" if bad.sum() > 1 else ""
        raise EvaluationError(
            f"{name} of {whose} row {row}{more} are {values[row].tolist()}: expected finite numbers; "
            "mark the evaluation failed if there is none"
        )


def one_each(name: str, values: ArrayLike, n_objectives: int) -> Float64s:
    """One number per objective, float64 (n_objectives,); one alone counts for all.

    Raises:
        ShapeError: There are more or fewer, or they are no finite numbers.
    """
    expected = f"a finite number, or {n_objectives}, one per objective"
    numbers = arrays.array(name, values, expected)
    shaped = numbers.shape in {(), (n_objectives,)} and numbers.dtype.kind in arrays.NUMERIC
    if not shaped or not np.isfinite(arrays.doubles(numbers)).all():
        raise ShapeError(f"{name} = {values!r}; expected {expected}")
    return np.broadcast_to(arrays.doubles(numbers), n_objectives)


def repeated(directions: Sequence[str], n_objectives: int) -> tuple[str, ...]:
    """The direction of each objective; one alone counts for all."""
    return tuple(directions) * n_objectives if len(directions) == 1 else tuple(directions)


def _numbers(values: NDArray[Any], n_rows: int, n_columns: int, name: str, whose: str) -> NDArray[Any]:
    """Numbers of shape (n_rows, n_columns)."""
    shapes = _shapes(n_rows, n_columns)
    if values.dtype.kind not in arrays.NUMERIC:
        kind = arrays.type_of(values)
        raise ShapeError(f"{name} have type {kind}; expected numbers of shape {shapes}, as float64")
    rows = values[:, None] if values.ndim == 1 and n_columns == 1 else values
    if rows.shape != (n_rows, n_columns):
        raise ShapeError(f"{name} have shape {values.shape}; expected {shapes}, one row per {whose}")
    return rows


def _shapes(n_genomes: int, n_columns: int) -> str:
    """The shapes that numbers may have, for a message."""
    return f"({n_genomes}, {n_columns})" + (f" or ({n_genomes},)" if n_columns == 1 else "")


def _flags(failed: ArrayLike | None, n_genomes: int) -> Bools:
    if failed is None:
        return nobody(n_genomes)
    flags = arrays.array("failed", failed, f"bool ({n_genomes},)")
    if flags.dtype != np.bool_ or flags.shape != (n_genomes,):
        raise ShapeError(
            f"failed has type {arrays.type_of(flags)} and shape {flags.shape}; expected bool ({n_genomes},)"
        )
    return flags.copy()  # it is kept, and may be used again where it comes from
