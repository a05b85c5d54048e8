"""The left and right retina (Kashtan & Alon 2005): halves of four pixels, and an object on either or both."""

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.games._options import refuse_options
from speciate.values.environment import EnvironmentSpec

_LEFT: Final = {0b1000, 0b0100, 0b1100, 0b1111, 0b1011, 0b0111, 0b1110, 0b1101}
_RIGHT: Final = {0b1011, 0b0111, 0b1110, 0b1101, 0b0010, 0b0001, 0b0011, 0b1111}
_N_PATTERNS: Final = 256
_ONE_FROM: Final = 0.5


class Retina:
    """One pass through all patterns: step ``i`` answers pattern ``i``, whose left half is ``i // 16``.

    An observation is the eight pixels, 1 or -1. The two actions, clipped to [0, 1], say whether there is an
    object on the left and on the right. A NaN is wrong by 1 and never correct; one half counts as a one.
    Fitness is 1000 / (1 + E^2), E the sum of errors; a pattern not yet answered is wrong by 2. ``correct``
    counts patterns with both answers on the right side of one half.
    """

    spec: Final = EnvironmentSpec(
        n_observations=8,
        n_actions=2,
        results=("fitness", "correct"),
        worst=(0.0, 0.0),
        max_steps=_N_PATTERNS,
        solved=("correct", float(_N_PATTERNS)),
        stochastic=False,
    )

    def __init__(self) -> None:
        """Stands before the first pattern."""
        self._step = 0
        self._error = 0.0
        self._correct = 0.0

    def reset(self, seed: int) -> NDArray[np.float32]:  # noqa: ARG002 - as the protocol has it
        """Starts again; every episode is the same. Returns float32 (8,)."""
        self._step, self._error, self._correct = 0, 0.0, 0.0
        return self._observe()

    def step(self, action: NDArray[np.float32]) -> tuple[NDArray[np.float32], bool]:
        """Answers the pattern shown with ``action`` (2,); returns the next one and whether there is none."""
        objects = (self._step // 16 in _LEFT, self._step % 16 in _RIGHT)
        n_right = 0
        for output, is_object in zip(action.astype(np.float64).tolist(), objects, strict=True):
            if math.isnan(output):
                self._error += 1.0
            else:
                self._error += abs(float(is_object) - min(max(output, 0.0), 1.0))
                n_right += (output >= _ONE_FROM) == is_object
        self._correct += float(n_right == len(objects))
        self._step += 1
        return self._observe(), self._step == _N_PATTERNS

    def results(self) -> tuple[float, float]:
        """Fitness 1000 / (1 + E^2) and the number of correct patterns."""
        error = self._error + 2.0 * (_N_PATTERNS - self._step)
        return 1000.0 / (1.0 + error * error), self._correct

    def _observe(self) -> NDArray[np.float32]:
        pattern = min(self._step, _N_PATTERNS - 1)  # after the last answer the last pattern stays
        return np.array([1.0 if pattern >> (7 - pixel) & 1 else -1.0 for pixel in range(8)], dtype=np.float32)


def make(options: Mapping[str, object]) -> "Callable[[], Retina]":
    """A function that makes environments. Raises ``ValueError`` for any option."""
    refuse_options("retina", options)
    return Retina
