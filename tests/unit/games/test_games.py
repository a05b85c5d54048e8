"""Names, options and the players that every game is judged against."""

import numpy as np
import pytest

from speciate.reference import games
from speciate.reference.games.cart_pole import CartPole
from speciate.reference.games.players import Player, actions, play


@pytest.mark.parametrize("name", games.names())
def test_every_name_can_be_described_and_made(name: str) -> None:
    assert games.describe(name)
    environment = games.make(name, {})()
    observation = environment.reset(1)
    assert observation.shape == (environment.spec.n_observations,)
    assert environment.spec.results[0] == "fitness"
    assert len(environment.spec.worst) == len(environment.spec.results) == len(environment.results())


def test_an_unknown_name_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ValueError, match="unknown environment 'cartpole'; the nearest is 'cart_pole'"):
        games.make("cartpole", {})


def test_options_of_a_game_without_options_are_refused() -> None:
    with pytest.raises(ValueError, match="xor: unknown option 'steps'"):
        games.make("xor", {"steps": 4})


def test_an_idle_player_does_nothing() -> None:
    assert not actions(Player.IDLE, 1, 5, 3).any()


def test_a_random_player_acts_within_the_range_and_by_address() -> None:
    few, many = actions(Player.RANDOM, 9, 2, 6), actions(Player.RANDOM, 9, 50, 6)
    assert few.dtype == np.float32
    assert np.array_equal(few, many[:2])
    assert np.all(np.abs(many) <= 1.0)
    assert many.min() < -0.9
    assert many.max() > 0.9


def test_an_episode_is_played_to_its_end() -> None:
    (steps,) = play(CartPole(), Player.RANDOM, 3)
    assert 8.0 <= steps < 500.0
    assert play(CartPole(), Player.RANDOM, 3) == (steps,)
