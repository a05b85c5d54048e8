"""Names, options and the players that every game is judged against."""

import numpy as np
import pytest

from speciate.backends.reference import games
from speciate.backends.reference.games.arena import scripted
from speciate.backends.reference.games.cart_pole import CartPole
from speciate.backends.reference.players import Player, actions, named, names, play


@pytest.mark.parametrize("name", games.names())
def test_every_game_can_be_made(name: str) -> None:
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


def test_the_scripted_player_plays_the_arena_alone() -> None:
    assert named("arena", "scripted") is scripted.act
    assert all(named(name, player) for name in games.names() for player in names(name))
    with pytest.raises(ValueError, match="unknown player 'scripted'; for xor there are: idle, random"):
        named("xor", "scripted")


def answer(ray: int, value: int, nearness: float) -> list[float]:
    """What the scripted player does about one value of one ray, nothing else being there."""
    observation = np.zeros(86, dtype=np.float32)
    observation[5 * ray + value] = nearness
    action: list[float] = scripted.act(observation).tolist()
    return action


@pytest.mark.parametrize(("value", "sign"), [(0, -1.0), (2, -1.0), (3, 1.0), (4, -1.0)])
@pytest.mark.parametrize(("ray", "toward"), [(0, (1, 0)), (4, (0, 1)), (8, (-1, 0)), (12, (0, -1))])
def test_the_scripted_player_flees_all_but_power_ups(
    value: int, sign: float, ray: int, toward: tuple[int, int]
) -> None:
    assert answer(ray, value, 0.9)[:2] == pytest.approx([sign * toward[0], sign * toward[1]], abs=1e-6)


def test_the_scripted_player_shoots_at_near_pieces_on_an_axis_alone() -> None:
    for output, ray in enumerate((12, 4, 8, 0)):
        assert answer(ray, 0, 0.8)[2 + output] > 0.0
        assert max(answer(ray, 0, 0.6)[2:]) < 0.0
        assert max(answer(ray + 1, 0, 0.8)[2:]) < 0.0
