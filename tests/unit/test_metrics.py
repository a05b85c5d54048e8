"""The numbers of a generation where these are large, or where there are many objectives."""

from typing import Any

import numpy as np
import pytest

from speciate import Neat
from speciate.metrics import MOST_EXACT

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
    volume = evolution.metrics()["hypervolume"]
    assert volume == pytest.approx(1.0, rel=error)
    assert (volume == pytest.approx(1.0, rel=1e-12)) == (n_objectives <= MOST_EXACT)


def test_random_points_of_ten_objectives_do_not_stop_a_run(backend: str) -> None:
    """Their exact volume takes hours."""
    evolution = neat(backend, objectives=10)
    volumes = []
    for generation in range(2):
        evolution.ask()
        evolution.tell(np.random.default_rng(generation).random((N, 10)))
        volumes.append(evolution.metrics()["hypervolume"])
    assert 0.0 < volumes[0] < volumes[1] < 1.0


def test_the_hypervolume_of_more_objectives_than_can_be_measured_is_unknown() -> None:
    evolution = neat("reference", objectives=32)
    evolution.ask()
    evolution.tell(np.random.default_rng(0).random((N, 32)))
    assert evolution.metrics()["hypervolume"] is None


def test_the_mean_of_the_largest_numbers_is_one_of_them(backend: str) -> None:
    evolution = neat(backend)
    evolution.ask()
    with np.errstate(all="raise"):
        evolution.tell(np.full(N, 1.5e308))
        assert evolution.metrics()["mean"]["fitness"] == pytest.approx(1.5e308)
