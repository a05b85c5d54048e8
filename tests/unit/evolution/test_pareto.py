"""Multi-objective selection on plain arrays."""

from typing import Any

import numpy as np
import pytest

from speciate.errors import EvaluationError, ShapeError
from speciate.evolution import pareto


def test_equal_rows_share_a_front() -> None:
    assert pareto.fronts([[1, 1], [1, 1], [0, 0]]).tolist() == [0, 0, 1]


def test_fronts_are_those_by_hand() -> None:
    points = [[0, 3], [3, 0], [2, 2], [1, 1], [0, 0]]
    assert pareto.fronts(points).tolist() == [0, 0, 0, 1, 2]
    assert pareto.fronts(points, "min").tolist() == [1, 1, 2, 1, 0]


@pytest.mark.parametrize("layout", [np.asfortranarray, lambda points: np.repeat(points, 2, axis=1)[:, ::2]])
def test_the_layout_of_an_array_in_memory_does_not_matter(layout: Any) -> None:
    points = np.random.default_rng(1).integers(0, 5, (30, 3)).astype(np.float64)
    fronts = pareto.fronts(points)
    assert pareto.fronts(layout(points)).tolist() == fronts.tolist()
    assert pareto.crowding(layout(points), fronts).tolist() == pareto.crowding(points, fronts).tolist()
    assert pareto.hypervolume(layout(points), [-1] * 3) == pareto.hypervolume(points, [-1] * 3)


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_infinite_volume_is_refused(value: float) -> None:
    with pytest.raises(EvaluationError, match="row 1 are infinite"):
        pareto.hypervolume([[1.0, 2.0], [value, 1.0]], [0.0, 0.0])


def test_directions_may_differ() -> None:
    assert pareto.fronts([[1, 1], [1, 2], [2, 1]], ["max", "min"]).tolist() == [1, 2, 0]


@pytest.mark.parametrize("directions", [("min", "max"), np.array(["min", "max"]), iter(["min", "max"])])
def test_directions_are_any_sequence(directions: Any) -> None:
    assert pareto.fronts([[1, 1], [0, 2]], directions).tolist() == [1, 0]


def test_one_direction_stands_for_all() -> None:
    assert pareto.fronts([[1, 1], [2, 2]], ["min"]).tolist() == [0, 1]


def test_the_ends_of_a_front_are_infinitely_far() -> None:
    points = [[0, 4], [1, 3], [4, 0]]
    assert pareto.crowding(points, pareto.fronts(points)).tolist() == [np.inf, 2.0, np.inf]


def test_survivors_come_front_by_front_and_the_least_crowded_first() -> None:
    points = [[1.0, 1.0], [0.0, 4.0], [1.9, 2.1], [2.0, 2.0], [4.0, 0.0], [0.0, 0.0]]
    assert pareto.survivors(points, 3).tolist() == [1, 4, 3]
    assert pareto.survivors(points, 5).tolist() == [1, 4, 3, 2, 0]
    assert pareto.survivors(points, 0).tolist() == []


def test_hypervolume_is_the_area_by_hand() -> None:
    assert pareto.hypervolume([[1, 3], [3, 1]], [0, 0]) == 5.0
    assert pareto.hypervolume([[1, 3], [3, 1]], [4, 4], "min") == 5.0
    assert pareto.hypervolume([[-1, 3]], [0, 0]) == 0.0


def test_nan_is_refused_with_its_row() -> None:
    for call in (pareto.fronts, lambda points: pareto.survivors(points, 1)):
        with pytest.raises(EvaluationError, match="row 1"):
            call([[0.0, 0.0], [0.0, np.nan]])


@pytest.mark.parametrize(
    "points", [[1.0, 2.0], [["a", "b"]], np.zeros((2, 0)), [[1], [1, 2]], np.zeros((2, 2, 2))]
)
def test_other_shapes_and_types_are_refused(points: Any) -> None:
    with pytest.raises(ShapeError, match="n_points, n_objectives"):
        pareto.fronts(points)


def test_wrong_directions_fronts_and_numbers_are_refused() -> None:
    with pytest.raises(ShapeError, match="directions"):
        pareto.fronts([[1, 1]], "up")
    with pytest.raises(ShapeError, match="directions"):
        pareto.fronts([[1, 1]], ["max"] * 3)
    with pytest.raises(ShapeError, match="fronts have"):
        pareto.crowding([[1, 1]], [0, 0])
    with pytest.raises(ShapeError, match="expected whole numbers from 0"):
        pareto.crowding([[1, 1]], [-1])
    with pytest.raises(EvaluationError, match="reference_point is"):
        pareto.hypervolume([[1, 1]], [0, np.nan])
    with pytest.raises(ShapeError, match="reference_point"):
        pareto.hypervolume([[1, 1]], ["a", "b"])
    with pytest.raises(ShapeError, match="n = 2 survivors of 1"):
        pareto.survivors([[1, 1]], 2)
    with pytest.raises(ShapeError, match="reference_point"):
        pareto.hypervolume([[1, 1]], [0])
