"""The ledger."""

import pytest

from speciate.values.generation import Ledger
from speciate.values.innovation import Innovations, Split


def test_equal_changes_in_one_generation_get_equal_numbers() -> None:
    innovations = Innovations(Ledger(10, 5))
    assert innovations.connection(1, 3) == 10
    assert innovations.connection(3, 1) == 11
    assert innovations.connection(1, 3) == 10
    assert innovations.split(4) == innovations.split(4) == Split(5, 12, 13)
    assert innovations.ledger() == Ledger(14, 6)


def test_the_same_change_in_a_later_generation_gets_a_number_never_used() -> None:
    first = Innovations(Ledger(10, 5))
    used = {first.connection(1, 3), first.split(4).innovation_in, first.split(4).innovation_out}
    later = Innovations(first.ledger())
    assert later.connection(1, 3) not in used
    assert later.split(4).node_id == 6


def test_running_out_of_numbers_is_an_error() -> None:
    with pytest.raises(ValueError, match="innovations of this run are used"):
        Innovations(Ledger(2**32 - 1, 5)).connection(0, 1)
    with pytest.raises(ValueError, match="node ids of this run are used"):
        Innovations(Ledger(10, 2**32 - 1)).split(0)
