"""The tasks that other packages are asked."""

import pytest
from benchmarks.learning.tasks import xor


def test_exclusive_or_is_solved_by_answers_on_the_right_sides_alone() -> None:
    fitness, solved = xor(lambda inputs: [0.9 if inputs[0] != inputs[1] else 0.1])
    assert fitness == pytest.approx(3.6**2)
    assert solved
    fitness, solved = xor(lambda inputs: [0.9 if inputs[0] > inputs[1] else 0.1])
    assert fitness == pytest.approx(2.8**2)
    assert not solved
