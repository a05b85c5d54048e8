"""Attempts in processes of their own: how they end, and what they bring back."""

import os
import time

import pytest
from benchmarks.durability.attempts import attempt

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def test_an_attempt_says_how_it_ended() -> None:
    assert attempt(lambda: 1.5, 10.0).ending == "returned"
    assert attempt(lambda: 1 / 0, 10.0).value == "ZeroDivisionError: division by zero"
    assert attempt(lambda: os._exit(0), 10.0).ending == "died"
    assert attempt(lambda: time.sleep(60.0), 0.1).ending == "timed out"


def test_values_are_equal_to_the_last_bit_or_not_at_all() -> None:
    values = [attempt(lambda value=value: [value], 10.0).value for value in (0.3, 0.3, 0.1 + 0.2)]  # type: ignore[misc]
    assert values[0] == values[1] != values[2]
