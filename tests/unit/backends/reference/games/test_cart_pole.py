"""Cart-pole, as the reference plays it, next to Gymnasium's own CartPole-v1."""

from typing import Any

import numpy as np
import pytest
from gymnasium.envs.classic_control.cartpole import CartPoleEnv
from numpy.typing import NDArray

from speciate.backends.reference.games.cart_pole import CartPole


def gymnasium_from(state: tuple[float, float, float, float]) -> Any:  # Gymnasium's step has no types
    environment = CartPoleEnv()
    environment.reset(seed=0)
    environment.state = np.array(state)
    return environment


def noisy_balance(seed: int, observation: NDArray[np.float32]) -> int:
    noise = np.random.default_rng([seed, int(abs(observation[3]) * 1e6)]).normal()
    return int(observation[2] + 0.3 * observation[3] + 0.3 * noise > 0.0)


@pytest.mark.parametrize("seed", range(20))
def test_every_step_equals_gymnasiums(seed: int) -> None:
    ours = CartPole()
    observation = ours.reset(seed)
    theirs = gymnasium_from(ours.state)
    over, n_steps = False, 0
    while not over:
        theirs.state = np.array(ours.state)
        action = noisy_balance(seed, observation)
        observation, over = ours.step(np.array([0.0, 1.0 if action else -1.0], dtype=np.float32))
        their_observation, _, terminated, _, _ = theirs.step(action)
        n_steps += 1
        assert np.max(np.abs(np.array(ours.state) - theirs.state)) < 1e-14
        assert observation.dtype == np.float32
        assert np.array_equal(observation, their_observation)
        assert over == (terminated or n_steps == 500)
    assert ours.results() == (float(n_steps),)


@pytest.mark.parametrize("seed", range(20))
def test_a_second_of_play_stays_with_gymnasiums(seed: int) -> None:
    # not longer: the pole is unstable, so a difference in the last bit grows about e^4 times a second
    ours = CartPole()
    observation = ours.reset(seed)
    theirs = gymnasium_from(ours.state)
    for _ in range(50):
        action = noisy_balance(seed, observation)
        observation, over = ours.step(np.array([0.0, 1.0 if action else -1.0], dtype=np.float32))
        their_observation, _, terminated, _, _ = theirs.step(action)
        assert np.max(np.abs(np.array(ours.state) - theirs.state)) < 1e-12
        assert np.array_equal(observation, their_observation)
        assert over == terminated
        if over:
            break


@pytest.mark.parametrize(
    "state",
    [(2.39, 1.0, 0.0, 0.0), (-2.39, -1.0, 0.0, 0.0), (0.0, 0.0, 0.209, 0.1), (0.0, 0.0, -0.209, -0.1)],
)
def test_an_episode_ends_beyond_each_limit_as_gymnasiums_does(
    state: tuple[float, float, float, float],
) -> None:
    _, over = CartPole.from_state(state).step(np.zeros(2, dtype=np.float32))
    assert over
    assert gymnasium_from(state).step(0)[2]


def test_a_tie_pushes_left() -> None:
    tied, right = CartPole(), CartPole()
    tied.step(np.array([0.5, 0.5], dtype=np.float32))
    right.step(np.array([0.5, 0.6], dtype=np.float32))
    assert tied.state[1] < 0.0 < right.state[1]


def test_a_balanced_pole_lasts_500_steps() -> None:
    cart_pole = CartPole.from_state((0.0, 0.0, 0.02, 0.0))
    observation, over, n_steps = np.zeros(4, dtype=np.float32), False, 0
    while not over:
        balance = float(observation @ np.array([0.01, 0.05, 1.0, 0.5], dtype=np.float32))
        observation, over = cart_pole.step(np.array([0.0, balance], dtype=np.float32))
        n_steps += 1
    assert n_steps == 500
    assert cart_pole.results() == (500.0,)


def test_a_start_lies_within_a_twentieth_and_depends_on_the_seed_alone() -> None:
    first, other, again = (CartPole().reset(seed) for seed in (1, 2, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.max(np.abs(first)) <= 0.05
