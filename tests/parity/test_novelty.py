"""Novelty and local competition: both backends find the same neighbours and add up in the same order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.parity.backends import CASES, both
from tests.parity.evolving import assert_equal_arrays
from tests.parity.strategies import settings_with

MEASURE = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.0, 1.0, -1.0, 2.0])


@CASES
@given(
    data=st.data(),
    n_places=st.integers(0, 30),
    n_measures=st.integers(1, 4),
    n_neighbors=st.integers(1, 20),
)
def test_novelty_has_equal_bits(
    data: st.DataObject, n_places: int, n_measures: int, n_neighbors: int
) -> None:
    n_numbers = n_places * n_measures
    measures = data.draw(st.lists(MEASURE, min_size=n_numbers, max_size=n_numbers))
    quality = data.draw(st.lists(MEASURE, min_size=n_places, max_size=n_places))
    arguments = (
        np.array(measures, dtype=np.float64).reshape(n_places, n_measures),
        np.array(quality, dtype=np.float64),
        data.draw(st.integers(0, n_places)),
        n_neighbors,
    )
    native, reference = both(settings_with())
    expected = reference.rate_novelty(*arguments)
    found = native.rate_novelty(*arguments)
    assert_equal_arrays(
        {"novelty": found[0], "n_beaten": found[1]}, {"novelty": expected[0], "n_beaten": expected[1]}
    )
