"""Thinning a front, by hand."""

from typing import Any

import numpy as np
import pytest

from speciate.backends.reference.selection import thinning
from speciate.evolution import pareto

LINE = [[x, 10.0 - x] for x in (0.0, 0.1, 0.2, 5.0, 9.9, 10.0)]


@pytest.fixture(params=[thinning.thinned, pareto.thinned])
def thinned(request: pytest.FixtureRequest) -> Any:
    return lambda points, size: request.param(np.array(points, dtype=np.float64), size).tolist()


def test_a_line_stays_evenly_spread(thinned: Any) -> None:
    assert thinned(LINE, 3) == [0, 3, 5]


def test_crowding_is_computed_anew_for_whoever_is_left(thinned: Any) -> None:
    # at once both of the pair at 4.9 and 5.0 would leave; after the first has left, the other has room
    points = [[x, 10.0 - x] for x in (0.0, 2.0, 4.9, 5.0, 8.0, 10.0)]
    assert thinned(points, 5) == [0, 1, 3, 4, 5]
    assert thinned(points, 4) == [0, 3, 4, 5]


def test_of_equally_crowded_ones_the_lowest_row_leaves(thinned: Any) -> None:
    assert thinned([[x, -x] for x in (0.0, 1.0, 2.0, 3.0, 4.0)], 4) == [0, 2, 3, 4]


def test_copies_leave_before_anybody_else_and_the_last_ones_first(thinned: Any) -> None:
    points = [LINE[0], LINE[1], LINE[1], LINE[3], LINE[1], LINE[5]]
    assert thinned(points, 5) == [0, 1, 2, 3, 5]
    assert thinned(points, 4) == [0, 1, 3, 5]
    assert thinned(points, 3) == [0, 3, 5]


def test_a_front_that_is_small_enough_stays_with_its_copies(thinned: Any) -> None:
    assert thinned([[1.0, 1.0]] * 3, 3) == [0, 1, 2]
    assert thinned([[1.0, 1.0]] * 3, 9) == [0, 1, 2]
    assert thinned(np.empty((0, 2)), 0) == []


def test_an_objective_that_is_the_same_for_all_says_nothing(thinned: Any) -> None:
    assert thinned([[*point, 7.0] for point in LINE], 3) == [0, 3, 5]


def test_an_infinite_range_says_nothing_between_its_ends(thinned: Any) -> None:
    points = [[-np.inf, 4.0], [0.0, 3.0], [1.0, 2.9], [2.0, 1.0], [np.inf, 0.0]]
    assert thinned(points, 4) == [0, 2, 3, 4]
