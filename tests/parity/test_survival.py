"""Who survives."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parity.backends import CASES, both
from tests.parity.objectives import ANY, TIES, evaluated
from tests.parity.strategies import settings_with


@pytest.mark.parametrize("survival", ["generational", "elitist", "mixed"])
@CASES
@given(
    values=st.one_of(evaluated(TIES), evaluated(ANY)),
    fraction=st.floats(0.0, 1.0),
    carried=st.floats(0.0, 1.0),
    generation=st.integers(0, 2**32 - 1),
    population_size=st.integers(1, 40),
)
def test_survivors_are_equal(
    survival: str,
    values: tuple[Any, ...],
    fraction: float,
    carried: float,
    generation: int,
    population_size: int,
) -> None:
    selection = {"survival": survival, "survivor_fraction": fraction}
    native, reference = both(settings_with(population_size=population_size, selection=selection))
    objectives, failed = values[:2]
    n_carried = int(carried * len(failed))
    expected = reference.survive(objectives, failed, reference.rank(*values), n_carried, generation)
    found = native.survive(objectives, failed, native.rank(*values), n_carried, generation)
    assert found.tolist() == expected.tolist()
