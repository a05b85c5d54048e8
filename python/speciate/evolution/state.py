"""Everything that one generation hands to the next, and its form as flat arrays for a snapshot."""

from typing import Any, Final, NamedTuple

from speciate.evolution.algorithm import Memory
from speciate.evolution.best_genome import Leaders
from speciate.evolution.metrics import NOTHING_KNOWN, Known, Measured
from speciate.evolution.novelty import NoveltyArchive
from speciate.evolution.progress import Progress
from speciate.evolution.replay import Replayed
from speciate.storage import moments
from speciate.values.evaluated import Evaluated
from speciate.values.normalization import Moments
from speciate.values.population import Population
from speciate.values.snapshot import Arrays, Snapshot, prefixed
from speciate.values.types import Float64s, Uint32s

EVALUATED: Final = ("carried", "archive", "best", "leaders")
"""What a state has of evaluated genomes, or None."""


class State(NamedTuple):
    """The state of an evolution before a generation is evaluated.

    Attributes:
        generation: The generation whose genomes are asked.
        asked: The genomes to evaluate.
        memory: What the algorithm remembers.
        carried: Survivors that compete with the asked genomes, if any.
        archive: Non-dominated genomes of all generations, with several objectives.
        archive_episodes: uint32 (n_archived,), how many episodes each of these played, where some play again.
        n_replayed: How many episodes genomes of the archive have played again, in all generations.
        best: The fittest genome of all generations, with one objective or where objectives are computed.
        leading: Where the leaders come from.
        last_improved: The generation in which the population last improved, or started anew.
        progress: The last progress, of more than a trifle.
        novelty_archive: Where genomes ended up once, if an objective is computed from that.
        reference_point: float64 (n_objectives,), maximised, from which hypervolume is measured.
        moments: Those of all observations of asked genomes so far; None where they are not normalised.
        measured: What the metrics of the last generation are computed from, or they themselves.
    """

    generation: int
    asked: Population
    memory: Memory
    carried: Evaluated | None = None
    archive: Evaluated | None = None
    archive_episodes: Uint32s | None = None
    n_replayed: int = 0
    best: Evaluated | None = None
    leading: Leaders | None = None
    last_improved: int = 0
    progress: Progress = Progress()
    reference_point: Float64s | None = None
    novelty_archive: NoveltyArchive | None = None
    moments: Moments | None = None
    measured: Measured | Known = NOTHING_KNOWN

    @property
    def leaders(self) -> Evaluated | None:
        """The best survivors of the last generation, best first."""
        return None if self.leading is None else self.leading.taken()

    @property
    def replayed(self) -> Replayed | None:
        """The archive whose members play again; None if it is empty or none does."""
        if self.archive is None or self.archive_episodes is None:
            return None
        return Replayed(self.archive, self.archive_episodes)

    def afresh(self) -> "State":
        """This state without what only compares with evaluations of before."""
        known = self.novelty_archive
        places = None if known is None else NoveltyArchive.empty(known.measures.shape[1])
        return self._replace(
            carried=None,
            archive=None,
            archive_episodes=None,
            best=None,
            novelty_archive=places,
            progress=Progress(self.generation),
        )

    def snapshot(self) -> Snapshot:
        """This state as data only."""
        arrays = prefixed("asked", self.asked.columns())
        for name in EVALUATED:
            arrays |= _evaluated_arrays(name, getattr(self, name))
        if self.archive_episodes is not None:
            arrays["archive:episodes"] = self.archive_episodes
        if self.reference_point is not None:
            arrays["reference_point"] = self.reference_point
        if self.novelty_archive is not None:
            arrays |= self.novelty_archive.arrays()
        scalars: dict[str, Any] = {
            "generation": self.generation,
            "last_improved": self.last_improved,
            "metrics": self.measured.metrics,
        } | self.progress.scalars()
        if self.n_replayed:
            scalars["n_replayed"] = self.n_replayed
        parts = [moments.snapshot(self.moments), self.memory.snapshot()]
        for part in parts:
            arrays, scalars = arrays | part.arrays, scalars | part.scalars
        return Snapshot(arrays, scalars)


def _evaluated_arrays(name: str, evaluated: Evaluated | None) -> Arrays:
    if evaluated is None:
        return {}
    arrays = prefixed(name, evaluated.population.columns())
    arrays |= {f"{name}:objectives": evaluated.objectives, f"{name}:failed": evaluated.failed}
    if evaluated.measures is not None and evaluated.quality is not None:
        arrays |= {f"{name}:measures": evaluated.measures, f"{name}:quality": evaluated.quality}
    return arrays
