"""Genomes of the archive play again in later generations, so that what they achieved by luck does not last.

Where episodes differ, a mean over few of them is mostly luck, and of many genomes the luckiest look best. So
the best of a generation are on probation first. They play the episodes of the next generations as well. After
each, the better half of those that came together stay (successive halving: Jamieson & Talwalkar 2016). When
they have played enough they become members, and members play again as well. Means over all that a genome
played decide. Fieldsend & Everson 2015 (The rolling tide evolutionary algorithm) re-evaluate an archive too.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from speciate.config import Config
from speciate.evolution import pareto
from speciate.evolution.archive import non_dominated
from speciate.values import episodes
from speciate.values.backend import GenomeBackend
from speciate.values.evaluated import Evaluated, Joined, joined
from speciate.values.generation import Ranking
from speciate.values.types import Bools, Float64s, Uint32s

_SHARES: Final = 3
"""Shares of the places: newcomers have one, all others on probation one, members one."""


class Replayed(NamedTuple):
    """An archive whose genomes play again, and the genomes on probation.

    Attributes:
        genomes: All of them; their objectives are means over all episodes that each played.
        n_episodes: How many that is: uint32 (n_genomes,).
    """

    genomes: Evaluated
    n_episodes: Uint32s


class Replay(NamedTuple):
    """How genomes of the archive play again, the same over a whole run.

    Attributes:
        backend: Ranks the genomes.
        n_places: How many genomes play again in a generation.
        n_each: Episodes of an evaluation.
        n_settled: The number of episodes that ends probation.
        size: The largest number of non-dominated members.
    """

    backend: GenomeBackend
    n_places: int
    n_each: int
    n_settled: int
    size: int

    @classmethod
    def of(cls, config: Config, backend: GenomeBackend) -> "Replay | None":
        """That of a config with every field filled in; None where nothing plays again."""
        n_each, settings = config.evaluations or 1, config.archive
        n_places = (settings.archive_episodes or 0) // n_each if config.n_objectives > 1 else 0
        size = config.selection.archive_size or config.population_size
        return cls(backend, n_places, n_each, settings.probation_episodes, size) if n_places else None

    @property
    def _share(self) -> int:
        """The number of newcomers that come on probation in a generation."""
        return max(self.n_places // _SHARES, 1)

    @property
    def most(self) -> int:
        """A bound on the number of genomes, members or on probation."""
        return self.size + 3 * self.n_places + self.n_settled

    def rows(self, archive: Replayed) -> Uint32s:
        """The genomes that play again, ascending.

        Those on probation come first, the ones nearest to its end before the others. Members have the
        places that are left, a third of all at least; those with the fewest episodes come first. Of equal
        genomes the older one comes first.
        """
        settled = archive.n_episodes >= self.n_settled
        order = np.argsort(archive.n_episodes, kind="stable")
        members, others = order[settled[order]], order[~settled[order]]
        others = others[np.argsort(-archive.n_episodes[others].astype(np.int64), kind="stable")]
        n_others = self.n_places - min(len(members), self._share if self.n_places > 1 else 0)
        others = others[:n_others]
        return np.sort([*others, *members[: self.n_places - len(others)]]).astype(np.uint32)

    def played(self, archive: Replayed, objectives: Float64s, failed: Bools) -> Replayed | None:
        """The archive after its ``rows`` have played again. Those that failed leave it; None if all did.

        Args:
            archive: The archive before.
            objectives: float64 (n_rows, n_objectives), means over the new episodes, maximised.
            failed: bool (n_rows,).
        """
        rows, genomes, n_episodes = self.rows(archive), archive.genomes, archive.n_episodes.copy()
        means = genomes.objectives.copy()
        means[rows] = episodes.joined_means(means[rows], n_episodes[rows, None], objectives, self.n_each)
        n_episodes[rows] += np.uint32(self.n_each)
        kept = np.setdiff1d(np.arange(len(genomes), dtype=np.uint32), rows[failed])
        known = replace(genomes, objectives=means)
        return Replayed(known.select(kept), n_episodes[kept]) if len(kept) else None

    def updated(self, archive: Replayed | None, asked: Evaluated) -> tuple[Replayed | None, Bools]:
        """The archive after a generation, and who is not dominated by it: bool (n_asked,).

        Args:
            archive: The archive before; None if it is empty.
            asked: The genomes that were just evaluated, of which the best come on probation.
        """
        accepted = np.zeros(len(asked), dtype=np.bool_)
        valid = np.flatnonzero(~asked.failed).astype(np.uint32)
        if not len(valid):
            return archive, accepted
        new = asked.select(valid)
        accepted[valid[self._accepted(archive, new)]] = True
        pool: Evaluated | Joined = new
        n_episodes = np.full(len(new), self.n_each, dtype=np.uint32)
        if archive is not None:
            pool = joined(self.backend, archive.genomes, new)
            n_episodes = np.concatenate([archive.n_episodes, n_episodes])
        rows = np.sort(
            np.concatenate([*self._settled(pool, n_episodes), *self._on_probation(pool, n_episodes)])
        )
        return Replayed(pool.select(rows), n_episodes[rows]), accepted

    def front(self, archive: Replayed) -> Evaluated:
        """The non-dominated members; as long as there is no member, those of who has played most."""
        n_least = min(self.n_settled, int(archive.n_episodes.max()))
        rows = np.flatnonzero(archive.n_episodes >= n_least).astype(np.uint32)
        return archive.genomes.select(self._front(archive.genomes, rows))

    def _accepted(self, archive: Replayed | None, new: Evaluated) -> Uint32s:
        """Rows of newcomers that neither the front nor another one dominates."""
        front = None if archive is None else self.front(archive)
        pool, n_old = (new, 0) if front is None else (joined(self.backend, front, new), len(front))
        rows = non_dominated(pool.objectives, pool.rank(self.backend))
        return rows[rows >= n_old] - np.uint32(n_old)

    def _settled(self, pool: Evaluated | Joined, n_episodes: Uint32s) -> Iterator[Uint32s]:
        """Rows of the members that stay: the front, and the next best as far as all can play again."""
        rows = np.flatnonzero(n_episodes >= self.n_settled).astype(np.uint32)
        if len(rows):
            front = self._front(pool, rows)
            yield front
            others = rows[self._ranking(pool, rows).order]
            others = others[~np.isin(others, front)]
            yield others[: max(self.n_places - len(front), 0)]

    def _on_probation(self, pool: Evaluated | Joined, n_episodes: Uint32s) -> Iterator[Uint32s]:
        """Rows of those that stay on probation, for each number of episodes.

        They are ranked among the members, so that crowding prefers what the archive lacks.
        """
        members = np.flatnonzero(n_episodes >= self.n_settled)
        for n in np.unique(n_episodes[n_episodes < self.n_settled]).tolist():
            rows = np.concatenate([members, np.flatnonzero(n_episodes == n)]).astype(np.uint32)
            n_halvings = n // self.n_each - 1
            n_kept = -(-self._share // 2**n_halvings)
            order = self._ranking(pool, rows).order
            yield rows[order[order >= len(members)][:n_kept]]

    def _front(self, pool: Evaluated | Joined, rows: Uint32s) -> Uint32s:
        """Those of some rows that none of these dominates, the most crowded left out if they are too many."""
        front = rows[non_dominated(pool.objectives[rows], self._ranking(pool, rows))]
        return front[pareto.thinned(pool.objectives[front], self.size)]

    def _ranking(self, pool: Evaluated | Joined, rows: Uint32s) -> Ranking:
        return self.backend.rank(pool.objectives[rows], pool.failed[rows], pool.sizes[rows], pool.ids[rows])
