"""Genomes together with the results of their evaluation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from speciate.errors import CheckpointError
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

    @property
    def sizes(self) -> Uint32s:
        """Their sizes: uint32 (n_genomes,)."""
        return self.population.sizes

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

    @property
    def sizes(self) -> Uint32s:
        """Their sizes: uint32 (n_genomes,)."""
        return np.concatenate([one.sizes for one in self.populations])

    def rank(self, backend: GenomeBackend) -> Ranking:
        """Their order, best first."""
        return backend.rank(self.objectives, self.failed, self.sizes, self.ids)

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


@lru_cache(maxsize=4)
def nobody(n_genomes: int) -> Bools:
    """False for each genome: bool (n_genomes,), always the same array, which stays read-only."""
    flags = np.zeros(n_genomes, dtype=np.bool_)
    flags.flags.writeable = False
    return flags.view()
