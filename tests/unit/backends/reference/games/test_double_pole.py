"""Double pole balancing beside the states, the fitness and the generalization of the published program."""

import math

import numpy as np
import pytest

from speciate.backends.reference import games
from speciate.backends.reference.games.double_pole import DoublePole, DoublePoleRules, advanced

CHAMPION = (-0.8193796421450023, -6.591284446514077, 5.783520492164443, 0.6165420336465628)
SELF = -1.240555929293543
"""A node that the published program evolved: weights of x, a1, a2, a bias of 1, and of itself."""


def played(rules: DoublePoleRules, seed: int = 0) -> DoublePole:
    """An episode that the champion plays, in double precision."""
    pole, output, over = DoublePole(rules), 0.0, False
    pole.reset(seed)
    while not over:
        x, _, long, _, short, _ = pole.state
        inputs = (x / 4.8, long / 0.52, short / 0.52, 1.0)
        total = sum(weight * value for weight, value in zip(CHAMPION, inputs, strict=True)) + SELF * output
        output = 1.0 / (1.0 + math.exp(-4.924273 * total))
        _, over = pole.step(np.array([output]))
    return pole


def test_the_states_are_those_of_the_published_program() -> None:
    state: tuple[float, ...] = (0.0, 0.0, 0.07, 0.0, 0.0, 0.0)
    states = []
    for n in range(10):
        for _ in range(2):
            state = advanced(state, 20.0 * (0.5 * math.sin(0.7 * n)))
        states.append(state)
    after_one = (
        -9.983824566971117e-06,
        -0.0009989314707064974,
        0.0702206787340885,
        0.022079472277230793,
        0.0001504318247277678,
        0.015122033536002971,
    )
    after_ten = (
        0.0472283482925981,
        -0.0033356696306103143,
        0.015117550417821736,
        0.1252138015815237,
        -1.4568061988762777,
        -14.722591927309683,
    )
    assert states[0] == pytest.approx(after_one, rel=1e-13)
    assert states[9] == pytest.approx(after_ten, rel=1e-13)


def test_the_published_champion_has_its_published_fitness() -> None:
    fitness, steps = played(DoublePoleRules(velocities=False, max_steps=1000)).results()
    assert steps == 1000.0
    assert fitness == pytest.approx(0.10566241826704842, rel=1e-9)


def test_the_published_champion_balances_its_published_number_of_starts() -> None:
    rules = DoublePoleRules(velocities=False, start="grid", max_steps=1000)
    assert sum(played(rules, seed).results()[1] == 1000.0 for seed in range(625)) == 315


def test_a_short_episode_counts_a_tenth_of_what_it_survived() -> None:
    pole = DoublePole(DoublePoleRules(velocities=False, max_steps=1000))
    pole.reset(0)
    while not pole.step(np.array([0.0]))[1]:
        pass
    fitness, steps = pole.results()
    assert 1 < steps < 100
    assert fitness == 0.1 * (steps / 1000)


@pytest.mark.parametrize("start_angle", [0.0, 1e-14])
def test_calm_counts_from_the_101st_action_on_and_no_more_than_nine_tenths(start_angle: float) -> None:
    pole = DoublePole(DoublePoleRules(velocities=False, start_angle=start_angle, max_steps=1000))
    pole.reset(0)
    fitness = []
    for _ in range(101):
        pole.step(np.array([0.5]))
        fitness.append(pole.results()[0])
    assert fitness[-2:] == [0.1 * 0.1, 0.1 * 0.101 + 0.9]


def test_fitness_with_velocities_is_the_number_of_actions() -> None:
    pole = DoublePole(DoublePoleRules(max_steps=7))
    observation = pole.reset(0)
    assert observation.tolist() == pytest.approx([0.0, 0.0, 0.07 / 0.52, 0.0, 0.0, 0.0, 0.5])
    overs = [pole.step(np.array([0.5]))[1] for _ in range(7)]
    assert overs == [False] * 6 + [True]
    assert pole.results() == (7.0, 7.0)


@pytest.mark.parametrize(
    ("action", "same"), [(math.nan, 0.0), (-3.0, 0.0), (-0.2, 0.0), (1.1, 1.0), (math.inf, 1.0)]
)
def test_nothing_pushes_harder_than_ten_newtons(action: float, same: float) -> None:
    pole, limit = DoublePole(), DoublePole()
    pole.step(np.array([action]))
    limit.step(np.array([same]))
    assert pole.state == limit.state


def test_the_grid_has_625_starts_with_the_short_pole_at_rest() -> None:
    pole = DoublePole(DoublePoleRules(start="grid"))
    starts = set()
    for seed in range(625):
        pole.reset(seed)
        starts.add(pole.state)
    assert len(starts) == 625
    assert {start[4:] for start in starts} == {(0.0, 0.0)}
    pole.reset(625 + 3)
    again = pole.state
    pole.reset(3)
    assert again == pole.state


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"velocity": True}, "the nearest is 'velocities'"),
        ({"velocities": 1}, "velocities is 1"),
        ({"start": "random"}, "start is random"),
        ({"start_angle": 1}, "start_angle is 1"),
        ({"max_steps": 0}, "max_steps is 0"),
        ({"max_steps": 1.5}, "max_steps is 1.5"),
        ({"max_steps": True}, "max_steps is True"),
    ],
)
def test_options_are_refused_by_name(options: dict[str, object], part: str) -> None:
    with pytest.raises(ValueError, match=part):
        games.make("double_pole", options)
