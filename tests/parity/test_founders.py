"""Founders."""

from hypothesis import given
from tests.parity.backends import CASES, both
from tests.parity.evolving import assert_equal_arrays, columns_of
from tests.parity.strategies import Settings, settings_strategy


@CASES
@given(settings_strategy())
def test_founders_are_equal(settings: Settings) -> None:
    native, reference = both(settings)
    (ours, our_ledger), (theirs, their_ledger) = native.found(), reference.found()
    assert_equal_arrays(columns_of("founders", ours), columns_of("founders", theirs))
    assert our_ledger == their_ledger
    assert (len(ours), ours.n_inputs, ours.n_outputs) == (len(theirs), theirs.n_inputs, theirs.n_outputs)
