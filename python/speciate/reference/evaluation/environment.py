"""What can be played by the reference backend: the mirror of the native environment trait."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class EnvironmentSpec:
    """What an environment takes and gives. Constant over its life.

    Attributes:
        n_observations: Length of an observation.
        n_actions: Length of an action.
        results: Names of the results of an episode; ``fitness`` is first. Higher is better.
        worst: The worst values that results can take, one per result; hypervolume is measured from them.
        max_steps: An upper bound on the steps of one episode.
        solved: The result, and the mean of it from which on the task counts as solved; None where nothing
            says so.
        stochastic: Whether episodes of different seeds differ.
    """

    n_observations: int
    n_actions: int
    results: tuple[str, ...]
    worst: tuple[float, ...]
    max_steps: int
    solved: tuple[str, float] | None = None
    stochastic: bool = True


class Environment(Protocol):
    """A game, simulated headless at a fixed step, from a seed alone: no clock, no global state."""

    @property
    def spec(self) -> EnvironmentSpec:
        """What this environment takes and gives."""
        ...

    def reset(self, seed: int) -> NDArray[np.float32]:
        """Starts the episode of ``seed``; returns the first observation, float32 (n_observations,)."""
        ...

    def step(self, action: NDArray[np.float32]) -> tuple[NDArray[np.float32], bool]:
        """Acts and advances one step; returns the next observation and whether the episode is over."""
        ...

    def results(self) -> tuple[float, ...]:
        """The results of the episode so far, in the order of the spec."""
        ...
