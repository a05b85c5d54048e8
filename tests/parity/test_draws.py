"""Draws, as they show in what both backends make of them."""

from hypothesis import given
from hypothesis import strategies as st
from tests.parity.backends import CASES, both
from tests.parity.evolving import assert_equal_arrays, columns_of
from tests.parity.strategies import settings_with


@CASES
@given(st.integers(0, 2**64 - 1))
def test_normal_deviates_have_equal_bits_for_every_seed(seed: int) -> None:
    genome = {"founder_weight_sigma": 1.0, "weight_limit": 100.0}
    native, reference = both(settings_with(seed=seed, n_inputs=40, genome=genome))
    assert_equal_arrays(
        columns_of("founders", native.found()[0]), columns_of("founders", reference.found()[0])
    )


@CASES
@given(st.integers(0, 2**64 - 1), st.integers(1, 60))
def test_whole_numbers_below_a_bound_are_equal(seed: int, n_inputs: int) -> None:
    settings = settings_with(seed=seed, n_inputs=n_inputs, genome={"founders": "one_input"})
    native, reference = both(settings)
    expected = reference.found()[0].columns()["source"].tolist()
    assert native.found()[0].columns()["source"].tolist() == expected
