"""Novelty search with local competition (Lehman & Stanley 2011): objectives that are computed from measures.

Lehman & Stanley 2011a, "Abandoning Objectives: Evolution through the Search for Novelty Alone";
2011b, "Evolving a Diversity of Virtual Creatures through Novelty Search and Local Competition".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from speciate import sums
from speciate.backends.protocol import Bools, Float64s, GenomeBackend, Uint32s
from speciate.config import Config
from speciate.config.novelty import NOVELTY, computed
from speciate.errors import CheckpointError
from speciate.evaluated import Evaluated
from speciate.reference.draws import Draws, Purpose
from speciate.snapshot import Arrays, Snapshot


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
        backend: Who computes.
    """

    config: Config
    backend: GenomeBackend

    def rate(self, groups: Sequence[Evaluated], archive: NoveltyArchive) -> list[Evaluated]:
        """The same genomes with their novelty of today, among all of them and the archive.

        What was novel once is not any more when others got there, so everybody who competes is rated again.
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
        places, exponent = _squarable(np.concatenate([np.concatenate(measures)[first], archive.measures]))
        novelty, n_beaten = self.backend.rate_novelty(
            places,
            np.concatenate([np.concatenate(quality)[first], archive.quality]),
            len(ids),
            self.config.novelty.n_neighbors,
        )
        novelty = novelty if exponent == 0 else sums.unscaled(novelty, exponent)
        ends = np.cumsum([np.count_nonzero(rows) for rows in valid])
        mine = np.split(inverse, ends[:-1])
        return [
            self._with(group, novelty[rows], n_beaten[rows]) for group, rows in zip(groups, mine, strict=True)
        ]

    def extended(
        self, archive: NoveltyArchive, asked: Evaluated, generation: int
    ) -> tuple[NoveltyArchive, Bools]:
        """The archive with some places of a generation, and whose they are: bool (n_genomes,)."""
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


def _squarable(measures: Float64s) -> tuple[Float64s, sums.Exponents]:
    """Places whose distances can be squared, and the exponent of what all measures were divided by."""
    numbers, exponent = (
        sums.scaled(measures.reshape(-1)) if measures.size else (measures, np.zeros((), np.intc))
    )
    return numbers.reshape(measures.shape), exponent


def _rows(which: Bools) -> Uint32s:
    return np.flatnonzero(which).astype(np.uint32)


def _measures(evaluated: Evaluated) -> Float64s:
    assert evaluated.measures is not None  # noqa: S101  # the loop checks what is told
    return evaluated.measures


def _quality(evaluated: Evaluated) -> Float64s:
    assert evaluated.quality is not None  # noqa: S101  # the loop checks what is told
    return evaluated.quality
