"""Moments of observations in snapshots and journals: what was written is read again, and nothing else is."""

from typing import Any

import numpy as np
import pytest

from speciate.errors import CheckpointError
from speciate.parsing import strict_json
from speciate.storage import moments
from speciate.values.normalization import Moments
from speciate.values.snapshot import Snapshot

KNOWN = Moments(2**40, np.array([1.5, -1e300]), np.array([0.0, 5e-324]))


def test_a_snapshot_and_a_line_give_the_same_moments() -> None:
    for found in (moments.of_snapshot(moments.snapshot(KNOWN), 2), moments.of_table(moments.table(KNOWN))):
        assert found.count == KNOWN.count
        assert found.means.tobytes() == KNOWN.means.tobytes()
        assert found.squares.tobytes() == KNOWN.squares.tobytes()


def test_without_moments_a_snapshot_has_nothing() -> None:
    assert moments.snapshot(None) == Snapshot({}, {})


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("moments:means", np.array([1.0, np.nan]), "moments:means are not all finite"),
        ("moments:means", np.array([1.0]), r"shape \(1,\); expected float64 and \(2,\)"),
        ("moments:squares", np.array([1.0, -1.0]), "moments:squares are below 0; it is damaged"),
        ("moments:squares", np.array([1.0, np.inf]), "moments:squares are not all finite"),
        ("moments:squares", None, "the snapshot has no 'moments:squares'"),
        ("n_observed", -1, "n_observed is -1; expected a whole number from 0"),
        ("n_observed", 1.5, "n_observed is 1.5; expected a whole number from 0"),
        ("n_observed", None, "the snapshot has no 'n_observed'"),
    ],
)
def test_a_damaged_snapshot_is_refused(name: str, value: Any, message: str) -> None:
    whole = moments.snapshot(KNOWN)
    parts = [dict(whole.arrays), dict(whole.scalars)]
    changed = parts[name in whole.scalars]
    changed.pop(name)
    changed |= {} if value is None else {name: value}
    with pytest.raises(CheckpointError, match=message):
        moments.of_snapshot(Snapshot(*parts), 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"count": -1},
        {"count": 1.0},
        {"count": True},
        {"means": 5},
        {"means": "no base 64!"},
        {"means": moments.table(Moments(1, np.array([np.inf, 0.0]), np.zeros(2)))["means"]},
        {"squares": moments.table(Moments(1, np.zeros(1), np.zeros(1)))["squares"]},
        {"squares": moments.table(Moments(1, np.zeros(2), np.array([-1.0, 0.0])))["squares"]},
        {"more": 1},
    ],
)
def test_a_damaged_line_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        moments.of_table(moments.table(KNOWN) | changes)


@pytest.mark.parametrize("n_inputs", [1, 2, 1000])
def test_a_line_is_not_longer_than_the_journal_allows(n_inputs: int) -> None:
    largest = Moments(2**53, np.full(n_inputs, -1e308), np.full(n_inputs, 1e308))
    assert len(strict_json.dumps(moments.table(largest))) <= moments.longest(n_inputs)
