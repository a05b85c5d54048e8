"""The test problems, against values worked out by hand and by their papers."""

import numpy as np
import pytest
from benchmarks.suite.problems import PROBLEMS

from speciate.values.types import Float64s


def at(name: str, firsts: list[float], rest: float) -> list[float]:
    """The objectives of a vector that begins with some numbers and goes on with another one."""
    problem = PROBLEMS[name]
    vector = np.full((1, problem.n_variables), rest)
    vector[0, : len(firsts)] = firsts
    objectives: list[float] = problem.function(vector)[0].tolist()
    return objectives


@pytest.mark.parametrize(
    ("name", "firsts", "rest", "expected"),
    [
        ("zdt1", [0.25], 0.0, [0.25, 0.5]),
        ("zdt1", [0.4], 1.0, [0.4, 8.0]),
        ("zdt2", [0.5], 0.0, [0.5, 0.75]),
        ("zdt2", [1.0], 1.0, [1.0, 9.9]),
        ("zdt3", [0.25], 0.0, [0.25, 0.25]),
        ("zdt3", [0.0], 1.0, [0.0, 10.0]),
        ("zdt4", [0.25], 0.0, [0.25, 0.5]),
        ("zdt4", [0.0], 5.0, [0.0, 226.0]),
        ("zdt6", [0.0], 0.0, [1.0, 0.0]),
        ("zdt6", [0.0], 1.0, [1.0, 9.9]),
        ("zdt6", [0.0], 0.0625, [1.0, 5.5 - 1 / 5.5]),
        ("dtlz1", [0.5, 0.25], 0.5, [0.0625, 0.1875, 0.25]),
        ("dtlz1", [0.0, 0.0], 0.0, [0.0, 0.0, 63.0]),
        ("dtlz2", [0.0, 0.0], 0.5, [1.0, 0.0, 0.0]),
        ("dtlz2", [0.5, 1.0], 0.0, [0.0, 3.5 * np.sqrt(0.5), 3.5 * np.sqrt(0.5)]),
        ("dtlz7", [0.0, 0.0], 0.0, [0.0, 0.0, 6.0]),
        ("dtlz7", [0.5, 0.5], 0.0, [0.5, 0.5, 6.0]),
        ("dtlz7", [0.0, 0.0], 1.0, [0.0, 0.0, 33.0]),
    ],
)
def test_known_values(name: str, firsts: list[float], rest: float, expected: list[float]) -> None:
    assert at(name, firsts, rest) == pytest.approx(expected, abs=1e-12)


def test_the_best_of_dtlz1_add_up_to_a_half_and_those_of_dtlz2_lie_on_a_sphere() -> None:
    def best(name: str) -> Float64s:
        vectors = np.full((50, PROBLEMS[name].n_variables), 0.5)
        vectors[:, :2] = np.random.default_rng(1).random((50, 2))
        return PROBLEMS[name].function(vectors)

    assert best("dtlz1").sum(axis=1) == pytest.approx(np.full(50, 0.5))
    assert (best("dtlz2") ** 2).sum(axis=1) == pytest.approx(np.ones(50))


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_problem_takes_vectors_between_its_bounds(name: str) -> None:
    problem = PROBLEMS[name]
    uniform = np.random.default_rng(1).random((20, problem.n_variables))
    objectives = problem.function(problem.lower + uniform * (problem.upper - problem.lower))
    assert objectives.shape == (20, problem.n_objectives)
    assert np.isfinite(objectives).all()
