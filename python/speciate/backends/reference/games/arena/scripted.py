"""A player written by hand that sees what networks see, the 86 inputs.

It flees pieces and walls, goes for power-ups and shoots at what stands on an axis.
"""

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from speciate.draws.arithmetic import sin_cos

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RAY_LENGTH: Final = 2800.0
"""Length of the rays in the rules of both presets; what the player keeps its distances by."""

_SHOT_DISTANCE: Final = 1000.0
"""How near a piece has to be to be shot at."""

_LEAST_DISTANCE: Final = 20.0
"""Nothing counts as nearer than this, so that no wish is infinite."""

_AIMS: Final = (12, 4, 8, 0)
"""Which ray each of the four shooting outputs aims along: up, down, left, right."""

_DIRECTIONS: Final = tuple(sin_cos(2.0 * math.pi * ray / 16.0) for ray in range(16))


def act(observation: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Answers an observation of the arena (86,) with an action, float32 (6,)."""
    rays = [[_distance(value) for value in ray] for ray in observation[:80].reshape(16, 5).tolist()]
    x = y = 0.0
    for (piece, _, obstacle, power_up, wall), (sine, cosine) in zip(rays, _DIRECTIONS, strict=True):
        flight, detour, retreat = 250.0 / piece, 60.0 / obstacle, 120.0 / wall
        chase = min(300.0 / power_up, 2.0)
        wish = chase - flight * flight - detour * detour * detour - retreat * retreat
        x += wish * cosine
        y += wish * sine
    length = max(math.sqrt(x * x + y * y), 1e-6)
    aims = [_aim(rays[ray]) for ray in _AIMS]
    return np.array([x / length, y / length, *aims], dtype=np.float32)


def _distance(nearness: float) -> float:
    """The distance of what a ray senses; infinite where that is nothing."""
    return max((1.0 - nearness) * _RAY_LENGTH, _LEAST_DISTANCE) if nearness > 0.0 else math.inf


def _aim(ray: list[float]) -> float:
    """The output that shoots along a ray: above 0 if a piece is near and nothing stands before it."""
    piece, _, obstacle, _, _ = ray
    is_open = piece < min(_SHOT_DISTANCE, obstacle)
    return 1.0 - piece / _SHOT_DISTANCE if is_open else -1.0
