"""Polishing a champion: better weights, the same topology, and never a worse network."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Config, FunctionEnvironment, Networks, Run, polish
from speciate.cli.main import main
from speciate.errors import ConfigError
from speciate.storage import genomes
from speciate.values import episodes

TARGET = np.array([0.3, -0.7], dtype=np.float32)


def near_target(networks: Networks) -> Any:
    """How close the outputs of one observation come to a target; a sum that NEAT does not reach by chance."""
    outputs = networks.forward(np.ones((len(networks), 2), dtype=np.float32))
    return -((outputs - TARGET) ** 2).sum(axis=1)


def run_of(algorithm: str, function: Any = near_target, **changes: Any) -> Run:
    environment = FunctionEnvironment(function, n_inputs=2, n_outputs=2, results=["closeness"])
    config = {"algorithm": algorithm, "population_size": 10, "generations": 3, "backend": "reference"}
    return speciate.train(environment, config=config | changes, quiet=True)


@pytest.mark.parametrize("algorithm", ["neat", "genetic"])
def test_weights_get_better_and_the_topology_stays(algorithm: str) -> None:
    run = run_of(algorithm)
    polished = polish(run, evaluations=800)
    # CMA-ES goes other ways with another LAPACK, and how near it comes depends on them
    assert polished.results["closeness"] > 0.1 * polished.before["closeness"]
    assert polished.before == run.champion_results
    before, after = run.champion.genome.columns(), polished.network.genome.columns()
    changed = {name for name in before if (before[name] != after[name]).any()}
    assert changed - {"ids"} <= {"weight", "node_bias", "weights"}
    assert 780 < polished.n_evaluations <= 800


def test_a_network_that_cannot_get_better_is_given_back() -> None:
    def constant(networks: Networks) -> Any:
        return np.zeros(len(networks))

    run = run_of("neat", constant)
    polished = polish(run, evaluations=40)
    before, after = run.champion.genome.columns(), polished.network.genome.columns()
    assert all((before[name] == after[name]).all() for name in before if name != "ids")


def test_training_episodes_search_and_validation_episodes_choose() -> None:
    seeds: list[int] = []

    def seeded(networks: Networks, seed: int) -> Any:
        seeds.append(seed)
        return near_target(networks)

    environment = FunctionEnvironment(seeded, n_inputs=2, n_outputs=2, seeded=True)
    config = {"population_size": 10, "generations": 2, "backend": "reference", "evaluations": 2}
    run = speciate.train(environment, config=config | {"validation_episodes": 3}, seed=9, quiet=True)
    seeds.clear()
    polish(run, evaluations=30, population_size=10)
    training = [episodes.training_seeds(9, generation, 2).tolist() for generation in (2, 3, 4)]
    assert seeds == [*itertools.chain(*training), *episodes.validation_seeds(9, 3).tolist()]


def test_a_minimised_result_becomes_smaller() -> None:
    def distance(networks: Networks) -> Any:
        return -near_target(networks)

    polished = polish(run_of("neat", distance, directions=["min"]), evaluations=400)
    assert polished.results["closeness"] < 0.1 * polished.before["closeness"]


def test_the_same_seed_gives_the_same_weights() -> None:
    weights = [polish(run_of("neat"), evaluations=80, seed=5).network.genome.columns() for _ in range(2)]
    assert all((weights[0][name] == weights[1][name]).all() for name in weights[0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"evaluations": 3}, "evaluations = 3: expected at least 9, one generation of CMA-ES for 6 weights"),
        ({"population_size": 2}, "population_size = 2"),
        ({"initial_sigma": 0.0}, "initial_sigma = 0.0"),
        ({"initial_sigma": float("nan")}, "initial_sigma = nan"),
        ({"seed": -1}, "seed = -1"),
    ],
)
def test_arguments_out_of_range_are_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        polish(run_of("neat"), **arguments)


def test_the_command_saves_the_network_and_compares_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("speciate._native")
    config = Config(environment="arena", population_size=20, generations=2, objectives=("fitness",))
    run = speciate.train(config=config, run_directory=tmp_path / "run", quiet=True)
    assert main(["polish", str(tmp_path / "run"), "--evaluations", "100"]) == 0
    out = capsys.readouterr().out
    assert "polished.safetensors" in out
    assert "champion" in out
    assert "\npolished" in out
    saved = genomes.load(tmp_path / "run" / "polished.safetensors", run.evolution.backend)
    assert (saved.sizes == run.champion.genome.sizes).all()
    assert main(["polish", str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_what_converges_early_says_how_much_was_evaluated() -> None:
    polished = polish(run_of("neat"), evaluations=1_000_000)
    assert 100 < polished.n_evaluations < 100_000
