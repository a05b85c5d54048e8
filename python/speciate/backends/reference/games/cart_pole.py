"""Cart-pole: equations, constants and limits of Gymnasium's CartPole-v1 (Barto, Sutton & Anderson 1983)."""

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.games._options import refuse_options
from speciate.draws.arithmetic import sin_cos
from speciate.draws.philox import Draws, Purpose
from speciate.values.environment import EnvironmentSpec

_GRAVITY: Final = 9.8  # m/s^2
_POLE_MASS: Final = 0.1  # kg
_TOTAL_MASS: Final = _POLE_MASS + 1.0  # kg, with the cart
_HALF_LENGTH: Final = 0.5  # m
_POLE_MOMENT: Final = _POLE_MASS * _HALF_LENGTH
_FORCE: Final = 10.0  # N
_STEP_SECONDS: Final = 0.02
_POSITION_LIMIT: Final = 2.4  # m
_ANGLE_LIMIT: Final = 12.0 * 2.0 * math.pi / 360.0  # rad
_MAX_STEPS: Final = 500

State = tuple[float, float, float, float]


class CartPole:
    """A pole hinged to a cart that is pushed left (action 0 larger, or a tie) or right (action 1 larger).

    The state is (position m, speed m/s, angle rad, angular speed rad/s), also the observation. The episode
    ends when position or angle leave their limits, or after 500 steps; fitness is the number of steps.
    """

    spec: Final = EnvironmentSpec(
        n_observations=4,
        n_actions=2,
        results=("fitness",),
        worst=(0.0,),
        max_steps=_MAX_STEPS,
        solved=("fitness", 475.0),
        stochastic=True,
    )

    def __init__(self, state: State = (0.0, 0.0, 0.0, 0.0)) -> None:
        """A cart-pole in a given state, at the start of its episode."""
        self.state = state
        self._n_steps = 0

    @classmethod
    def from_state(cls, state: State) -> "CartPole":
        """A cart-pole in a given state, at the start of its episode."""
        return cls(state)

    def reset(self, seed: int) -> NDArray[np.float32]:
        """Starts within a twentieth of rest; returns float32 (4,)."""
        draws = Draws(seed, Purpose.EPISODE)
        a, b, c, d = (draws.uniform(index) * 0.1 - 0.05 for index in range(4))
        self.state = (a, b, c, d)
        self._n_steps = 0
        return np.array(self.state, dtype=np.float32)

    def step(self, action: NDArray[np.float32]) -> tuple[NDArray[np.float32], bool]:
        """Pushes by ``action`` (2,) for 0.02 s; returns the state, float32 (4,), and whether it is over."""
        self._advance(_FORCE if action[1] > action[0] else -_FORCE)
        self._n_steps += 1
        return np.array(self.state, dtype=np.float32), self._has_fallen() or self._n_steps == _MAX_STEPS

    def results(self) -> tuple[float]:
        """The number of steps so far."""
        return (float(self._n_steps),)

    def _advance(self, force: float) -> None:
        """One explicit Euler step: positions move by the speeds before the step."""
        position, speed, angle, spin = self.state
        sine, cosine = sin_cos(angle)
        pull = (force + _POLE_MOMENT * (spin * spin) * sine) / _TOTAL_MASS
        inertia = _HALF_LENGTH * (4.0 / 3.0 - _POLE_MASS * (cosine * cosine) / _TOTAL_MASS)
        spin_change = (_GRAVITY * sine - cosine * pull) / inertia
        speed_change = pull - _POLE_MOMENT * spin_change * cosine / _TOTAL_MASS
        self.state = (
            position + _STEP_SECONDS * speed,
            speed + _STEP_SECONDS * speed_change,
            angle + _STEP_SECONDS * spin,
            spin + _STEP_SECONDS * spin_change,
        )

    def _has_fallen(self) -> bool:
        position, _, angle, _ = self.state
        return not (abs(position) <= _POSITION_LIMIT and abs(angle) <= _ANGLE_LIMIT)


def make(options: Mapping[str, object]) -> "Callable[[], CartPole]":
    """A function that makes environments. Raises ``ValueError`` for any option."""
    refuse_options("cart_pole", options)
    return CartPole
