"""Genomes together with what their evaluation gave, and the checks on the way in."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speciate.backends.protocol import Bools, Float64s, GenomeBackend, Population, Ranking, Uint32s
from speciate.errors import CheckpointError, EvaluationError, ShapeError
from speciate.snapshot import Snapshot, columns

_NUMERIC: Final = "biuf"


@dataclass(frozen=True)
class Evaluated:
    """Evaluated genomes.

    Attributes:
        population: The genomes.
        objectives: float64 (n_genomes, n_objectives), higher is better; 0 where failed.
        failed: bool (n_genomes,), whose evaluation gave nothing that could be ranked.
    """

    population: Population
    objectives: Float64s
    failed: Bools

    def __len__(self) -> int:
        """Number of genomes."""
        return len(self.population)

    @cached_property
    def n_failed(self) -> int:
        """How many evaluations failed."""
        return int(np.count_nonzero(self.failed))

    def select(self, rows: Uint32s) -> "Evaluated":
        """Those at ``rows``, in that order."""
        if len(rows) == len(self) and np.array_equal(rows, np.arange(len(self))):
            return self
        return Evaluated(self.population.select(rows), self.objectives[rows], self.failed[rows])

    def rank(self, backend: GenomeBackend) -> Ranking:
        """Their order, best first."""
        return backend.rank(self.objectives, self.failed, self.population.sizes, self.population.ids)


@dataclass(frozen=True)
class Joined:
    """Evaluated genomes of two origins, one after the other, of which a part will be kept.

    Attributes:
        backend: Who joins the populations.
        populations: The genomes.
        objectives: As those of ``Evaluated``, of all.
        failed: As those of ``Evaluated``, of all.
    """

    backend: GenomeBackend
    populations: tuple[Population, Population]
    objectives: Float64s
    failed: Bools

    def __len__(self) -> int:
        """Number of genomes."""
        return len(self.failed)

    def rank(self, backend: GenomeBackend) -> Ranking:
        """Their order, best first."""
        first, second = self.populations
        sizes = np.concatenate([first.sizes, second.sizes])
        ids = np.concatenate([first.ids, second.ids])
        return backend.rank(self.objectives, self.failed, sizes, ids)

    def select(self, rows: Uint32s) -> Evaluated:
        """Those at ``rows``, in that order."""
        population = self.backend.concatenate(list(self.populations), rows)
        return Evaluated(population, self.objectives[rows], self.failed[rows])


def joined(backend: GenomeBackend, first: Evaluated, second: Evaluated) -> Joined:
    """Both, one after the other."""
    return Joined(
        backend,
        (first.population, second.population),
        np.concatenate([first.objectives, second.objectives]),
        np.concatenate([first.failed, second.failed]),
    )


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
    objectives: ArrayLike, failed: ArrayLike | None, n_genomes: int, signs: Float64s
) -> tuple[Float64s, Bools]:
    """What a user told, as the loop takes it: every objective maximised, 0 where failed, never -0.0.

    Args:
        objectives: Numbers, (n_genomes, n_objectives), or (n_genomes,) for one objective.
        failed: Truth values, (n_genomes,), or None if none failed.
        n_genomes: Number of genomes that were asked.
        signs: float64 (n_objectives,), -1 where the user minimises, else 1.

    Raises:
        ShapeError: A shape or a type is wrong.
        EvaluationError: A value of a genome that did not fail is NaN or infinite.
    """
    numbers = _numbers(objectives, n_genomes, len(signs))
    flags = _flags(failed, n_genomes)
    # slices of columns may come in Fortran order; the sum turns -0.0 into 0.0
    values: Float64s = np.add(numbers, 0.0, dtype=np.float64, order="C")
    refuse_non_finite(values, flags)
    if failed is not None:
        values[flags] = 0.0
    if -1.0 in signs.tolist():
        values *= signs
        values += 0.0
    return values, flags


def refuse_non_finite(objectives: Float64s, failed: Bools) -> None:
    """Raises ``EvaluationError`` for the first row with NaN or infinity that is not marked failed."""
    finite = np.isfinite(objectives)
    if np.count_nonzero(finite) < finite.size and (bad := ~finite.all(axis=1) & ~failed).any():
        row = int(bad.argmax())
        more = f" (and {int(bad.sum()) - 1} more)" if bad.sum() > 1 else ""
        raise EvaluationError(
            f"objectives of genome row {row}{more} are {objectives[row].tolist()}: expected finite numbers; "
            "mark the evaluation failed if there is none"
        )


def one_each(name: str, values: ArrayLike, n_objectives: int) -> Float64s:
    """One number per objective, float64 (n_objectives,); one alone counts for all.

    Raises:
        ShapeError: There are more or fewer, or they are no finite numbers.
    """
    try:
        numbers: NDArray[np.generic] = np.asarray(values)
    except ValueError:
        numbers = np.asarray(None)
    shaped = numbers.shape in {(), (n_objectives,)} and numbers.dtype.kind in _NUMERIC
    if not shaped or not np.isfinite(numbers.astype(np.float64)).all():
        raise ShapeError(
            f"{name} = {values!r}; expected a finite number, or {n_objectives}, one per objective"
        )
    return np.broadcast_to(numbers.astype(np.float64), n_objectives)


def _numbers(objectives: ArrayLike, n_genomes: int, n_objectives: int) -> NDArray[np.generic]:
    expected = f"({n_genomes}, {n_objectives})" + (f" or ({n_genomes},)" if n_objectives == 1 else "")
    try:
        values: NDArray[np.generic] = np.asarray(objectives)
    except ValueError as error:
        raise ShapeError(f"objectives are no array ({error}); expected numbers of shape {expected}") from None
    if values.dtype.kind not in _NUMERIC:
        raise ShapeError(
            f"objectives have type {values.dtype}; expected numbers of shape {expected}, as float64"
        )
    if values.ndim == 1 and n_objectives == 1:
        values = values[:, None]
    if values.shape != (n_genomes, n_objectives):
        raise ShapeError(
            f"objectives have shape {np.shape(objectives)}; expected {expected}, one row per genome"
        )
    return values


def _flags(failed: ArrayLike | None, n_genomes: int) -> Bools:
    if failed is None:
        return np.zeros(n_genomes, dtype=np.bool_)
    flags = np.asarray(failed)
    if flags.dtype != np.bool_ or flags.shape != (n_genomes,):
        raise ShapeError(
            f"failed has type {flags.dtype} and shape {flags.shape}; expected bool ({n_genomes},)"
        )
    return flags
