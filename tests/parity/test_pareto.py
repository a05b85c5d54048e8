"""Selection on plain arrays: the compiled core against the reference."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray
from tests.parity.backends import CASES
from tests.parity.objectives import ANY, TIES

from speciate.backends.reference.selection import crowding, nondominated
from speciate.evolution import pareto

POINTS = st.tuples(st.integers(0, 60), st.integers(1, 7)).flatmap(
    lambda shape: st.one_of(
        npst.arrays(np.float64, shape, elements=TIES), npst.arrays(np.float64, shape, elements=ANY)
    )
)


def assert_equal_selection(points: NDArray[np.float64], n: int) -> None:
    fronts = nondominated.fronts(points)
    distances = crowding.crowding(points, fronts)
    order = np.lexsort((np.arange(len(points)), -distances, fronts))
    np.testing.assert_array_equal(pareto.fronts(points), fronts)
    assert pareto.crowding(points, fronts).tobytes() == distances.tobytes()
    np.testing.assert_array_equal(pareto.survivors(points, n), order[:n])


@CASES
@given(POINTS, st.floats(0, 1))
def test_fronts_crowding_and_survivors_are_equal(points: NDArray[np.float64], share: float) -> None:
    assert_equal_selection(points, int(share * len(points)))


@pytest.mark.parametrize("n_points", [130, 400, 700])
@pytest.mark.parametrize("n_objectives", [1, 2, 3, 5, 10])
def test_selection_of_many_points_is_equal(n_points: int, n_objectives: int) -> None:
    generator = np.random.default_rng([n_points, n_objectives])
    for n_digits in (0, 1, 15):
        points = np.round(generator.normal(size=(n_points, n_objectives)), n_digits)
        assert_equal_selection(points, n_points // 2)


def test_crowding_takes_any_numbers_for_fronts() -> None:
    points = np.random.default_rng(3).random((50, 3))
    fronts = np.random.default_rng(4).choice([0, 7, 4_000_000_000], 50).astype(np.uint32)
    assert pareto.crowding(points, fronts).tobytes() == crowding.crowding(points, fronts).tobytes()
