"""The retina, as the reference plays it."""

import numpy as np

from speciate.backends.reference.games.retina import Retina

OBJECTS = ["1000", "0100", "1100", "1111", "1011", "0111", "1110", "1101"]
"""On the left; on the right the same in a mirror."""


def truth(pixels: list[float]) -> list[float]:
    text = "".join("1" if pixel > 0 else "0" for pixel in pixels)
    return [float(text[:4] in OBJECTS), float(text[:3:-1] in OBJECTS)]


def play(scale: float) -> tuple[float, float]:
    """What a player gets whose right answers are scaled."""
    retina = Retina()
    observation, is_over, shown = retina.reset(0), False, set()
    while not is_over:
        shown.add(tuple(observation.tolist()))
        action = np.array(truth(observation.tolist()), dtype=np.float32) * np.float32(scale)
        observation, is_over = retina.step(action)
    assert len(shown) == 256
    return retina.results()


def test_right_answers_have_fitness_1000() -> None:
    assert play(1.0) == (1000.0, 256.0)
    assert play(7.0) == (1000.0, 256.0)


def test_answers_that_are_too_small_lose_fitness_and_then_the_pattern() -> None:
    fitness, correct = play(0.5)  # 256 objects in all, each wrong by one half
    assert (fitness, correct) == (1000.0 / (1.0 + 128.0**2), 256.0)
    assert play(0.25)[1] == 64.0  # only patterns without any object


def test_a_player_that_is_no_number_gets_nothing_right() -> None:
    assert play(float("nan"))[1] == 0.0
