"""The views that built-in environments declare."""

import numpy as np
import pytest

from speciate import Views
from speciate.environments.native import BuiltInEnvironment
from speciate.values.environment_record import ENVIRONMENTS


def views(name: str, **options: str) -> Views:
    found = BuiltInEnvironment(name, options, "reference").spec.views
    assert found is not None
    return found


@pytest.mark.parametrize("name", [name for name in ENVIRONMENTS.built_in if name not in {"arena", "retina"}])
def test_the_classic_tasks_have_none(name: str) -> None:
    assert BuiltInEnvironment(name, {}, "reference").spec.views is None


@pytest.mark.parametrize("preset", ["standard", "classic"])
def test_a_ray_of_the_arena_sees_its_own_values_the_state_and_two_neighbors_on_each_side(preset: str) -> None:
    looks = views("arena", preset=preset).looks
    observation = np.arange(1.0, 87.0, dtype=np.float32)
    seen = looks[4] @ observation  # down, along y
    rays = observation[:80].reshape(16, 5)
    neighbors = [rays[ray, value] for ray in (5, 3, 6, 2) for value in (0, 1, 3)]
    assert seen.tolist() == [*rays[4], 82.0, -81.0, 83.0, 84.0, 85.0, 86.0, *neighbors]
    assert looks[15, 11] @ observation == rays[0, 0]


def test_answers_of_the_arena_move_in_the_frame_of_the_ray_and_shoot_around_it() -> None:
    merges = views("arena").merges
    for output, ray in ((2, 12), (3, 4), (4, 8), (5, 0)):
        around = {(ray + offset) % 16: abs(offset) for offset in range(-2, 3)}
        for view in range(16):
            expected = [float(around.get(view) == distance) for distance in range(3)]
            assert merges[view, output].tolist() == [0.0, 0.0, *expected]
    turned = merges[4] @ np.array([2.0, 3.0, 0.0, 0.0, 0.0], dtype=np.float32)
    assert turned.tolist() == [-3.0, 2.0, 0.0, 0.0, 0.0, 0.0]


def test_both_halves_of_the_retina_are_seen_alike_and_answered_apart() -> None:
    found = views("retina")
    pixels = np.arange(8.0, dtype=np.float32)
    assert (found.looks @ pixels).tolist() == [[0.0, 1.0, 2.0, 3.0], [7.0, 6.0, 5.0, 4.0]]
    assert found.merges[:, :, 0].tolist() == [[1.0, 0.0], [0.0, 1.0]]
