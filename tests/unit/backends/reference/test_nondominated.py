"""Fronts."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from speciate.backends.reference.selection.nondominated import fronts

POINTS = npst.arrays(
    np.float64,
    st.tuples(st.integers(0, 30), st.integers(1, 5)),
    elements=st.sampled_from([-np.inf, -1.0, -0.0, 0.0, 1.0, 2.0, np.inf]),
)


def fronts_by_definition(points: list[list[float]]) -> list[int]:
    """A row's front is one more than the highest front of those that dominate it."""

    def dominates(a: list[float], b: list[float]) -> bool:
        pairs = list(zip(a, b, strict=True))
        return all(x >= y for x, y in pairs) and any(x > y for x, y in pairs)

    best_first = sorted(range(len(points)), key=lambda row: points[row], reverse=True)
    result = [0] * len(points)
    for place, row in enumerate(best_first):
        above = [result[other] for other in best_first[:place] if dominates(points[other], points[row])]
        result[row] = max(above, default=-1) + 1
    return result


@given(POINTS)
def test_fronts_are_those_of_the_definition(points: Any) -> None:
    assert fronts(points).tolist() == fronts_by_definition(points.tolist())


def test_fronts_of_a_small_case() -> None:
    points = np.array([[1.0, 3.0], [2.0, 2.0], [1.0, 2.0], [0.0, 0.0], [3.0, 1.0]])
    assert fronts(points).tolist() == [0, 0, 1, 2, 0]


def test_equal_rows_share_a_front() -> None:
    assert fronts(np.array([[1.0, 0.0], [1.0, -0.0], [0.0, 0.0]])).tolist() == [0, 0, 1]


def test_one_objective_has_a_front_per_value() -> None:
    assert fronts(np.array([[2.0], [1.0], [2.0], [-np.inf]])).tolist() == [0, 1, 0, 2]
