"""SNES: its utilities, its learning rates, how its distribution moves, and what is refused."""

from math import exp, log
from typing import Any

import numpy as np
import pytest

from speciate import Config, Evolution
from speciate.backends import dense
from speciate.config.evolution_strategies import Snes
from speciate.errors import CheckpointError, ConfigError
from speciate.evolution.memories.snes import SeparableDistributions, SnesMemory, utilities_of
from speciate.values.types import Float64s


def evolution(size: int = 20, **changes: Any) -> Evolution:
    config = {
        "algorithm": "snes",
        "population_size": size,
        "seed": 2,
        "backend": "reference",
        "dense": {"hidden_layers": [2]},
    }
    return Evolution(config | changes, n_inputs=3, n_outputs=2)


def told(once: Evolution, n_generations: int) -> None:
    for _ in range(n_generations):
        once.ask()
        weights = dense.own(once.population).weights.astype(np.float64)
        axes = np.logspace(0.0, 3.0, weights.shape[1])
        once.tell(-(axes * (weights - 0.5) ** 2).sum(axis=1))


def arrays_of(once: Evolution) -> tuple[Float64s, Float64s]:
    arrays = once.snapshot().arrays
    return arrays["snes.mean"], arrays["snes.sigma"]


def distributions(n_weights: int = 3, **settings: Any) -> SeparableDistributions:
    return SeparableDistributions(Snes(**settings), n_weights, 8.0)


def test_it_finds_the_bottom_of_an_ellipsoid_whose_axes_differ_a_thousandfold() -> None:
    once = evolution()
    told(once, 300)
    mean, sigma = arrays_of(once)
    np.testing.assert_allclose(mean, 0.5, atol=0.02)
    assert sigma[0] > 2.0 * sigma[-1]


def test_utilities_are_those_of_the_paper() -> None:
    raw = [max(0.0, log(3.0 + 1.0) - log(place)) for place in range(1, 7)]
    expected = [one / sum(raw) - 1.0 / 6.0 for one in raw]
    np.testing.assert_allclose(utilities_of(6), expected, rtol=1e-12)
    assert utilities_of(2).tolist() == [0.5, -0.5]
    for n in (2, 3, 50, 501):
        assert abs(utilities_of(n).sum()) < 1e-12


def test_the_learning_rate_of_step_sizes_is_that_of_the_paper() -> None:
    assert distributions(100).step_size_learning_rate == pytest.approx((3.0 + log(100.0)) / 50.0)
    assert distributions(100, step_size_learning_rate=0.25).step_size_learning_rate == 0.25


def test_mean_and_step_sizes_move_by_what_the_rows_say() -> None:
    one = distributions(step_size_learning_rate=0.4, mean_learning_rate=0.5)
    memory = SnesMemory(np.array([0.0, 1.0, -1.0]), np.array([0.5, 0.25, 1.0]))
    rows = np.array([[1.0, 1.0, -1.0], [0.0, 1.25, -2.0]], dtype=np.float32)
    moved = one.moved(memory, rows, np.array([0.5, -0.5]))
    # the steps are (2, 0, 0) and (0, 1, -1)
    np.testing.assert_allclose(moved.mean, [0.25, 1.0 - 0.0625, -1.0 + 0.25], rtol=1e-12)
    factors = [exp(0.2 * 0.5 * 4.0), exp(-0.2 * 0.5), exp(-0.2 * 0.5)]
    np.testing.assert_allclose(moved.sigma, memory.sigma * factors, rtol=1e-6)


def test_the_sums_add_row_after_row() -> None:
    one, rows = distributions(), np.random.default_rng(1).normal(size=(99, 3)).astype(np.float32)
    memory, utilities = SnesMemory(np.full(3, 0.1), np.full(3, 0.7)), utilities_of(99)
    expected = [0.0] * 3
    for utility, row in zip(utilities.tolist(), rows.tolist(), strict=True):
        for k in range(3):
            expected[k] += utility * ((row[k] - 0.1) / 0.7)
    moved = one.moved(memory, rows, utilities)
    assert moved.mean.tolist() == [0.1 + 0.7 * total for total in expected]


def test_step_sizes_neither_vanish_nor_explode() -> None:
    one = distributions(step_size_learning_rate=10.0)
    for sigma, rows in ((1e-9, [[0.0] * 3, [1.0] * 3]), (1000.0, [[8.0] * 3, [0.0] * 3])):
        memory = SnesMemory(np.zeros(3), np.full(3, sigma))
        for _ in range(3):
            memory = one.moved(memory, np.array(rows, dtype=np.float32), np.array([0.5, -0.5]))
        assert ((memory.sigma >= 1e-9) & (memory.sigma <= 1000.0)).all()


@pytest.mark.parametrize("size", [2, 3])
def test_the_smallest_populations_go_on(size: int) -> None:
    once = evolution(size)
    told(once, 60)
    mean, sigma = arrays_of(once)
    assert np.isfinite(mean).all()
    assert (sigma > 0.0).all()


def test_the_metric_sigma_is_the_mean_of_the_step_sizes_of_a_generation() -> None:
    once = evolution(snes={"first_step_size": 0.4})
    told(once, 1)
    assert once.metrics["sigma"] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("snes.mean", np.full(14, np.inf), "snes.mean are not all finite"),
        ("snes.mean", np.full(14, -9.0), "beyond weight_limit"),
        ("snes.sigma", np.zeros(14), "snes.sigma are not all from 1e-09 to 1000"),
        ("snes.sigma", np.full(14, 2000.0), "snes.sigma are not all from 1e-09 to 1000"),
        ("snes.sigma", np.ones(13), "shape"),
    ],
)
def test_a_damaged_distribution_is_refused(name: str, value: Any, message: str) -> None:
    once = evolution()
    told(once, 2)
    snapshot = once.snapshot()
    assert snapshot.arrays[name].shape == (14,)
    snapshot.arrays[name] = value
    with pytest.raises(CheckpointError, match=message):
        Evolution(once.config, n_inputs=3, n_outputs=2, snapshot=snapshot)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"selection": {"survival": "mixed"}}, "selection.survival"),
        ({"snes": {"first_step_size": 0.0}}, "snes.first_step_size"),
        ({"snes": {"mean_learning_rate": 0.0}}, "snes.mean_learning_rate"),
        ({"snes": {"step_size_learning_rate": -1.0}}, "snes.step_size_learning_rate"),
        ({"islands": {"n_islands": 2}}, "islands"),
    ],
)
def test_what_does_not_go_with_it_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        evolution(**changes)


def test_survival_is_left_to_it_with_several_objectives() -> None:
    settings: dict[str, Any] = {"algorithm": "snes", "objectives": ["a", "b"]}
    assert Config.build(settings).resolved().selection.survival == "generational"
