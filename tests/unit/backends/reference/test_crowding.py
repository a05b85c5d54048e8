"""Crowding."""

import numpy as np

from speciate.backends.reference.selection.crowding import crowding

INF = np.inf


def crowding_of(points: list[list[float]]) -> list[float]:
    array = np.array(points, dtype=np.float64)
    return crowding(array, np.zeros(len(points), dtype=np.uint32)).tolist()  # type: ignore[no-any-return]


def test_extremes_are_infinite_and_the_rest_add_their_gaps() -> None:
    assert crowding_of([[0.0, 4.0], [1.0, 3.0], [4.0, 0.0]]) == [INF, 2.0, INF]


def test_gaps_are_divided_by_the_range() -> None:
    assert crowding_of([[0.0, 40.0], [1.0, 30.0], [2.0, 10.0], [4.0, 0.0]]) == [
        INF,
        0.5 + 0.75,
        0.75 + 0.75,
        INF,
    ]


def test_of_equal_rows_the_first_stands_for_all() -> None:
    assert crowding_of([[0.0, 4.0], [1.0, 3.0], [1.0, 3.0], [4.0, 0.0], [-0.0, 4.0]]) == [
        INF,
        2.0,
        0.0,
        INF,
        0.0,
    ]


def test_a_constant_objective_adds_nothing() -> None:
    assert crowding_of([[7.0, 0.0], [7.0, 1.0], [7.0, 4.0]]) == [INF, 1.0, INF]


def test_an_infinite_range_adds_nothing_in_between() -> None:
    assert crowding_of([[-INF, 2.0], [0.0, 1.0], [INF, 0.0]]) == [INF, 1.0, INF]


def test_all_alike_have_no_room() -> None:
    assert crowding_of([[1.0, 1.0], [1.0, 1.0]]) == [0.0, 0.0]


def test_fronts_are_looked_at_one_by_one() -> None:
    points = np.array([[0.0, 1.0], [1.0, 0.0], [-1.0, 0.0], [-2.0, 1.0], [0.0, -1.0]])
    fronts = np.array([0, 0, 1, 1, 1], dtype=np.uint32)
    assert crowding(points, fronts).tolist() == [INF, INF, 2.0, INF, INF]
