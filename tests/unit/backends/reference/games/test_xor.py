"""Exclusive or, as the reference plays it."""

import math

import numpy as np
import pytest

from speciate.backends.reference.games.xor import Xor


def play(outputs: tuple[float, ...]) -> tuple[float, ...]:
    xor = Xor()
    xor.reset(0)
    for output in outputs:
        xor.step(np.array([output], dtype=np.float32))
    return xor.results()


def test_patterns_are_shown_in_order_after_a_one() -> None:
    xor = Xor()
    shown = [xor.reset(0)]
    over = False
    while not over:
        observation, over = xor.step(np.zeros(1, dtype=np.float32))
        shown.append(observation)
    assert [row.tolist() for row in shown[:4]] == [[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]]
    assert len(shown) == 5
    assert all(row.dtype == np.float32 for row in shown)


def test_right_answers_have_fitness_sixteen() -> None:
    assert play((0.0, 1.0, 1.0, 0.0)) == (16.0, 4.0)


def test_wrong_answers_have_fitness_zero() -> None:
    assert play((1.0, 0.0, 0.0, 1.0)) == (0.0, 0.0)


def test_fitness_is_the_square_of_four_less_the_errors() -> None:
    assert play((0.25, 0.75, 0.5, 0.25)) == (2.75 * 2.75, 4.0)


@pytest.mark.parametrize("position", range(4))
def test_nan_is_wrong_by_one_and_never_correct(position: int) -> None:
    outputs = [0.0, 1.0, 1.0, 0.0]
    outputs[position] = math.nan
    assert play(tuple(outputs)) == (9.0, 3.0)


def test_outputs_beyond_the_range_are_clipped() -> None:
    assert play((-math.inf, 7.0, math.inf, -3.0)) == (16.0, 4.0)


def test_patterns_not_answered_count_as_wrong() -> None:
    xor = Xor()
    xor.reset(0)
    assert xor.results() == (0.0, 0.0)
