"""What the networks of a generation have seen: the rows that count, and what is refused."""

import pickle
from functools import reduce
from typing import Any

import numpy as np
import pytest

from speciate import Evolution
from speciate.errors import CheckpointError, EvaluationError, ShapeError, StateError
from speciate.values.normalization import Moments
from speciate.values.snapshot import Snapshot

ON = {"population_size": 4, "backend": "reference", "network": {"normalize_observations": True}}


def evolution(**changes: Any) -> Evolution:
    return Evolution(ON | changes, n_inputs=2, n_outputs=1)


def told(**more: Any) -> Evolution:
    one = evolution()
    one.ask().forward(np.arange(8.0).reshape(4, 2))
    one.tell(np.arange(4.0), **more)
    return one


def known(one: Evolution) -> Moments:
    assert one.moments is not None
    return one.moments


def test_networks_see_observations_as_they_are_before_anything_was_seen() -> None:
    one, off = evolution(), evolution(network={})
    seen = np.array([0.25, -0.5], dtype=np.float32)
    assert known(one).count == 0
    assert off.moments is None
    assert one.ask().forward(seen) == pytest.approx(off.ask().forward(seen))


def test_what_is_told_goes_before_what_the_networks_have_seen() -> None:
    given = Moments(3, np.array([5.0, 6.0]), np.array([1.0, 2.0]))
    assert known(told()).count == 4
    assert known(told(moments=given)).count == 3
    assert known(told(moments=given)).means.tolist() == [5.0, 6.0]


def test_what_copies_in_other_processes_have_seen_gives_the_same_bits() -> None:
    one, other = evolution(), evolution()
    seen = np.random.default_rng(0).normal(size=(4, 3, 2))
    one.ask().forward(seen)
    one.tell(np.arange(4.0))
    copies = [pickle.loads(pickle.dumps(network)) for network in other.ask()]  # noqa: S301
    for copy, observations in zip(copies, seen, strict=True):
        copy.forward(observations)
    parts = [copy.observed.of(0) for copy in copies]
    other.tell(np.arange(4.0), moments=reduce(lambda a, b: a.merged(b), parts))
    assert known(one).count == known(other).count == 12
    assert known(one).means.tobytes() == known(other).means.tobytes()
    assert known(one).squares.tobytes() == known(other).squares.tobytes()


def test_what_was_seen_outlives_a_change_of_the_task() -> None:
    one = told()
    one.ask().forward([1.0, 1.0])
    one.tell(np.arange(4.0), afresh=True)
    assert known(one).count == 8


def test_the_networks_of_the_archive_do_not_count() -> None:
    one = evolution(objectives=["a", "b"], evaluations=1, archive={"archive_episodes": 2})
    one.ask()
    one.tell(np.random.default_rng(0).random((4, 2)))
    archived = one.ask_archive()
    assert archived is not None
    assert archived.normalization is not None
    archived.forward([1.0, 2.0])
    one.ask()
    one.tell(np.zeros((4, 2)), archive=np.zeros((len(archived), 2)))
    assert known(one).count == 0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (5, "moments = 5: expected Moments, as networks.observed"),
        (Moments.nothing(3), "moments of 3 inputs; expected 2"),
        (Moments(1, np.zeros(2), np.zeros(3)), "moments of inputs without a sum of squares each"),
        (Moments(1, np.array([np.nan, 0.0]), np.zeros(2)), "moments have means that are not finite"),
        (Moments(1, np.zeros(2), np.array([-1.0, 0.0])), "squares that are none or below 0"),
        (Moments(1, np.zeros(2), np.array([np.inf, 0.0])), "squares that are none or below 0"),
    ],
)
def test_what_are_no_moments_is_refused(given: Any, message: str) -> None:
    one = evolution()
    one.ask()
    with pytest.raises((ShapeError, EvaluationError), match=message):
        one.tell(np.arange(4.0), moments=given)
    assert one.generation == 0


def test_moments_without_a_normalisation_are_refused() -> None:
    one = evolution(network={})
    one.ask()
    with pytest.raises(StateError, match=r"network\.normalize_observations is false; leave them out"):
        one.tell(np.arange(4.0), moments=Moments.nothing(2))


def test_a_snapshot_without_its_moments_or_with_strange_ones_is_refused() -> None:
    snapshot = told().snapshot()
    rest = {name: array for name, array in snapshot.arrays.items() if not name.startswith("moments")}
    for arrays, config, message in (
        (rest, ON, "the snapshot has no 'moments:means'"),
        (snapshot.arrays, ON | {"network": {}}, "arrays that belong to nothing: moments:means"),
    ):
        with pytest.raises(CheckpointError, match=message):
            Evolution(config, n_inputs=2, n_outputs=1, snapshot=Snapshot(arrays, snapshot.scalars))


def test_the_grid_sees_normalised_observations() -> None:
    one = evolution(
        algorithm="map_elites", measures=["x"], map_elites={"grid_lower": [0.0], "grid_upper": [4.0]}
    )
    one.ask().forward(np.arange(8.0).reshape(4, 2))
    one.tell(np.arange(4.0), measures=np.arange(4.0))
    normalization = one.grid.networks.normalization
    assert normalization is not None
    assert normalization.shifts.tolist() == [3.0, 4.0]
