"""The state of a training: all that one generation hands to the next, besides the evolution itself."""

from typing import Any, NamedTuple

from speciate.training.champion import Champion
from speciate.training.curriculum import Curriculum
from speciate.values.evaluation import Evaluation
from speciate.values.snapshot import Snapshot


class Finished(NamedTuple):
    """A generation that was evaluated.

    Attributes:
        evaluation: The results of its genomes.
        solver: The genome that has solved the environment by now; None if none has.
        started: When the generation began, in seconds of ``time.perf_counter``.
        evaluated: When its evaluation ended, by the same clock.
        archive: The results of the genomes of the archive that played again; None if none did.
    """

    evaluation: Evaluation
    solver: Champion | None
    started: float = 0.0
    evaluated: float = 0.0
    archive: Evaluation | None = None

    def timing(self, now: float, n_episodes: int) -> dict[str, float]:
        """The metric "timing".

        Args:
            now: When the next generation was bred, by the clock of ``started``.
            n_episodes: How many episodes each genome played.
        """
        n_genomes, seconds = len(self.evaluation.failed), self.evaluated - self.started
        n_played = n_genomes + (0 if self.archive is None else len(self.archive.failed))
        n_retries = self.evaluation.n_retries + (0 if self.archive is None else self.archive.n_retries)
        return {
            "seconds": now - self.started,
            "evaluate_seconds": seconds,
            "evaluations_per_second": n_genomes / max(seconds, 1e-9),
            "episodes_per_second": n_played * n_episodes / max(seconds, 1e-9),
            "n_retries": n_retries,
        }


class TrainingState(NamedTuple):
    """The state of a training before a generation is evaluated.

    Attributes:
        generation: The number of that generation; as many are finished.
        curriculum: The stage that it plays.
        solver: The genome that has solved the environment; None if none has.
        saved_at: When a checkpoint was last begun, in seconds of ``time.monotonic``.
        unrecorded: The generation before, until it is in the journal; None from then on.
        stopped: Whether a tracker has ended the run.
    """

    generation: int
    curriculum: Curriculum
    solver: Champion | None
    saved_at: float
    unrecorded: Finished | None = None
    stopped: bool = False

    def after(self, finished: Finished) -> "TrainingState":
        """The state after this generation was evaluated."""
        return self._replace(
            generation=self.generation + 1,
            curriculum=self.curriculum.after(finished.evaluation),
            solver=finished.solver,
            unrecorded=finished,
        )

    def snapshot(self) -> Snapshot:
        """What a checkpoint holds of this state: the curriculum and the solver."""
        parts = [self.curriculum.snapshot(), *([] if self.solver is None else [self.solver.snapshot()])]
        arrays: dict[str, Any] = {}
        scalars: dict[str, Any] = {}
        for part in parts:
            arrays |= part.arrays
            scalars |= part.scalars
        return Snapshot(arrays, scalars)
