"""Whether a population makes progress. The best fitness that creeps towards a limit is no progress."""

import sys
from typing import Final, NamedTuple

import numpy as np

from speciate.values.snapshot import Snapshot
from speciate.values.types import Float64s

SHARE: Final = 0.01
"""Progress raises the best fitness by more than this share of its whole rise until then."""

MANY: Final = 0.1
"""A population has converged if this share of its genomes is within ``SHARE`` of the best."""


class Progress(NamedTuple):
    """The last progress of a population.

    Attributes:
        generation: The generation that made it, or in which the population last started anew.
        fitness: The best fitness then, maximised; None as long as all evaluations failed.
        first: The best fitness of the first generation.
    """

    generation: int = 0
    fitness: float | None = None
    first: float | None = None

    def after(self, generation: int, best: float | None, now: float | None) -> "Progress":
        """The last progress after a generation.

        The best genome is copied into every generation. A generation below the best so far therefore means
        that evaluations differ, so that the best so far says nothing of progress.

        Args:
            generation: The generation.
            best: The best fitness so far, maximised; None as long as all evaluations failed.
            now: The best fitness of the generation; None if all its evaluations failed.
        """
        if best is None:
            return Progress(generation)
        if self.fitness is None or self.first is None:
            return Progress(generation, best, best)
        if now is None or now < best:
            return Progress(generation, best, self.first)
        # halves, so that the difference of huge numbers stays finite
        rise, known = best / 2 - self.fitness / 2, self.fitness / 2 - self.first / 2
        return Progress(generation, best, self.first) if rise > SHARE * known else self

    def has_stalled(self, generation: int, fitness: Float64s, least: int) -> bool:
        """Whether the last progress is long ago, and the population has converged.

        A population that made progress for long is given as long again, so that a run that needs more time
        is stopped less and less often. One whose genomes differ in fitness may still find something.

        Args:
            generation: The generation that was evaluated.
            fitness: float64 (n_valid,), what its genomes achieved, maximised, without those that failed.
            least: The fewest generations without progress, 0 for never.
        """
        is_long = least > 0 and generation - self.generation >= max(least, self.generation)
        return is_long and self._has_converged(fitness)

    def _has_converged(self, fitness: Float64s) -> bool:
        """Whether many genomes are about as good as the best."""
        if self.fitness is None or self.first is None:
            return False
        near = fitness.max() / 2 - fitness / 2 < SHARE * (self.fitness / 2 - self.first / 2)
        return bool(np.count_nonzero(near) >= MANY * len(fitness))

    def scalars(self) -> dict[str, float | int | None]:
        """This value as scalars of a snapshot."""
        return {f"progress_{name}": value for name, value in self._asdict().items() if value is not None}


def is_known(snapshot: Snapshot) -> bool:
    """Whether a snapshot says how its population progressed; those of older versions do not."""
    return "progress_generation" in snapshot.scalars


def restored(snapshot: Snapshot, generation: int) -> Progress:
    """The progress of a snapshot; in one of an older version nothing is known.

    Args:
        snapshot: What ``State.snapshot`` gave.
        generation: The generation that is asked next.

    Raises:
        CheckpointError: A value is damaged.
    """
    last = max(generation - 1, 0)
    if not is_known(snapshot):
        return Progress(last)
    last = snapshot.whole("progress_generation", 0, last)
    if "progress_fitness" not in snapshot.scalars:
        return Progress(last)
    least = -sys.float_info.max
    return Progress(
        last, snapshot.number("progress_fitness", least), snapshot.number("progress_first", least)
    )
