"""Exams: what a network has to pass where the results of an episode do not say whether a task is solved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np

from speciate.errors import ConfigError
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


_STEPS: Final = 1
_N_STARTS: Final = 625
_ENOUGH_STARTS: Final = 200
"""Gruau, Whitley & Pyeatt 1996, as in Stanley & Miikkulainen 2002, section 3.3."""

EXAM_STARTS: Final = "exam_starts"
"""The option of the double pole without velocities that says how many starts its exam asks for."""


def game_options(name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a built-in environment that are not its exam's.

    Raises:
        ConfigError: There is an option of an exam that is not taken.
    """
    if name == "double_pole" and EXAM_STARTS in options and not _blind(name, options):
        raise ConfigError(
            f"environment: double_pole: {EXAM_STARTS} belongs to the exam without velocities; give "
            "velocities=false as well"
        )
    return {key: value for key, value in options.items() if key != EXAM_STARTS or not _blind(name, options)}


def _blind(name: str, options: Mapping[str, Any]) -> bool:
    return name == "double_pole" and options.get("velocities", True) is False


def built_in(name: str, options: Mapping[str, Any], play: Play) -> Exam | None:
    """The exam of a built-in environment with some options; None if its results say enough.

    Raises:
        ConfigError: An option of the exam is refused.
    """
    if not _blind(name, options):
        return None
    starts = options.get(EXAM_STARTS, _ENOUGH_STARTS)
    if type(starts) is not int or not 1 <= starts <= _N_STARTS:
        raise ConfigError(
            f"environment: {name}: {EXAM_STARTS} is {starts}, expected a whole number from 1 to {_N_STARTS}"
        )
    return StagedExam(
        (
            Stage("endurance", {"max_steps": 100_000, "start": "fixed"}, 1, _STEPS, 99_999.0, 1),
            Stage(
                "generalization", {"max_steps": 1_000, "start": "grid"}, _N_STARTS, _STEPS, 1_000.0, starts
            ),
        ),
        play,
    )
