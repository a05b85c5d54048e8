"""HyperNEAT as users meet it: genomes are patterns, and dense networks play."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.support.threads import SEVERAL_BLOCKS

import speciate
from speciate import Config, Evolution
from speciate.backends.substrate import SubstrateBackend
from speciate.cli.main import main
from speciate.errors import ConfigError, ShapeError
from speciate.values.snapshot import Snapshot

RUNS: dict[str, dict[str, Any]] = {
    "one objective": {},
    "two objectives": {"objectives": ("a", "b")},
    "links": {"substrate": {"link_expression": True}},
    "islands": {"islands": {"n_islands": 2, "migration_generations": 2}},
}


def founded(backend: str, snapshot: Snapshot | None = None, **changes: Any) -> Evolution:
    settings: dict[str, Any] = {
        "algorithm": "hyperneat",
        "population_size": 14,
        "seed": 2,
        "dense": {"hidden_layers": (6,)},
        "mutation": {"add_node_rate": 0.5, "add_connection_rate": 0.5},
        "backend": backend,
    }
    return Evolution(Config(**settings | changes), n_inputs=4, n_outputs=2, snapshot=snapshot)


def told(evolution: Evolution, n_generations: int) -> Snapshot:
    for _ in range(n_generations):
        outputs = evolution.ask().forward(np.array([0.5, -1.0, 0.25, 1.0], dtype=np.float32))
        columns = [-np.abs(outputs - 0.3).sum(axis=1), -np.abs(outputs).sum(axis=1)]
        evolution.tell(np.stack(columns[: len(evolution.names)], axis=1).astype(np.float64))
    return evolution.snapshot()


def assert_equal_snapshots(one: Snapshot, other: Snapshot) -> None:
    assert one.scalars == other.scalars
    assert one.arrays.keys() == other.arrays.keys()
    for name, array in one.arrays.items():
        assert array.tobytes() == other.arrays[name].tobytes(), name


def test_networks_have_the_ends_of_the_environment_and_genomes_those_of_patterns(backend: str) -> None:
    evolution = founded(backend)
    networks = evolution.ask()
    assert (networks.n_inputs, networks.n_outputs) == (4, 2)
    assert networks.forward(np.zeros(4)).shape == (14, 2)
    assert networks[3].forward(np.zeros((5, 4))).shape == (5, 2)
    assert (evolution.population.n_inputs, evolution.population.n_outputs) == (5, 4)
    with pytest.raises(ShapeError, match=r"expected \(4,\)"):
        networks.forward(np.zeros(5))


def test_a_network_has_the_weights_that_its_pattern_draws(backend: str) -> None:
    evolution = founded(backend, genome={"activation": "identity", "output_activation": "identity"})
    told(evolution, 5)
    substrates = evolution.backend
    assert isinstance(substrates, SubstrateBackend)
    rows = substrates.weights(evolution.population)
    first, biases = rows[:, :24].reshape(14, 6, 4), rows[:, 24:30]
    second, last = rows[:, 30:42].reshape(14, 2, 6), rows[:, 42:]
    observation = np.array([0.1, 0.7, -0.4, 1.5])
    hidden = first @ observation + biases
    expected = np.einsum("noh,nh->no", second, hidden) + last
    np.testing.assert_allclose(evolution.ask().forward(observation), expected, rtol=1e-4, atol=1e-4)
    assert np.abs(rows).max() <= 3.0
    assert (rows == 0.0).any()


def test_a_pattern_that_copies_the_source_gives_weights_by_where_the_source_lies(backend: str) -> None:
    evolution = founded(backend, dense={"hidden_layers": ()}, substrate={"weight_threshold": 0.0})
    columns = dict(evolution.population.select(np.zeros(1, dtype=np.uint32)).columns())
    n_connections = len(columns["weight"])
    weights = np.zeros(n_connections, dtype=np.float32)
    weights[(columns["source"] == 0) & (columns["target"] == 5)] = 0.5  # source x to the output for weights
    columns |= {"weight": weights, "node_bias": np.zeros_like(columns["node_bias"])}
    backend_of_run = evolution.backend
    assert isinstance(backend_of_run, SubstrateBackend)
    row = backend_of_run.weights(backend_of_run.population(columns))[0]
    x = np.array([-1.0, -1 / 3, 1 / 3, 1.0])
    np.testing.assert_allclose(
        row, [*(3.0 * np.tanh(0.5 * x)), *(3.0 * np.tanh(0.5 * x)), 0.0, 0.0], atol=1e-5
    )


@pytest.mark.parametrize("kind", RUNS)
def test_both_backends_threads_and_resuming_give_the_same_bits(native: str, kind: str) -> None:
    several = RUNS[kind] | {"population_size": 2 * SEVERAL_BLOCKS}  # of one island, if there are two
    expected = told(founded("reference", **several), 3)
    for threads in (1, 3):
        assert_equal_snapshots(told(founded(native, threads=threads, **several), 3), expected)
    straight = told(founded("reference", **RUNS[kind]), 6)
    for cut in (0, 1, 4):
        begun = told(founded(native, **RUNS[kind]), cut)
        assert_equal_snapshots(told(founded(native, begun, **RUNS[kind]), 6 - cut), straight)


def test_patterns_are_asked_in_blocks_without_a_difference(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    evolution = founded(backend)
    substrates = evolution.backend
    assert isinstance(substrates, SubstrateBackend)
    at_once = substrates.weights(evolution.population)
    monkeypatch.setattr("speciate.backends.substrate._MOST_ANSWERS", 100)
    assert substrates.weights(evolution.population).tobytes() == at_once.tobytes()


def test_a_run_is_kept_loaded_resumed_and_inspected(
    native: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del native
    settings: dict[str, Any] = {"algorithm": "hyperneat", "stop_when_solved": False, "workers": 1}
    config = Config(environment="retina", generations=2, population_size=10, **settings)
    folder = tmp_path / "run"
    run = speciate.train(config=config, run_directory=folder, quiet=True)
    champion = speciate.load(folder).champion
    observation = np.array([1.0, -1.0] * 4)
    assert (champion.forward(observation) == run.champion.forward(observation)).all()
    assert speciate.resume(folder, generations=3, quiet=True).generation == 3
    assert main(["inspect", str(folder)]) == 0
    capsys.readouterr()
    assert main(["inspect", str(folder / "champion.safetensors"), "--genome", "0"]) == 0
    genome = json.loads(capsys.readouterr().out)
    assert (genome["n_inputs"], genome["n_outputs"]) == (5, 4)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"genome": {"recurrent": True}}, "genome.recurrent = true"),
        ({"substrate": {"input_x": (0.0, 1.0)}}, "input_x has 2 numbers, but there are 4 inputs"),
        ({"substrate": {"output_y": (0.0, 1.0)}}, "output_y has 2 numbers, but substrate.output_x has none"),
        ({"substrate": {"output_x": (0.0, np.nan)}}, "substrate.output_x"),
        ({"substrate": {"weight_threshold": 1.0}}, "substrate.weight_threshold"),
        ({"substrate": {"largest_weight": 0.0}}, "substrate.largest_weight"),
        ({"substrate": {"pattern_activations": ("wave",)}}, "substrate.pattern_activations"),
        ({"substrate": {"pattern_activations": ()}}, "substrate.pattern_activations"),
    ],
)
def test_substrates_that_cannot_be_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        founded("reference", **settings)
