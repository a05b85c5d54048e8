"""Thinning a front: the compiled core against the reference."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray
from tests.parity.backends import CASES
from tests.parity.objectives import ANY, TIES

from speciate.backends.reference.selection.thinning import thinned
from speciate.evolution import pareto

POINTS = st.tuples(st.integers(0, 40), st.integers(1, 5)).flatmap(
    lambda shape: st.one_of(
        npst.arrays(np.float64, shape, elements=TIES),
        npst.arrays(np.float64, shape, elements=ANY),
        npst.arrays(np.float64, shape, elements=st.integers(0, 9).map(lambda level: level / 10)),
    )
)


@CASES
@given(POINTS, st.integers(0, 42))
def test_the_same_points_stay(points: NDArray[np.float64], size: int) -> None:
    assert pareto.thinned(points, size).tolist() == thinned(points, size).tolist()


@pytest.mark.parametrize("n_objectives", [1, 2, 3, 5])
@pytest.mark.parametrize("n_points", [50, 300])
def test_the_same_of_many_points_stay(n_points: int, n_objectives: int) -> None:
    generator = np.random.default_rng([n_points, n_objectives])
    for n_digits in (1, 3, 15):
        points = np.round(generator.normal(size=(n_points, n_objectives)), n_digits)
        for size in (1, n_points // 5, n_points - 1):
            assert pareto.thinned(points, size).tolist() == thinned(points, size).tolist()
