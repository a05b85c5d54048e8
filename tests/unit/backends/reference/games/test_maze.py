"""The hard maze, as the reference plays it."""

import numpy as np
import pytest

from speciate.backends.reference.games.maze import Maze


def driven(plan: list[tuple[int, float, float]]) -> tuple[Maze, bool]:
    """A robot after a plan of (steps, turn, speed), and whether its episode is over."""
    maze, is_over = Maze(), False
    maze.reset(0)
    for n_steps, turn, speed in plan:
        for _ in range(n_steps):
            _, is_over = maze.step(np.array([turn, speed], dtype=np.float32))
            if is_over:
                return maze, is_over
    return maze, is_over


def test_a_robot_at_rest_stays_at_the_start() -> None:
    maze, is_over = driven([(400, 0.5, 0.5)])
    assert is_over
    assert maze.results() == (300.0 - (5.0**2 + 164.0**2) ** 0.5, 0.0, 36.0, 184.0)


def test_a_robot_moves_by_the_heading_before_it_turns() -> None:
    maze, _ = driven([(1, 1.0, 1.0)])
    assert maze.results()[2:] == (36.5, 184.0)
    maze, _ = driven([(2, 1.0, 1.0)])
    assert maze.results()[2] < 37.5
    assert maze.results()[3] > 184.0


def test_a_robot_turns_no_faster_than_three_degrees() -> None:
    """After 5 steps of speeding up, a full circle takes 120 steps: all directions are seen alike again."""
    maze = Maze()
    maze.reset(0)
    seen = [maze.step(np.array([1.0, 0.5], dtype=np.float32))[0] for _ in range(300)]
    assert seen[20] == pytest.approx(seen[140], abs=1e-6)
    assert seen[20] != pytest.approx(seen[80], abs=1e-3)


def test_walls_are_not_passed() -> None:
    maze, is_over = driven([(400, 0.5, 1.0)])
    _, reached, x, y = maze.results()
    assert is_over
    assert not reached
    assert 60.0 < x < 92.0
    assert y == 184.0


def test_speed_and_turn_of_a_player_that_is_no_number_stay_as_they_are() -> None:
    maze, _ = driven([(400, float("nan"), float("nan"))])
    assert maze.results()[2:] == (36.0, 184.0)
