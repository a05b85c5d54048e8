"""The numbers of a generation where these are large, or where there are many objectives."""

from typing import Any

import numpy as np
import pytest

from speciate import Neat
from speciate.evolution.volumes import MOST_EXACT, hypervolume, volume

N = 12


def neat(backend: str, **arguments: Any) -> Neat:
    return Neat(n_inputs=2, n_outputs=1, population_size=N, backend=backend, **arguments)


@pytest.mark.parametrize(("n_objectives", "error"), [(5, 1e-12), (6, 0.01), (10, 0.01), (31, 0.15)])
def test_the_hypervolume_of_many_objectives_is_soon_known_and_near_the_exact_one(
    n_objectives: int, error: float
) -> None:
    """Of boxes that share a corner and differ in one objective, the volume is that of the largest."""
    evolution = neat("reference", objectives=n_objectives)
    evolution.ask()
    heights = np.linspace(0.1, 1.0, N)
    told = np.ones((N, n_objectives))
    told[:, 0] = heights
    told[0] = 0.0  # the worst of the first generation is where volumes are measured from
    evolution.tell(told)
    volume = evolution.metrics["hypervolume"]
    assert volume == pytest.approx(1.0, rel=error)
    assert (volume == pytest.approx(1.0, rel=1e-12)) == (n_objectives <= MOST_EXACT)


@pytest.mark.parametrize("power", [-40, 3, 40])
@pytest.mark.parametrize("n_objectives", [6, 10])
def test_the_hypervolume_scales_with_the_units_of_an_objective(n_objectives: int, power: int) -> None:
    points = np.random.default_rng(0).random((30, n_objectives))
    plain = volume(points, np.zeros(n_objectives))
    points[:, 2] *= 2.0**power
    assert plain is not None
    assert volume(points, np.zeros(n_objectives)) == plain * 2.0**power


def test_the_hypervolume_of_the_largest_numbers_is_finite_and_that_of_nothing_above_is_zero() -> None:
    most = np.finfo(np.float64).max
    huge = volume(np.full((3, 7), most), np.full(7, -most))
    assert huge == most
    assert volume(np.zeros((3, 7)), np.zeros(7)) == 0.0
    assert volume(np.array([[1.0] * 6 + [0.0]]), np.zeros(7)) == 0.0


@pytest.mark.parametrize(("n_objectives", "error"), [(6, 0.03), (7, 0.03)])
def test_the_approximation_is_near_the_exact_volume_of_random_points(n_objectives: int, error: float) -> None:
    scales = np.logspace(-3, 3, n_objectives)
    points = np.random.default_rng(1).random((40, n_objectives)) * scales
    exact = hypervolume(points, np.zeros(n_objectives))
    assert volume(points, np.zeros(n_objectives)) == pytest.approx(exact, rel=error)


def test_random_points_of_ten_objectives_do_not_stop_a_run(backend: str) -> None:
    """Their exact volume takes hours."""
    evolution = neat(backend, objectives=10)
    volumes = []
    for generation in range(2):
        evolution.ask()
        evolution.tell(np.random.default_rng(generation).random((N, 10)))
        volumes.append(evolution.metrics["hypervolume"])
    assert 0.0 < volumes[0] < volumes[1] < 1.0


def test_the_hypervolume_of_more_objectives_than_can_be_measured_is_unknown() -> None:
    evolution = neat("reference", objectives=32)
    evolution.ask()
    evolution.tell(np.random.default_rng(0).random((N, 32)))
    assert evolution.metrics["hypervolume"] is None


def test_the_mean_of_the_largest_numbers_is_one_of_them(backend: str) -> None:
    evolution = neat(backend)
    evolution.ask()
    with np.errstate(all="raise"):
        evolution.tell(np.full(N, 1.5e308))
        assert evolution.metrics["mean"]["fitness"] == pytest.approx(1.5e308)


@pytest.mark.parametrize(("n_objectives", "is_exact"), [(2, True), (5, True), (6, False)])
def test_up_to_five_objectives_the_hypervolume_is_exact(n_objectives: int, is_exact: bool) -> None:  # noqa: FBT001
    points = np.random.default_rng(2).random((40, n_objectives))
    origin = np.zeros(n_objectives)
    assert (volume(points, origin) == hypervolume(points, origin)) is is_exact


def test_points_that_are_no_better_than_the_reference_change_no_approximation() -> None:
    points = np.random.default_rng(3).random((30, 7))
    as_good_in_one = np.full((1, 7), 100.0)
    as_good_in_one[0, 4] = 0.0
    expected = volume(points, np.zeros(7))
    assert volume(np.concatenate([points, as_good_in_one]), np.zeros(7)) == expected
