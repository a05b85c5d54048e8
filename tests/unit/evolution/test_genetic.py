"""The genetic algorithm as users meet it: what it evolves, what it refuses, and how it is kept."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Config, Genetic
from speciate.backends import dense
from speciate.errors import CheckpointError, SpeciateError, StateError
from speciate.storage import genome_json
from speciate.values.types import Float32s

BACKENDS = ("native", "reference")


def weights_of(evolution: Genetic) -> Float32s:
    """The weights that are asked: float32 (n_genomes, n_weights)."""
    return dense.own(evolution.population).weights


def told(evolution: Genetic, n_generations: int) -> list[float]:
    """The best of each generation of a task whose optimum has all weights at 0.5."""
    best = []
    for _ in range(n_generations):
        evolution.ask()
        fitness = -((weights_of(evolution) - 0.5) ** 2).mean(axis=1)
        best.append(float(fitness.max()))
        evolution.tell(fitness)
    return best


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    if request.param == "native":
        pytest.importorskip("speciate._native")
    return str(request.param)


def genetic(backend: str, **arguments: Any) -> Genetic:
    given: dict[str, Any] = {
        "n_inputs": 3,
        "n_outputs": 2,
        "hidden_layers": [5],
        "population_size": 20,
        "seed": 1,
    }
    return Genetic(**given | {"backend": backend} | arguments)


def test_weights_approach_what_is_asked_of_them_and_the_best_is_never_lost(backend: str) -> None:
    best = told(genetic(backend), 40)
    assert best == sorted(best)
    assert best[-1] > 0.2 * best[0]


def test_founders_have_weights_by_fan_in_and_no_biases(backend: str) -> None:
    evolution = genetic(backend, n_inputs=40, hidden_layers=[10], population_size=100)
    weights, layers = weights_of(evolution), dense.own(evolution.population).layers.layers
    for layer, fan_in in zip(layers, (40, 10), strict=True):
        drawn = weights[:, layer.first_weight : layer.first_bias]
        assert drawn.std() == pytest.approx(fan_in**-0.5, rel=0.05)
        assert not weights[:, layer.first_bias : layer.first_bias + layer.n_nodes].any()


def test_elites_are_copied_and_the_others_mutate_at_the_rate_that_was_set(backend: str) -> None:
    settings = {"weight_crossover_rate": 0.0, "mutation_rate": 0.2, "mutation_sigma": 0.01, "elite_count": 3}
    evolution = genetic(backend, hidden_layers=[40], config={"genetic": settings})
    before = weights_of(evolution)
    evolution.ask()
    evolution.tell(np.arange(20.0))
    after = weights_of(evolution)
    assert (after[:3] == before[[19, 18, 17]]).all()
    changed = [(np.abs(before - row) > 0).mean(axis=1).min() for row in after[3:]]
    assert np.mean(changed) == pytest.approx(0.2, abs=0.02)


def test_whoever_failed_has_no_offspring(backend: str) -> None:
    settings = {"weight_crossover_rate": 1.0, "mutation_rate": 0.0}
    evolution = genetic(backend, config={"genetic": settings})
    before = weights_of(evolution)
    evolution.ask()
    evolution.tell(np.arange(20.0), failed=np.arange(20) != 7)
    assert (weights_of(evolution) == before[7]).all()


def test_a_population_that_stagnates_mutates_nearer_and_farther(backend: str) -> None:
    settings = {"weight_crossover_rate": 0.0, "mutation_rate": 1.0, "mutation_sigma": 0.01, "elite_count": 1}
    settings |= {"spread_generations": 1, "spread_growth": 10.0, "largest_spread": 10.0}
    evolution = genetic(backend, hidden_layers=[60], config={"genetic": settings})
    spreads = []
    for _ in range(3):
        before = weights_of(evolution)
        evolution.ask()
        evolution.tell(np.zeros(20))
        after = weights_of(evolution)[1:]
        sigmas = [np.abs(before - row).mean(axis=1).min() for row in after]
        spreads.append(max(sigmas) / min(sigmas))
    assert spreads[0] < 1.5  # the first generation improves on nothing
    assert 10.0 < spreads[2] < 150.0


def test_several_objectives_are_carried_and_archived(backend: str) -> None:
    evolution = genetic(backend, objectives=2)
    for _ in range(15):
        evolution.ask()
        weights = weights_of(evolution)
        evolution.tell(np.stack([-((weights - x) ** 2).mean(axis=1) for x in (0.0, 1.0)], axis=1))
    assert evolution.config.selection.survival == "elitist"
    assert evolution.metrics["hypervolume"] > 0.0
    assert len(evolution.pareto_front) > 3


def test_a_recurrent_network_remembers_its_hidden_layer_until_it_is_reset(backend: str) -> None:
    network = genetic(backend, config={"genome": {"recurrent": True}}).ask()[0]
    first, second = network.forward([1.0, 0.5, -1.0]), network.forward([1.0, 0.5, -1.0])
    assert network.recurrent
    assert (first != second).any()
    network.reset()
    assert (network.forward([1.0, 0.5, -1.0]) == first).all()


def test_a_snapshot_with_weights_that_do_not_fit_is_refused(backend: str) -> None:
    evolution = genetic(backend)
    told(evolution, 2)
    for change, message in (
        (lambda weights: weights[:, :-1], "32 weights"),
        (lambda weights: weights.astype(np.float64), "type float64"),
        (lambda weights: np.where(weights == weights[0, 0], np.float32(np.nan), weights), "no number"),
        (lambda weights: weights + np.float32(9.0), "weight_limit"),
    ):
        snapshot = evolution.snapshot()
        snapshot.arrays["asked.weights"] = change(snapshot.arrays["asked.weights"])
        with pytest.raises(CheckpointError, match=message):
            speciate.Evolution(evolution.config, n_inputs=3, n_outputs=2, snapshot=snapshot)


def test_a_genome_is_the_same_bits_after_json(backend: str) -> None:
    evolution = genetic(backend)
    text = genome_json.to_json(evolution.population, 4)
    genome = genome_json.from_json(text, evolution.backend, source="here")
    assert (dense.own(genome).weights[0] == weights_of(evolution)[4]).all()
    longer = text.replace('"biases": [', '"biases": [1.0, ')
    with pytest.raises(CheckpointError, match="biases"):
        genome_json.from_json(longer, evolution.backend, source="here")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"hidden_layers": [0]}, "dense.hidden_layers"),
        ({"hidden_layers": [2_000_000]}, "dense.hidden_layers"),
        ({"config": {"genetic": {"mutation_rate": 1.5}}}, "genetic.mutation_rate"),
        ({"config": {"genetic": {"tournament_size": 0}}}, "genetic.tournament_size"),
        ({"config": {"genetic": {"weight_crossover": "one_point"}}}, "genetic.weight_crossover"),
        ({"hidden_layers": [1_048_576, 1_048_576]}, "2\\*\\*31"),
    ],
)
def test_settings_out_of_range_are_refused(settings: dict[str, Any], message: str) -> None:
    pytest.importorskip("speciate._native")
    with pytest.raises(SpeciateError, match=message):
        genetic("native", **settings).ask()


def test_there_are_no_species(backend: str) -> None:
    evolution = genetic(backend)
    told(evolution, 1)
    with pytest.raises(StateError, match=r"species: algorithm = .genetic. has none"):
        _ = evolution.species


def test_a_run_is_kept_loaded_and_inspected(tmp_path: Path) -> None:
    pytest.importorskip("speciate._native")
    config = Config(environment="cart_pole", algorithm="genetic", generations=3, stop_when_solved=False)
    run = speciate.train(config=config, run_directory=tmp_path / "run", quiet=True)
    loaded = speciate.load(tmp_path / "run")
    observation = [0.1, -0.2, 0.03, 0.4]
    assert (loaded.champion.forward(observation) == run.champion.forward(observation)).all()
    assert str(dense.own(loaded.champion.genome).layers) == "4-16-2"
