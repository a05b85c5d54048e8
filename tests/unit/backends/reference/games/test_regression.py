"""Function regression: what is asked, and what errors are worth."""

import json
from typing import Any

import numpy as np
import pytest

import speciate
from speciate.backends.reference import games
from speciate.backends.reference.games.regression import Regression, rules_of


def play(options: dict[str, Any], answers: list[list[float]]) -> tuple[float, float]:
    """The results of an episode with these answers, row by row."""
    table = Regression(rules_of(options))
    table.reset(0)
    overs = [table.step(np.array(answer, dtype=np.float32))[1] for answer in answers]
    assert overs == [False] * (len(answers) - 1) + [len(answers) == table.spec.max_steps]
    return table.results()


def test_the_points_of_the_quartic_are_as_published() -> None:
    rules = rules_of({})
    assert len(rules.x) == 21
    assert (rules.x[0], rules.x[10], rules.x[-1]) == ([-1.0], [0.0], [1.0])
    assert (rules.y[0], rules.y[10], rules.y[-1]) == ([0.0], [0.0], [4.0])
    assert rules.y[15][0] == pytest.approx(0.5 + 0.25 + 0.125 + 0.0625)


@pytest.mark.parametrize(
    ("name", "at_half"), [("quartic", 0.9375), ("quintic", 0.28125), ("sextic", 0.140625)]
)
def test_functions_are_their_polynomials(name: str, at_half: float) -> None:
    rules = rules_of({"function": name, "n_points": 5})
    assert dict(zip((x for (x,) in rules.x), rules.y, strict=True))[0.5] == [at_half]


def test_error_is_the_root_of_the_mean_of_squares_and_fitness_falls_with_its_square() -> None:
    table = {"x": [[0, 1], [1, 0]], "y": [[1, 2], [3, 4]]}
    assert play(table, [[1, 4], [1, 4]]) == (1 / 3, np.sqrt(2.0))
    assert play(table, [[1, 2], [3, 4]]) == (1.0, 0.0)


@pytest.mark.parametrize("answer", [float("nan"), float("inf"), -3e38])
def test_an_answer_is_wrong_by_a_million_at_most(answer: float) -> None:
    assert play({"x": [0], "y": [1]}, [[answer]])[1] == 1e6


def test_rows_not_yet_answered_count_as_wrong_by_a_million() -> None:
    assert play({"x": [0, 1], "y": [1, 1]}, [[1.0]])[1] == np.sqrt(1e12 / 2)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"x": [1, 2]}, "belong together"),
        ({"y": [1, 2]}, "belong together"),
        ({"x": [1, 2], "y": [1]}, "x has 2 rows and y 1"),
        ({"x": [], "y": []}, "x must be a list"),
        ({"x": [[]], "y": [1]}, "x must be a list"),
        ({"x": [[1], [1, 2]], "y": [1, 2]}, "x must be a list"),
        ({"x": [1, [2]], "y": [1, 2]}, "x must be a list"),
        ({"x": [1, True], "y": [1, 2]}, "x must be a list"),
        ({"x": "1,2", "y": [1, 2]}, "x must be a list"),
        ({"x": [1], "y": [1e7]}, "y has a number beyond"),
        ({"x": [0] * 50_001, "y": [0] * 50_001}, "100002 numbers, more than 100000"),
        ({"x": [1], "y": [1], "function": "quartic"}, "function is given beside"),
        ({"function": "cubic"}, "function must be one of quartic, quintic, sextic"),
        ({"n_points": 1}, "n_points must be a whole number from 2"),
        ({"n_points": 2.5}, "n_points must be"),
        ({"solved_error": -1}, "solved_error must be a number from 0"),
        ({"xs": [1]}, "the nearest is 'x'"),
    ],
)
def test_tables_that_do_not_fit_are_refused_alike_by_both_backends(
    options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        games.make("regression", options)
    native = pytest.importorskip("speciate._native")
    with pytest.raises(ValueError, match=message) as refused_too:
        native.environment_spec("regression", json.dumps(options))
    assert str(refused.value) == str(refused_too.value)


def test_data_of_ones_own_is_fitted() -> None:
    pytest.importorskip("speciate._native")
    x = np.linspace(-1, 1, 15)
    options = {"x": x.tolist(), "y": (0.5 - 0.8 * x).tolist(), "solved_error": 0.02}
    run = speciate.train("regression", seed=1, config={"environment_options": options}, quiet=True)
    assert run.solved
    assert np.abs(run.champion.forward(x[:, None].astype(np.float32))[:, 0] - (0.5 - 0.8 * x)).max() < 0.1
