"""What can be played by the reference backend: the mirror of the native environment trait."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from speciate.values.environment import EnvironmentSpec


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
