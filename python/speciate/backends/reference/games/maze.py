"""The hard maze of novelty search (Lehman & Stanley 2011): the straight way to the goal is a dead end."""

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.games._options import refuse_options
from speciate.draws.arithmetic import sin_cos
from speciate.values.environment import EnvironmentSpec

_START: Final = (36.0, 184.0)
_GOAL: Final = (31.0, 20.0)
_WALLS: Final = (
    (41.0, 5.0, 3.0, 8.0),
    (3.0, 8.0, 4.0, 49.0),
    (4.0, 49.0, 57.0, 53.0),
    (4.0, 49.0, 7.0, 202.0),
    (7.0, 202.0, 195.0, 198.0),
    (195.0, 198.0, 186.0, 8.0),
    (186.0, 8.0, 39.0, 5.0),
    (56.0, 54.0, 56.0, 157.0),
    (57.0, 106.0, 158.0, 162.0),
    (77.0, 201.0, 108.0, 164.0),
    (6.0, 80.0, 33.0, 121.0),
    (192.0, 146.0, 87.0, 91.0),
    (56.0, 55.0, 133.0, 30.0),
)
_RADIUS: Final = 8.0
_RANGE: Final = 100.0
_REACHED_WITHIN: Final = 5.0
_LARGEST_SPEED: Final = 3.0
_FULL_TURN: Final = 360.0
_HALF_ROOT: Final = 0.7071067811865476
_DEGREE: Final = math.pi / 180.0
_FINDERS: Final = (
    (0.0, -1.0),
    (_HALF_ROOT, -_HALF_ROOT),
    (1.0, 0.0),
    (_HALF_ROOT, _HALF_ROOT),
    (0.0, 1.0),
    (-1.0, 0.0),
)

Point = tuple[float, float]
Wall = tuple[float, float, float, float]


class Maze:
    """One robot, which starts at the same place in every episode.

    An observation is six distances to walls, as fractions of 100, at -90, -45, 0, 45, 90 and -180 degrees to
    the heading; whether the goal lies ahead, to 90, 180 or 270 degrees; and 1. The two actions, clipped to
    [0, 1], change the turn per step and the speed by themselves less one half; both stay within 3. A step
    moves by the heading before it turns; a move that would end within 8 of a wall does not take place. A NaN
    changes nothing. The episode ends within 5 of the goal or after 400 steps. ``fitness`` is 300 less the
    distance to the goal, ``reached`` 1 or 0, ``x`` and ``y`` the place.
    """

    spec: Final = EnvironmentSpec(
        n_observations=11,
        n_actions=2,
        results=("fitness", "reached", "x", "y"),
        worst=(0.0, 0.0, 0.0, 0.0),
        max_steps=400,
        solved=("reached", 1.0),
        stochastic=False,
    )

    def __init__(self) -> None:
        """Stands at the start."""
        self._place: Point = _START
        self._heading = self._turn = self._speed = 0.0
        self._step = 0

    def reset(self, seed: int) -> NDArray[np.float32]:  # noqa: ARG002 - as the protocol has it
        """Starts again; every episode is the same. Returns float32 (11,)."""
        self._place, self._step = _START, 0
        self._heading = self._turn = self._speed = 0.0
        return self._observe()

    def step(self, action: NDArray[np.float32]) -> tuple[NDArray[np.float32], bool]:
        """Moves and turns by ``action`` (2,); returns what is seen then and whether the episode is over."""
        self._turn = _clip(self._turn + _change(float(action[0])), _LARGEST_SPEED)
        self._speed = _clip(self._speed + _change(float(action[1])), _LARGEST_SPEED)
        sine, cosine = sin_cos(self._heading * _DEGREE)
        place = (self._place[0] + cosine * self._speed, self._place[1] + sine * self._speed)
        if all(_square_distance(place, wall) >= _RADIUS * _RADIUS for wall in _WALLS):
            self._place = place
        self._heading += self._turn
        if self._heading >= _FULL_TURN:
            self._heading -= _FULL_TURN
        if self._heading < 0.0:
            self._heading += _FULL_TURN
        self._step += 1
        return self._observe(), self._step == self.spec.max_steps or self._distance() < _REACHED_WITHIN

    def results(self) -> tuple[float, float, float, float]:
        """Fitness, whether the goal was reached, and the place."""
        distance = self._distance()
        return 300.0 - distance, float(distance < _REACHED_WITHIN), *self._place

    def _distance(self) -> float:
        dx, dy = _GOAL[0] - self._place[0], _GOAL[1] - self._place[1]
        return math.sqrt(dx * dx + dy * dy)

    def _observe(self) -> NDArray[np.float32]:
        sine, cosine = sin_cos(self._heading * _DEGREE)
        rays = [(cosine * c - sine * s, sine * c + cosine * s) for c, s in _FINDERS]
        seen = [min(_RANGE, *(_far(self._place, ray, wall) for wall in _WALLS)) / _RANGE for ray in rays]
        dx, dy = _GOAL[0] - self._place[0], _GOAL[1] - self._place[1]
        ahead, aside = cosine * dx + sine * dy, cosine * dy - sine * dx
        slices = (
            -ahead <= aside < ahead,
            -aside < ahead <= aside,
            ahead < aside <= -ahead,
            aside <= ahead < -aside,
        )
        return np.array([*seen, *map(float, slices), 1.0], dtype=np.float32)


def _change(action: float) -> float:
    """What an action adds."""
    return 0.0 if math.isnan(action) else min(max(action, 0.0), 1.0) - 0.5


def _clip(value: float, limit: float) -> float:
    return min(max(value, -limit), limit)


def _square_distance(point: Point, wall: Wall) -> float:
    """The square of the distance of a point from a wall."""
    (x, y), (ax, ay, bx, by) = point, wall
    ex, ey = bx - ax, by - ay
    along = min(max(((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey), 0.0), 1.0)
    dx, dy = ax + along * ex - x, ay + along * ey - y
    return dx * dx + dy * dy


def _far(point: Point, ray: Point, wall: Wall) -> float:
    """How far a ray runs up to a wall; infinite if it does not meet it."""
    (x, y), (dx, dy), (ax, ay, bx, by) = point, ray, wall
    ex, ey, px, py = bx - ax, by - ay, ax - x, ay - y
    cross = dx * ey - dy * ex
    if cross == 0.0:
        return math.inf
    far, along = (px * ey - py * ex) / cross, (px * dy - py * dx) / cross
    return far if far >= 0.0 and 0.0 <= along <= 1.0 else math.inf


def make(options: Mapping[str, object]) -> "Callable[[], Maze]":
    """A function that makes environments. Raises ``ValueError`` for any option."""
    refuse_options("maze", options)
    return Maze
