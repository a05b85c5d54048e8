"""Crowding: rows that all lie on one front."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.parity.backends import CASES, both
from tests.parity.evolving import assert_equal_arrays, ranking_of
from tests.parity.strategies import settings_with


@CASES
@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=30))
def test_crowding_of_one_front_has_equal_bits(values: list[float]) -> None:
    first = np.array(values)
    objectives = np.stack([first, -first], axis=1)
    n = len(first)
    arguments = (objectives, np.zeros(n, np.bool_), np.zeros(n, np.uint32), np.arange(n, dtype=np.uint64))
    native, reference = both(settings_with(n_objectives=2))
    expected = reference.rank(*arguments)
    assert expected.fronts.tolist() == [0] * n
    assert_equal_arrays(ranking_of(native.rank(*arguments)), ranking_of(expected))
