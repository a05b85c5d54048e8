"""Fronts and the order they give."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parity.backends import CASES, both
from tests.parity.evolving import assert_equal_arrays, ranking_of
from tests.parity.objectives import ANY, TIES, evaluated
from tests.parity.strategies import settings_with


@CASES
@given(st.one_of(evaluated(TIES), evaluated(ANY)))
def test_rankings_are_equal(values: tuple[Any, ...]) -> None:
    native, reference = both(settings_with())
    assert_equal_arrays(ranking_of(native.rank(*values)), ranking_of(reference.rank(*values)))


@pytest.mark.parametrize("n_objectives", [1, 2, 3, 6])
def test_rankings_of_many_genomes_are_equal(n_objectives: int) -> None:
    generator = np.random.default_rng(n_objectives)
    objectives = np.round(generator.normal(size=(400, n_objectives)), 1)
    values = (objectives, np.zeros(400, np.bool_), np.zeros(400, np.uint32), np.arange(400, dtype=np.uint64))
    native, reference = both(settings_with())
    assert_equal_arrays(ranking_of(native.rank(*values)), ranking_of(reference.rank(*values)))
