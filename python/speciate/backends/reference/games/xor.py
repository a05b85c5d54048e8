"""Exclusive or: the four patterns in turn, one network output for each."""

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.games._options import refuse_options
from speciate.values.environment import EnvironmentSpec

_PATTERNS: Final = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
_TARGETS: Final = (0.0, 1.0, 1.0, 0.0)
_ONE_FROM: Final = 0.5


class Xor:
    """One pass through the four patterns: step ``i`` answers pattern ``i``.

    An observation is (1, x1, x2), the one being a bias input. An action is one number, clipped to [0, 1].
    A NaN is wrong by 1 and never correct; one half counts as a one.
    A pattern not yet answered is wrong by 1, so that the results of an unfinished episode are its least.
    """

    spec: Final = EnvironmentSpec(
        n_observations=3,
        n_actions=1,
        results=("fitness", "correct"),
        worst=(0.0, 0.0),
        max_steps=4,
        solved=("correct", 4.0),
        stochastic=False,
    )

    def __init__(self) -> None:
        """Stands before the first pattern."""
        self._step = 0
        self._error = 0.0
        self._correct = 0.0

    def reset(self, seed: int) -> NDArray[np.float32]:  # noqa: ARG002 - as the protocol has it
        """Starts again; every episode is the same. Returns float32 (3,)."""
        self._step, self._error, self._correct = 0, 0.0, 0.0
        return self._observe()

    def step(self, action: NDArray[np.float32]) -> tuple[NDArray[np.float32], bool]:
        """Answers the pattern shown with ``action`` (1,); returns the next one and whether there is none."""
        output, target = float(action[0]), _TARGETS[self._step]
        if math.isnan(output):
            self._error += 1.0
        else:
            self._error += abs(target - min(max(output, 0.0), 1.0))
            self._correct += float((output >= _ONE_FROM) == (target == 1.0))
        self._step += 1
        return self._observe(), self._step == len(_PATTERNS)

    def results(self) -> tuple[float, float]:
        """Fitness (4 - sum of errors)^2 and the number of correct patterns."""
        right = 4.0 - (self._error + (len(_PATTERNS) - self._step))
        return right * right, self._correct

    def _observe(self) -> NDArray[np.float32]:
        x1, x2 = _PATTERNS[min(self._step, 3)]  # after the last answer the last pattern stays
        return np.array([1.0, x1, x2], dtype=np.float32)


def make(options: Mapping[str, object]) -> "Callable[[], Xor]":
    """A function that makes environments. Raises ``ValueError`` for any option."""
    refuse_options("xor", options)
    return Xor
