"""CMA-ES over the weights of dense networks: what it learns, how it starts again, and how it is kept."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Config, Evolution, backends
from speciate.backends import dense
from speciate.errors import CheckpointError, ConfigError
from speciate.evolution.algorithms.cma_es import CmaEsAlgorithm, _costs
from speciate.evolution.memories.cma_es import CmaMemory, Distributions
from speciate.values.evaluated import Evaluated


def evolution(covariance: str = "full", **changes: Any) -> Evolution:
    config = {
        "algorithm": "cma_es",
        "population_size": 20,
        "seed": 2,
        "backend": "reference",
        "dense": {"hidden_layers": [2]},
        "cma_es": {"covariance": covariance},
    }
    return Evolution(config | changes, n_inputs=3, n_outputs=2)


def told(evolution: Evolution, n_generations: int, scale: float = 1.0) -> float:
    """The best of the last generation on an ellipsoid around 0.5, whose axes differ a thousandfold."""
    best = -np.inf
    for _ in range(n_generations):
        evolution.ask()
        weights = dense.own(evolution.population).weights.astype(np.float64)
        axes = np.logspace(0.0, 3.0, weights.shape[1])
        fitness = -scale * (axes * (weights - 0.5) ** 2).sum(axis=1)
        best = float(fitness.max())
        evolution.tell(fitness)
    return best


@pytest.mark.parametrize("covariance", ["full", "diagonal"])
def test_it_finds_the_bottom_of_an_ellipsoid(covariance: str) -> None:
    assert told(evolution(covariance), 200) > -1e-4


def test_it_starts_again_where_nothing_is_left_to_learn() -> None:
    once = evolution()
    told(once, 60, scale=0.0)
    assert once.metrics["n_restarts"] == 1
    assert once.metrics["sigma"] == pytest.approx(0.5, rel=0.9)


def test_whoever_failed_does_not_attract_the_search() -> None:
    once = evolution()
    for _ in range(60):
        once.ask()
        weights = dense.own(once.population).weights
        once.tell(weights[:, 0], failed=weights[:, 0] > 1.0)
    assert 0.5 < float(dense.own(once.champion.genome).weights[0, 0]) <= 1.0
    assert 0.5 < once.snapshot().arrays["cma.mean"][0] < 1.1


def test_whoever_failed_is_worse_than_the_worst() -> None:
    once = evolution(population_size=4)
    failed = np.array([False, True, False, False])
    costs = _costs(Evaluated(once.population, np.array([[3.0], [0.0], [-2.0], [1.0]]), failed))
    assert costs[[0, 2, 3]].tolist() == [-3.0, 2.0, -1.0]
    assert costs[1] > 2.0
    everybody = np.ones(4, dtype=np.bool_)
    assert _costs(Evaluated(once.population, np.zeros((4, 1)), everybody)).tolist() == [0.0] * 4


def test_every_start_is_at_another_founder() -> None:
    config = evolution().config
    algorithm = CmaEsAlgorithm(config, 3, 2)
    founders = backends.create("reference").dense(config.steps(3, 2)).found().weights
    for n_restarts, row in ((0, 0), (1, 1), (19, 19), (20, 0)):
        assert algorithm._start(n_restarts).tolist() == founders[row].tolist()


def test_a_generation_in_which_all_failed_changes_nothing_but_the_draw() -> None:
    once = evolution()
    first = dense.own(once.population).weights
    once.ask()
    once.tell(np.zeros(20), failed=np.ones(20, dtype=np.bool_))
    assert (dense.own(once.population).weights != first).any()


@pytest.mark.parametrize("covariance", ["full", "diagonal"])
def test_a_snapshot_goes_on_bit_for_bit(covariance: str) -> None:
    once = evolution(covariance)
    told(once, 7)
    again = Evolution(once.config, n_inputs=3, n_outputs=2, snapshot=once.snapshot())
    told(once, 5)
    told(again, 5)
    assert (dense.own(once.population).weights == dense.own(again.population).weights).all()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("cma.mean", np.full(14, np.nan), "cma.mean are not all finite"),
        ("cma.mean", np.zeros(13), "shape"),
        ("cma.covariance", np.zeros(7), "shape"),
        ("cma.covariance", -np.ones(105), "no positive width"),
        ("cma.covariance", np.full(105, 1e200), "numbers above 1e\\+100"),
        ("cma.mean", np.full(14, -1e200), "numbers above 1e\\+100"),
    ],
)
def test_a_damaged_distribution_is_refused(name: str, value: Any, message: str) -> None:
    once = evolution()
    told(once, 2)
    snapshot = once.snapshot()
    snapshot.arrays[name] = value
    with pytest.raises(CheckpointError, match=message):
        Evolution(once.config, n_inputs=3, n_outputs=2, snapshot=snapshot)


def test_a_step_size_of_zero_is_refused() -> None:
    once = evolution()
    snapshot = once.snapshot()
    snapshot.scalars["cma_sigma"] = 0.0
    with pytest.raises(CheckpointError, match="no positive width"):
        Evolution(once.config, n_inputs=3, n_outputs=2, snapshot=snapshot)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"objectives": ["a", "b"]}, "takes one objective"),
        ({"selection": {"survival": "elitist"}}, "selection.survival"),
        ({"cma_es": {"initial_sigma": 0.0}}, "cma_es.initial_sigma"),
    ],
)
def test_what_does_not_go_with_it_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        evolution(**changes)


def test_a_run_balances_a_pole_and_is_loaded_again(tmp_path: Path) -> None:
    pytest.importorskip("speciate._native")
    config = Config(environment="cart_pole", algorithm="cma_es", population_size=20, seed=1)
    run = speciate.train(config=config, run_directory=tmp_path / "run", quiet=True)
    assert run.solved
    assert speciate.load(tmp_path / "run").champion_results == run.champion_results


@pytest.mark.parametrize("full", [True, False])
def test_nothing_of_the_library_is_lost_between_two_generations(full: bool) -> None:  # noqa: FBT001
    """An optimizer that is kept and one that is rebuilt from its memory in each generation learn the same."""
    distributions = Distributions(n_weights=6, population_size=12, sigma=0.5, full=full)
    memory = distributions.started(np.full(6, 0.3), 0)
    kept = distributions.optimizer(memory)
    for generation in range(30):
        rows = distributions.sampled(memory, np.random.RandomState(generation))
        costs = (np.arange(1.0, 7.0) * rows**2).sum(axis=1)
        rebuilt = distributions.optimizer(memory)
        for optimizer in (kept, rebuilt):
            optimizer.tell(list(zip(rows, costs, strict=True)))
        memory = distributions.memory_of(rebuilt, 0)
        expected = distributions.memory_of(kept, 0)
        for name, array in expected.arrays.items():
            np.testing.assert_allclose(memory.arrays[name], array, rtol=1e-9, atol=1e-12, err_msg=name)
        assert memory.sigma == pytest.approx(expected.sigma)
        assert memory.step == generation + 1


def test_the_memory_of_a_start_is_the_same_every_time() -> None:
    memories = [evolution()._state.memory for _ in range(2)]
    first, second = (memory for memory in memories if isinstance(memory, CmaMemory))
    assert all((first.arrays[name] == second.arrays[name]).all() for name in first.arrays)
