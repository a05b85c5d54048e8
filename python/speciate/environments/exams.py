"""Exams: what a network has to pass where the results of an episode do not say whether a task is solved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from speciate.values.networks import Networks
from speciate.values.types import Float64s, Uint64s


class Exam(Protocol):
    """An environment that has an attribute ``exam`` counts as solved when a network passes it.

    In every generation the best new genome takes it. What it plays does not count as an evaluation.
    """

    def take(self, networks: Networks) -> Mapping[str, float] | None:
        """Examines one network.

        Args:
            networks: The network alone, as a population of one.

        Returns:
            Results by name if it passes, to be kept with the champion; None if it fails.
        """
        ...


Play = Callable[[Mapping[str, Any], Networks, Uint64s], Float64s]
"""Plays episodes with options of the environment: results, float64 (n_genomes, n_episodes, n_results)."""


@dataclass(frozen=True)
class Stage:
    """A part of an exam.

    Attributes:
        name: What the number of episodes that were passed is called.
        options: Options of the environment that are other than those of the run.
        n_episodes: How many episodes are played, of the seeds 0, 1, ...
        result: Position of the result that counts.
        least: What it has to be at least for an episode to be passed.
        n_passes: How many episodes have to be passed.
    """

    name: str
    options: Mapping[str, Any]
    n_episodes: int
    result: int
    least: float
    n_passes: int


@dataclass(frozen=True)
class StagedExam:
    """An exam of stages, the next one only for who passed those before.

    Attributes:
        stages: In their order.
        play: Who plays them.
    """

    stages: tuple[Stage, ...]
    play: Play

    def take(self, networks: Networks) -> Mapping[str, float] | None:
        """Examines one network; see ``Exam.take``."""
        passed: dict[str, float] = {}
        for stage in self.stages:
            seeds = np.arange(stage.n_episodes, dtype=np.uint64)
            results = self.play(stage.options, networks, seeds)[0, :, stage.result]
            n_passed = int(np.count_nonzero(results >= stage.least))
            if n_passed < stage.n_passes:
                return None
            passed[stage.name] = float(n_passed)
        return passed


@dataclass(frozen=True)
class Examined:
    """Options of an environment, after those of its exam were taken out.

    Attributes:
        options: The options of the environment itself.
        exam: The exam; None if the results say enough.
    """

    options: Mapping[str, Any]
    exam: Exam | None = None
