"""Genomes together with what their evaluation gave, and the checks on the way in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speciate import native_core
from speciate.errors import CheckpointError, EvaluationError, ShapeError
from speciate.values import arrays
from speciate.values.backend import GenomeBackend
from speciate.values.generation import Ranking
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot, columns
from speciate.values.types import Bools, Float64s, Uint32s, Uint64s


@dataclass(eq=False, slots=True)
class Evaluated:
    """Evaluated genomes. Nothing of one is ever changed.

    Attributes:
        population: The genomes.
        objectives: float64 (n_genomes, n_objectives), higher is better; 0 where failed.
        failed: bool (n_genomes,), whose evaluation gave nothing that could be ranked.
        measures: float64 (n_genomes, n_measures), where they ended up, 0 where failed; None without measures.
        quality: float64 (n_genomes,), the first number that was told of each, higher is better, 0 where
            failed; None without measures.
        n_failed: How many evaluations failed.
    """

    population: Population
    objectives: Float64s
    failed: Bools
    measures: Float64s | None = None
    quality: Float64s | None = None
    n_failed: int = field(init=False)

    def __post_init__(self) -> None:
        """Counts whose evaluation failed."""
        self.n_failed = int(np.count_nonzero(self.failed))

    def __len__(self) -> int:
        """Number of genomes."""
        return len(self.failed)

    @property
    def ids(self) -> Uint64s:
        """Their ids: uint64 (n_genomes,)."""
        return self.population.ids

    def select(self, rows: Uint32s) -> "Evaluated":
        """Those at ``rows``, in that order."""
        if len(rows) == len(self) and np.array_equal(rows, np.arange(len(self))):
            return self
        return selected(self, self.population.select(rows), rows)

    def rank(self, backend: GenomeBackend) -> Ranking:
        """Their order, best first."""
        return backend.rank(self.objectives, self.failed, self.population.sizes, self.population.ids)


@dataclass(frozen=True)
class Joined:
    """Evaluated genomes of two origins, one after the other, of which a part will be kept.

    Attributes:
        backend: Joins the populations.
        populations: The genomes.
        objectives: As those of ``Evaluated``, of all.
        failed: As those of ``Evaluated``, of all.
        measures: As those of ``Evaluated``, of all.
        quality: As that of ``Evaluated``, of all.
    """

    backend: GenomeBackend
    populations: tuple[Population, Population]
    objectives: Float64s
    failed: Bools
    measures: Float64s | None = None
    quality: Float64s | None = None

    def __len__(self) -> int:
        """Number of genomes."""
        return len(self.failed)

    @property
    def ids(self) -> Uint64s:
        """Their ids: uint64 (n_genomes,)."""
        return np.concatenate([one.ids for one in self.populations])

    def rank(self, backend: GenomeBackend) -> Ranking:
        """Their order, best first."""
        sizes = np.concatenate([one.sizes for one in self.populations])
        return backend.rank(self.objectives, self.failed, sizes, self.ids)

    def select(self, rows: Uint32s) -> Evaluated:
        """Those at ``rows``, in that order."""
        return selected(self, self.backend.concatenate(list(self.populations), rows), rows)


def joined(backend: GenomeBackend, first: Evaluated, second: Evaluated) -> Joined:
    """Both, one after the other."""
    return Joined(
        backend,
        (first.population, second.population),
        np.concatenate([first.objectives, second.objectives]),
        np.concatenate([first.failed, second.failed]),
        _one_after_the_other(first.measures, second.measures),
        _one_after_the_other(first.quality, second.quality),
    )


def _one_after_the_other(first: Float64s | None, second: Float64s | None) -> Float64s | None:
    return None if first is None or second is None else np.concatenate([first, second])


def selected(evaluated: Evaluated | Joined, population: Population, rows: Uint32s) -> Evaluated:
    """A population, and what the evaluation of these rows gave."""
    measures, quality = evaluated.measures, evaluated.quality
    return Evaluated(
        population,
        evaluated.objectives.take(rows, axis=0),
        evaluated.failed.take(rows),
        None if measures is None else measures.take(rows, axis=0),
        None if quality is None else quality.take(rows),
    )


def concatenated(backend: GenomeBackend, parts: Sequence[Evaluated]) -> Evaluated:
    """All of several, one after the other."""
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("objectives", "failed", "measures", "quality")
        if getattr(parts[0], name) is not None
    }
    return Evaluated(backend.concatenate([part.population for part in parts]), **columns)


def population_of(
    name: str, snapshot: Snapshot, backend: GenomeBackend, least: int, greatest: int
) -> Population:
    """The genomes of a snapshot under a name. Their number is checked before anything is built.

    Raises:
        CheckpointError: They are missing, too few, too many, or the backend refuses one.
    """
    arrays = columns(name, snapshot.arrays)
    ids = arrays.get("ids")
    if ids is None:
        raise CheckpointError(f"the snapshot has no '{name}.ids'; it does not hold a whole run")
    if not least <= len(ids) <= greatest:
        raise CheckpointError(
            f"the snapshot does not fit its config: it has {len(ids)} {name} genomes; "
            f"expected {least}{f' to {greatest}' if greatest > least else ''}"
        )
    try:
        return backend.population(arrays)
    except KeyError as error:
        raise CheckpointError(
            f"the snapshot has no {error} of {name}; it does not hold a whole run"
        ) from None
    except ValueError as error:
        raise CheckpointError(f"the snapshot does not fit its config: {name}: {error}") from None


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


@lru_cache(maxsize=4)
def nobody(n_genomes: int) -> Bools:
    """False for each genome: bool (n_genomes,), always the same array, which stays read-only."""
    flags = np.zeros(n_genomes, dtype=np.bool_)
    flags.flags.writeable = False
    return flags.view()


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
