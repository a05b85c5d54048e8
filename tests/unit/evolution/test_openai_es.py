"""OpenAI's evolution strategy: mirrored genomes, the gradient, its optimizers, and what is refused."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from speciate import Config, Evolution
from speciate.backends import dense
from speciate.config.evolution_strategies import OpenaiEs
from speciate.errors import CheckpointError, ConfigError
from speciate.evolution.algorithms.openai_es import centred_ranks, gradient
from speciate.evolution.memories.openai_es import OpenaiMemory, Optimizers
from speciate.values.types import Float64s

PUSH = np.array([3.0, -4.0, 0.0])


def evolution(size: int = 20, **changes: Any) -> Evolution:
    config = {
        "algorithm": "openai_es",
        "population_size": size,
        "seed": 2,
        "backend": "reference",
        "dense": {"hidden_layers": [2]},
    }
    return Evolution(config | changes, n_inputs=3, n_outputs=2)


def told(once: Evolution, n_generations: int) -> float:
    """The mean of the last generation around 0.5, where one axis weighs ten times the other."""
    for _ in range(n_generations):
        once.ask()
        weights = dense.own(once.population).weights.astype(np.float64)
        axes = np.linspace(1.0, 10.0, weights.shape[1])
        fitness = -(axes * (weights - 0.5) ** 2).sum(axis=1)
        once.tell(fitness)
    return float(fitness.mean())


def mean_of(once: Evolution) -> Float64s:
    return once.snapshot().arrays["openai_es.mean"]


def optimizers(**settings: Any) -> Optimizers:
    return Optimizers(OpenaiEs(**settings), n_weights=3, limit=8.0)


@pytest.mark.parametrize("optimizer", ["adam", "clipup"])
def test_it_finds_the_bottom_of_a_bowl(optimizer: str) -> None:
    decay = {"perturbation_sigma_decay": 0.98, "learning_rate_decay": 0.98}
    once = evolution(openai_es={"optimizer": optimizer} | decay)
    told(once, 300)
    np.testing.assert_allclose(mean_of(once), 0.5, atol=0.1)


@pytest.mark.parametrize("size", [2, 8, 9])
def test_genomes_lie_opposite_each_other_and_an_odd_one_is_the_mean(size: int) -> None:
    once = evolution(size)
    told(once, 3)
    weights, mean = dense.own(once.population).weights, mean_of(once)
    pairs = weights[: size - size % 2].reshape(-1, 2, weights.shape[1]).astype(np.float64)
    np.testing.assert_allclose(pairs.mean(axis=1), np.broadcast_to(mean, pairs[:, 0].shape), atol=1e-6)
    assert (pairs[:, 0] != pairs[:, 1]).all()
    if size % 2:
        assert weights[-1].tolist() == mean.astype(np.float32).tolist()


def test_the_population_is_of_two_genomes_from_on() -> None:
    once = evolution(2)
    told(once, 50)
    assert np.isfinite(mean_of(once)).all()


def test_ranks_are_centred() -> None:
    assert centred_ranks(5).tolist() == [0.5, 0.25, 0.0, -0.25, -0.5]
    assert centred_ranks(2).tolist() == [0.5, -0.5]


def test_the_gradient_adds_row_after_row() -> None:
    memory = replace(optimizers().started(np.array([0.1, 0.2, 0.3])), sigma=0.5)
    rows = np.random.default_rng(1).normal(size=(101, 3)).astype(np.float32)
    utilities = centred_ranks(101)
    expected = [0.0] * 3
    for utility, row in zip(utilities.tolist(), rows.tolist(), strict=True):
        for k in range(3):
            expected[k] += utility * (row[k] - memory.mean[k].item())
    assert gradient(memory, rows, utilities).tolist() == [total / (101 * 0.5) for total in expected]


def test_the_first_step_of_adam_moves_each_weight_by_the_learning_rate() -> None:
    one = optimizers(learning_rate=0.1)
    moved = one.moved(one.started(np.zeros(3)), PUSH)
    np.testing.assert_allclose(moved.mean, [0.1, -0.1, 0.0], rtol=1e-6)
    assert moved.step == 1


def test_adam_is_that_of_its_paper() -> None:
    one = optimizers(learning_rate=0.1, momentum=0.8)
    memory, first, second, mean = one.started(np.zeros(3)), 0.0, 0.0, 0.0
    for step, push in enumerate([3.0, -1.0, 0.5, 2.0], start=1):
        memory = one.moved(memory, np.array([push, 0.0, 0.0]))
        first, second = 0.8 * first + 0.2 * push, 0.999 * second + 0.001 * push**2
        mean += 0.1 * (first / (1.0 - 0.8**step)) / (np.sqrt(second / (1.0 - 0.999**step)) + 1e-8)
        assert memory.mean[0] == pytest.approx(mean, rel=1e-9)


def test_the_steps_of_clipup_have_a_length_that_the_gradient_does_not_change() -> None:
    one = optimizers(optimizer="clipup", learning_rate=0.1)
    for scale in (1e-6, 1.0, 1e6):
        moved = one.moved(one.started(np.zeros(3)), scale * PUSH)
        np.testing.assert_allclose(moved.mean, [0.06, -0.08, 0.0], rtol=1e-9)
    assert not moved.square.any()


def test_the_longest_step_of_clipup_is_twice_the_learning_rate() -> None:
    one = optimizers(optimizer="clipup", learning_rate=0.1)
    memory = one.started(np.zeros(3))
    for _ in range(30):
        before, memory = memory, one.moved(memory, PUSH)
    assert np.sqrt(((memory.mean - before.mean) ** 2).sum()) == pytest.approx(0.2)


def test_an_open_learning_rate_of_clipup_keeps_genomes_fifteen_longest_steps_away() -> None:
    settings = OpenaiEs(optimizer="clipup", perturbation_sigma=0.3)
    started = Optimizers(settings, n_weights=100, limit=8.0).started(np.zeros(100))
    assert 15.0 * 2.0 * started.learning_rate == pytest.approx(0.3 * 10.0)


def test_weights_decay_in_proportion_to_the_learning_rate() -> None:
    one = optimizers(learning_rate=0.1, weight_decay=0.5)
    moved = one.moved(one.started(np.full(3, 2.0)), np.zeros(3))
    np.testing.assert_allclose(moved.mean, 1.9)


def test_the_mean_stays_within_the_limit_of_weights() -> None:
    one = optimizers(learning_rate=100.0)
    assert one.moved(one.started(np.zeros(3)), PUSH).mean.tolist() == [8.0, -8.0, 0.0]


def test_deviation_and_learning_rate_decay_until_their_least_values() -> None:
    one = optimizers(
        learning_rate=0.1,
        learning_rate_decay=0.5,
        least_learning_rate=0.03,
        perturbation_sigma=0.4,
        perturbation_sigma_decay=0.9,
        least_perturbation_sigma=0.35,
    )
    memory = one.started(np.zeros(3))
    found = []
    for _ in range(3):
        memory = one.decayed(memory)
        found.append((memory.learning_rate, memory.sigma))
    np.testing.assert_allclose(found, [(0.05, 0.36), (0.03, 0.35), (0.03, 0.35)])


def test_a_value_that_begins_below_its_least_one_stays() -> None:
    one = optimizers(learning_rate=1e-4, learning_rate_decay=0.5, perturbation_sigma=1e-3)
    memory = one.decayed(one.started(np.zeros(3)))
    assert (memory.learning_rate, memory.sigma) == (1e-4, 1e-3)


def test_metrics_are_those_that_a_generation_was_drawn_with() -> None:
    once = evolution(openai_es={"perturbation_sigma": 0.4, "perturbation_sigma_decay": 0.5})
    told(once, 1)
    assert (once.metrics["sigma"], once.snapshot().scalars["openai_es_sigma"]) == (0.4, 0.2)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("openai_es.mean", np.full(14, np.nan), "openai_es.mean are not all finite"),
        ("openai_es.mean", np.full(14, 9.0), "beyond weight_limit"),
        ("openai_es.mean", np.zeros(13), "shape"),
        ("openai_es.velocity", np.zeros(14, dtype=np.float32), "type float32"),
        ("openai_es.square", -np.ones(14), "impossible numbers"),
        ("openai_es.velocity", np.full(14, 1e300), "impossible numbers"),
    ],
)
def test_a_damaged_memory_is_refused(name: str, value: Any, message: str) -> None:
    once = evolution()
    told(once, 2)
    snapshot = once.snapshot()
    assert snapshot.arrays[name].shape == (14,)
    snapshot.arrays[name] = value
    with pytest.raises(CheckpointError, match=message):
        Evolution(once.config, n_inputs=3, n_outputs=2, snapshot=snapshot)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("openai_es_sigma", 0.0),
        ("openai_es_sigma", 1e9),
        ("openai_es_learning_rate", -1.0),
        ("openai_es_learning_rate", 1e200),
        ("openai_es_step", 0.5),
        ("openai_es_step", -1),
    ],
)
def test_damaged_numbers_are_refused(name: str, value: Any) -> None:
    snapshot = evolution().snapshot()
    snapshot.scalars[name] = value
    with pytest.raises(CheckpointError, match="openai_es"):
        Evolution(evolution().config, n_inputs=3, n_outputs=2, snapshot=snapshot)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"selection": {"survival": "elitist"}}, "selection.survival"),
        ({"openai_es": {"optimizer": "sgd"}}, "openai_es.optimizer"),
        ({"openai_es": {"perturbation_sigma": 0.0}}, "openai_es.perturbation_sigma"),
        ({"openai_es": {"learning_rate": 0.0}}, "openai_es.learning_rate"),
        ({"openai_es": {"learning_rate_decay": 1.5}}, "openai_es.learning_rate_decay"),
        ({"openai_es": {"momentum": 1.0}}, "openai_es.momentum"),
        ({"islands": {"n_islands": 2}}, "islands"),
    ],
)
def test_what_does_not_go_with_it_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        evolution(**changes)


def test_survival_is_left_to_it_with_several_objectives() -> None:
    settings: dict[str, Any] = {"algorithm": "openai_es", "objectives": ["a", "b"]}
    assert Config.build(settings).resolved().selection.survival == "generational"


def test_memories_are_not_changed_by_a_step() -> None:
    one = optimizers()
    memory = one.started(np.zeros(3))
    one.moved(memory, PUSH)
    assert isinstance(memory, OpenaiMemory)
    assert not any(array.any() for array in (memory.mean, memory.velocity, memory.square))
