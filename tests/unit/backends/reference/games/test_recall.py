"""Sequence recall, as the reference plays it, and what learns it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import speciate
from speciate.backends.reference.games.recall import Recall, RecallRules, rules_of


def play(answer: Callable[[list[float], int], float], rules: RecallRules) -> tuple[float, float]:
    """What a player gets that knows the bits shown and which one is asked for (negative before)."""
    recall = Recall(rules)
    observation, is_over, step = recall.reset(3), False, 0
    shown: list[float] = []
    while not is_over:
        place = step % rules.trial_steps
        shown = shown if place else []
        if observation[1]:
            shown.append(float(observation[0]))
        asked = place - rules.length - rules.delay
        observation, is_over = recall.step(np.array([answer(shown, asked)], dtype=np.float32))
        step += 1
    assert step == recall.spec.max_steps
    return recall.results()


@pytest.mark.parametrize("rules", [RecallRules(), RecallRules(1, 0), RecallRules(4, 3)])
def test_memory_makes_the_difference(rules: RecallRules) -> None:
    assert play(lambda shown, asked: shown[asked] if asked >= 0 else 0.0, rules) == (1.0, 1.0)
    assert play(lambda _, asked: (-1.0) ** asked, rules) == (0.5, 0.5)
    assert play(lambda _, __: float("nan"), rules) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"length": 9}, "length is 9, expected a whole number from 1 to 8"),
        ({"length": True}, "length is True"),
        ({"delay": 1001}, "delay is 1001"),
        ({"lenght": 2}, "the nearest is 'length'"),
    ],
)
def test_options_out_of_range_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rules_of(options)


def test_recurrent_networks_learn_it_and_others_cannot() -> None:
    pytest.importorskip("speciate._native")
    assert speciate.train("recall", quiet=True).solved
    for algorithm in ("neat", "genetic"):
        without = {"algorithm": algorithm, "genome": {"recurrent": False}, "generations": 20}
        run = speciate.train("recall", config=without, quiet=True)
        assert run.champion_results["correct"] == 0.5
