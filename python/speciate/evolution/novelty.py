"""Novelty search with local competition (Lehman & Stanley 2011): objectives that are computed from measures.

Lehman & Stanley 2011a, "Abandoning Objectives: Evolution through the Search for Novelty Alone";
2011b, "Evolving a Diversity of Virtual Creatures through Novelty Search and Local Competition".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from speciate.config import Config
from speciate.config.objectives import NOVELTY, computed
from speciate.draws import sums
from speciate.draws.philox import Draws, Purpose
from speciate.errors import CheckpointError
from speciate.values.backend import GenomeBackend
from speciate.values.evaluated import Evaluated
from speciate.values.snapshot import Arrays, Snapshot
from speciate.values.types import Bools, Float64s, Uint32s

_GREAT: Final = 2.0**400
"""Squares of distances between smaller measures are finite."""

_SMALL: Final = 2.0**-400
"""Squares of distances between larger measures are normal numbers or 0, for doubles have 53 digits."""

_POWER: Final = 600
"""How far measures are scaled, in powers of two, where their squares are not normal numbers."""


@dataclass(frozen=True)
class NoveltyArchive:
    """Places where genomes ended up once, oldest first. It holds no genomes.

    Attributes:
        measures: float64 (n_places, n_measures).
        quality: float64 (n_places,), how good the genomes were there, higher is better.
    """

    measures: Float64s
    quality: Float64s

    def __len__(self) -> int:
        """Number of places."""
        return len(self.quality)

    @classmethod
    def empty(cls, n_measures: int) -> "NoveltyArchive":
        """No place yet."""
        return cls(np.zeros((0, n_measures)), np.zeros(0))

    def arrays(self) -> Arrays:
        """This archive as data only."""
        return {"novelty_archive:measures": self.measures, "novelty_archive:quality": self.quality}


def restored(snapshot: Snapshot, n_measures: int, size: int) -> NoveltyArchive:
    """The novelty archive of a snapshot, every value checked. Raises ``CheckpointError``."""
    quality = snapshot.arrays.get("novelty_archive:quality")
    if quality is None or quality.ndim != 1 or len(quality) > size:
        raise CheckpointError(f"the snapshot has no novelty archive of up to {size} places; it is damaged")
    n = len(quality)
    return NoveltyArchive(
        snapshot.finite("novelty_archive:measures", (n, n_measures)),
        snapshot.finite("novelty_archive:quality", (n,)),
    )


@dataclass(frozen=True)
class NoveltySearch:
    """What a run computes from measures.

    Attributes:
        config: The config, every field filled in.
        backend: Rates genomes.
    """

    config: Config
    backend: GenomeBackend

    def rate(self, groups: Sequence[Evaluated], archive: NoveltyArchive) -> list[Evaluated]:
        """The same genomes with their novelty of today, among all of them and the archive.

        A place is novel no more when other genomes got there, so all genomes that compete are rated again.
        A genome that is in several groups counts once; those that failed do not count.
        """
        valid = [~group.failed for group in groups]
        ids, first, inverse = np.unique(
            np.concatenate([group.population.ids[rows] for group, rows in zip(groups, valid, strict=True)]),
            return_index=True,
            return_inverse=True,
        )
        measures = [_measures(group)[rows] for group, rows in zip(groups, valid, strict=True)]
        quality = [_quality(group)[rows] for group, rows in zip(groups, valid, strict=True)]
        novelty, n_beaten = self._ratings(
            np.concatenate([np.concatenate(measures)[first], archive.measures]),
            np.concatenate([np.concatenate(quality)[first], archive.quality]),
            len(ids),
        )
        ends = np.cumsum([np.count_nonzero(rows) for rows in valid])
        mine = np.split(inverse, ends[:-1])
        return [
            self._with(group, novelty[rows], n_beaten[rows]) for group, rows in zip(groups, mine, strict=True)
        ]

    def _ratings(self, measures: Float64s, quality: Float64s, n_rated: int) -> tuple[Float64s, Uint32s]:
        """What the first rows are worth among all of them, whatever the size of their measures.

        Squares of very large distances overflow, and those of very small ones vanish. Genomes to which that
        happens are rated again, with all measures multiplied by a power of two.
        """
        n_neighbors = self.config.novelty.n_neighbors
        novelty, n_beaten = self.backend.rate_novelty(measures, quality, n_rated, n_neighbors)
        for power, again in _unsure(measures, novelty):
            with np.errstate(over="ignore"):
                places = np.clip(np.ldexp(measures, power), -sums.LARGEST, sums.LARGEST)
            rated = self.backend.rate_novelty(places, quality, n_rated, n_neighbors)
            novelty = np.where(again, sums.unscaled(rated[0], np.array(-power)), novelty)
            n_beaten = np.where(again, rated[1], n_beaten)
        return novelty, n_beaten

    def extended(
        self, archive: NoveltyArchive, asked: Evaluated, generation: int
    ) -> tuple[NoveltyArchive, Bools]:
        """The archive with some places of a generation, and which genomes gave them: bool (n_genomes,)."""
        taken = np.zeros(len(asked), dtype=np.bool_)
        taken[self._chosen(asked, generation)] = True
        size = self.config.novelty.novelty_archive_size
        measures = np.concatenate([archive.measures, _measures(asked)[taken]])[-size:]
        return NoveltyArchive(
            measures, np.concatenate([archive.quality, _quality(asked)[taken]])[-size:]
        ), taken

    def _chosen(self, asked: Evaluated, generation: int) -> Uint32s:
        """Rows of those that did not fail: drawn ones, or the most novel, of equal ones the lower rows."""
        rows = _rows(~asked.failed)
        n = min(self.config.novelty.n_novelty_additions, len(rows))
        names = self.config.objectives or ()
        if self.config.novelty.novelty_additions == "novel" and NOVELTY in names:
            novelty = asked.objectives[rows, names.index(NOVELTY)]
            return rows[np.argsort(-novelty, kind="stable")[:n]]
        draws = Draws(self.config.seed, Purpose.NOVELTY_ARCHIVE, generation)
        for place in range(n):
            other = place + draws.below(place, len(rows) - place)
            rows[[place, other]] = rows[[other, place]]
        return rows[:n]

    def _with(self, group: Evaluated, novelty: Float64s, n_beaten: Uint32s) -> Evaluated:
        objectives = group.objectives.copy()
        for name in computed(self.config):
            column = (self.config.objectives or ()).index(name)
            objectives[~group.failed, column] = novelty if name == NOVELTY else n_beaten
        return replace(group, objectives=objectives)


def _unsure(measures: Float64s, novelty: Float64s) -> list[tuple[int, Bools]]:
    """Genomes to rate again: powers of two to multiply measures by, and bool (n_rated,) for each.

    A genome that has a very large measure itself is never rated again for a small novelty: scaled up, its
    measure would be beyond the largest double.
    """
    sizes = np.abs(measures)
    unsure = []
    if (sizes > _GREAT).any():
        unsure.append((-_POWER, novelty >= sums.LARGEST))
    if ((sizes > 0.0) & (sizes < _SMALL)).any():
        own = sizes[: len(novelty)].max(axis=1, initial=0.0)
        unsure.append((_POWER, (novelty < _SMALL) & (own <= _GREAT)))
    return [(power, again) for power, again in unsure if again.any()]


def _rows(which: Bools) -> Uint32s:
    return np.flatnonzero(which).astype(np.uint32)


def _measures(evaluated: Evaluated) -> Float64s:
    assert evaluated.measures is not None  # noqa: S101  # the loop checks what is told
    return evaluated.measures


def _quality(evaluated: Evaluated) -> Float64s:
    assert evaluated.quality is not None  # noqa: S101  # the loop checks what is told
    return evaluated.quality
