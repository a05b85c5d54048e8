"""Double pole balancing: equations of Wieland 1991, constants of Gomez & Miikkulainen 1997.

As in Stanley & Miikkulainen 2002, "Evolving neural networks through augmenting topologies", section 3.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.draws.arithmetic import sin_cos_near_zero
from speciate.values.environment import EnvironmentSpec

_GRAVITY: Final = -9.8  # m/s^2
_CART_MASS: Final = 1.0  # kg
_MASSES: Final = (0.1, 0.01)  # kg, of the long and of the short pole
_HALF_LENGTHS: Final = (0.5, 0.05)  # m
_HINGE_FRICTION: Final = 2e-6
_FORCE: Final = 20.0  # N, from one end of an action to the other
_STEP_SECONDS: Final = 0.01
_STEPS_PER_ACTION: Final = 2
_POSITION_LIMIT: Final = 2.4  # m
_ANGLE_LIMIT: Final = 0.628329  # rad, 36 degrees
_N_CALM: Final = 100
_CALM: Final = 0.75
_GRID: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
_GRID_WIDTHS: Final = (4.32, 2.70, 0.12566304, 0.30019504)
_GRID_LEAST: Final = (-2.16, -1.35, -0.06283152, -0.15009752)
_KEYS: Final = ("velocities", "start", "start_angle", "max_steps")

State = tuple[float, ...]
"""Position m, speed m/s, angle rad and angular speed rad/s of the long pole, and those of the short pole."""


@dataclass(frozen=True)
class DoublePoleRules:
    """What can be chosen.

    Attributes:
        velocities: Whether velocities are observed.
        start: "fixed": at rest, the long pole leaning; "grid": one of 625 states, by the seed.
        start_angle: Angle of the long pole at a fixed start, rad.
        max_steps: Actions after which an episode ends.
    """

    velocities: bool = True
    start: str = "fixed"
    start_angle: float = 0.07
    max_steps: int = 100_000


def rules_of(options: Mapping[str, Any]) -> DoublePoleRules:
    """The rules of options.

    Raises:
        ValueError: An option is unknown, or its value not allowed.
    """
    for key in options:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.0)[0]
            raise ValueError(
                f"double_pole: unknown option '{key}'; the nearest is '{near}', and there are: "
                f"{', '.join(_KEYS)}"
            )
    velocities = options.get("velocities", True)
    if not isinstance(velocities, bool):
        raise ValueError(f"double_pole: velocities is {velocities}, expected true or false")  # noqa: TRY004
    start = options.get("start", "fixed")
    if start not in {"fixed", "grid"}:
        raise ValueError(f'double_pole: start is {start}, expected "fixed" or "grid"')
    angle = _number(options, "start_angle", 0.07, _ANGLE_LIMIT)
    max_steps = _number(options, "max_steps", 100_000.0 if velocities else 1_000.0, 1e9)
    if max_steps < 1.0 or max_steps % 1.0:
        raise ValueError(
            f"double_pole: max_steps is {max_steps:g}, expected a whole number from 1 to 1000000000"
        )
    return DoublePoleRules(velocities, start, angle, int(max_steps))


def _number(options: Mapping[str, Any], key: str, default: float, greatest: float) -> float:
    value = options.get(key, default)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    if not is_number or not 0.0 <= value <= greatest:
        raise ValueError(f"double_pole: {key} is {value}, expected a number from 0 to {greatest:g}")
    return float(value)


class DoublePole:
    """A cart with two poles, pushed by an action from 0 (10 N to the left) to 1 (10 N to the right).

    An episode ends when the cart leaves its track or a pole its 36 degrees. With velocities fitness is the
    number of actions survived. Without, it is a tenth of the fraction survived, and from the 101st on also
    0.675 divided by the sum of ``|x| + |v| + |a| + |w|`` over the last hundred, at most 0.9, which keeps
    networks from swaying to survive.
    """

    def __init__(self, rules: DoublePoleRules | None = None) -> None:
        """A cart at the start of an episode."""
        self._rules = rules or DoublePoleRules()
        self.state: State = self._start_of(0)
        self._n_steps = 0
        self._motion: list[float] = []

    @property
    def spec(self) -> EnvironmentSpec:
        """What this environment takes and gives."""
        rules = self._rules
        return EnvironmentSpec(
            n_observations=7 if rules.velocities else 4,
            n_actions=1,
            results=("fitness", "steps"),
            worst=(0.0, 0.0),
            max_steps=rules.max_steps,
            solved=("steps", float(rules.max_steps - 1)) if rules.velocities else None,
            stochastic=rules.start == "grid",
        )

    def reset(self, seed: int) -> NDArray[np.float32]:
        """Starts an episode; returns float32 (7,), or (4,) without velocities."""
        self.state = self._start_of(seed)
        self._n_steps = 0
        self._motion = []
        return self._observed()

    def step(self, action: NDArray[np.float32]) -> tuple[NDArray[np.float32], bool]:
        """Pushes by ``action`` (1,) for 0.02 s; returns what is observed and whether it is over."""
        push = float(action[0])
        force = ((min(push, 1.0) if push > 0.0 else 0.0) - 0.5) * _FORCE  # NaN is 0
        for _ in range(_STEPS_PER_ACTION):
            self.state = advanced(self.state, force)
        if self._has_fallen():
            return self._observed(), True
        x, v, long, long_spin, *_ = self.state
        self._motion = [*self._motion[-_N_CALM + 1 :], abs(x) + abs(v) + abs(long) + abs(long_spin)]
        self._n_steps += 1
        return self._observed(), self._n_steps == self._rules.max_steps

    def results(self) -> tuple[float, float]:
        """The fitness, and the number of actions survived."""
        return self._fitness(), float(self._n_steps)

    def _fitness(self) -> float:
        if self._rules.velocities:
            return float(self._n_steps)
        survived = 0.1 * (self._n_steps / self._rules.max_steps)
        if self._n_steps <= _N_CALM:
            return survived
        total = 0.0
        for motion in self._motion:
            total += motion
        return survived + 0.9 * (_CALM / total if total > _CALM else 1.0)

    def _start_of(self, seed: int) -> State:
        if self._rules.start == "fixed":
            return (0.0, 0.0, self._rules.start_angle, 0.0, 0.0, 0.0)
        places = [seed // divisor % 5 for divisor in (125, 25, 5, 1)]
        start = [
            _GRID[place] * width + least
            for place, width, least in zip(places, _GRID_WIDTHS, _GRID_LEAST, strict=True)
        ]
        return (*start, 0.0, 0.0)

    def _observed(self) -> NDArray[np.float32]:
        x, v, long, long_spin, short, short_spin = self.state
        if self._rules.velocities:
            seen = [x / 4.8, v / 2.0, long / 0.52, long_spin / 2.0, short / 0.52, short_spin / 2.0, 0.5]
        else:
            seen = [x / 4.8, long / 0.52, short / 0.52, 0.5]
        return np.array(seen, dtype=np.float32)

    def _has_fallen(self) -> bool:
        x, _, long, _, short, _ = self.state
        return not (abs(x) <= _POSITION_LIMIT and abs(long) <= _ANGLE_LIMIT and abs(short) <= _ANGLE_LIMIT)


def advanced(state: State, force: float) -> State:
    """The state a hundredth of a second later, by one step of the classic Runge-Kutta method.

    Args:
        state: Where cart and poles are.
        force: What pushes the cart, N.
    """
    first = _change(state, force)
    second = _change(_moved(state, first, 0.5 * _STEP_SECONDS), force)
    third = _change(_moved(state, second, 0.5 * _STEP_SECONDS), force)
    fourth = _change(_moved(state, third, _STEP_SECONDS), force)
    return tuple(
        value + _STEP_SECONDS / 6.0 * (a + 2.0 * b + 2.0 * c + d)
        for value, a, b, c, d in zip(state, first, second, third, fourth, strict=True)
    )


def _moved(state: State, change: State, seconds: float) -> State:
    return tuple(value + seconds * by for value, by in zip(state, change, strict=True))


def _change(state: State, force: float) -> State:
    """The change of a state per second."""
    _, v, long, long_spin, short, short_spin = state
    push, mass = force, _CART_MASS
    parts = []
    for pole, (angle, spin) in enumerate(((long, long_spin), (short, short_spin))):
        sine, cosine = sin_cos_near_zero(angle)
        moment = _HALF_LENGTHS[pole] * _MASSES[pole]
        friction = _HINGE_FRICTION * spin / moment
        push += moment * (spin * spin) * sine + 0.75 * _MASSES[pole] * cosine * (friction + _GRAVITY * sine)
        mass += _MASSES[pole] * (1.0 - 0.75 * (cosine * cosine))
        parts.append((sine, cosine, friction))
    acceleration = push / mass
    turns = [
        -0.75 * (acceleration * cosine + _GRAVITY * sine + friction) / _HALF_LENGTHS[pole]
        for pole, (sine, cosine, friction) in enumerate(parts)
    ]
    return (v, acceleration, long_spin, turns[0], short_spin, turns[1])


def make(options: Mapping[str, Any]) -> "Callable[[], DoublePole]":
    """A function that makes environments. Raises ``ValueError`` for options that are refused."""
    return partial(DoublePole, rules_of(options))
