"""A network from a file alone."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Network, load_network
from speciate.cli.main import main
from speciate.errors import BackendError, CheckpointError, ConfigError, RunDirectoryError, StateError
from speciate.storage import checkpoint, genomes
from speciate.values.snapshot import Snapshot

DATA = Path(__file__).parents[2] / "data"
KINDS: dict[str, dict[str, Any]] = {
    "neat": {},
    "recurrent": {"genome": {"recurrent": True}},
    "genetic": {"algorithm": "genetic", "dense": {"hidden_layers": [4]}},
    "hyperneat": {"algorithm": "hyperneat"},
    "map_elites": {
        "algorithm": "map_elites",
        "measures": ["correct"],
        "map_elites": {"grid_lower": [0.0], "grid_upper": [4.0]},
    },
}


def trained(folder: Path, backend: str, **config: Any) -> speciate.Run:
    small = {"population_size": 10, "generations": 2, "stop_when_solved": False, "backend": backend}
    return speciate.train("xor", config=small | config, run_directory=folder, quiet=True)


def answers(network: Network) -> list[bytes]:
    network.reset()
    patterns = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    return [network.forward(pattern).tobytes() for pattern in patterns]


@pytest.mark.parametrize("kind", KINDS)
def test_a_champion_answers_from_its_file_as_in_its_run(kind: str, backend: str, tmp_path: Path) -> None:
    run = trained(tmp_path / "run", backend, **KINDS[kind])
    shutil.copy(tmp_path / "run" / "champion.safetensors", tmp_path / "alone")
    for path in (tmp_path / "alone", tmp_path / "run", str(tmp_path / "run")):
        assert answers(load_network(path)) == answers(run.champion)


def test_both_backends_give_the_same_answers(native: str, tmp_path: Path) -> None:
    trained(tmp_path / "run", native)
    loaded = [load_network(tmp_path / "run", backend=backend) for backend in ("native", "reference")]
    assert answers(loaded[0]) == answers(loaded[1])


@pytest.mark.parametrize("kind", ["neat", "hyperneat"])
def test_a_polished_network_is_loaded(kind: str, backend: str, tmp_path: Path) -> None:
    run = trained(tmp_path / "run", backend, **KINDS[kind])
    assert main(["polish", str(tmp_path / "run"), "--evaluations", "60"]) == 0
    polished = speciate.polish(run, evaluations=60)
    assert answers(load_network(tmp_path / "run" / "polished.safetensors")) == answers(polished.network)


def test_a_champion_of_an_environment_of_your_own_needs_none(tmp_path: Path) -> None:
    own = speciate.FunctionEnvironment(lambda _: 1.0, n_inputs=3, n_outputs=2, each=True)
    run = speciate.train(
        own,
        population_size=10,
        generations=1,
        quiet=True,
        run_directory=tmp_path / "run",
        backend="reference",
    )
    assert answers(load_network(tmp_path / "run")) == answers(run.champion)


@pytest.mark.filterwarnings("ignore:.*has 0 of the 3 generations")
@pytest.mark.parametrize("version", ["version_1", "version_2", "version_3"])
def test_a_champion_of_an_older_version_is_loaded(version: str) -> None:
    network = load_network(DATA / version / "champion.safetensors", backend="reference")
    assert answers(network) == answers(speciate.load(DATA / version, backend="reference").champion)


def test_one_genome_of_many_is_chosen_by_its_row(backend: str, tmp_path: Path) -> None:
    run = trained(tmp_path / "run", backend)
    population = run.evolution.population
    genomes.save(tmp_path / "all", population, config=run.config.to_toml())
    expected = answers(run.evolution.ask()[7])
    assert answers(load_network(tmp_path / "all", row=7)) == expected
    with pytest.raises(CheckpointError, match="no genome at row 10; there are 10, counted from 0"):
        load_network(tmp_path / "all", row=10)
    with pytest.raises(ConfigError, match="row = -1: expected a whole number from 0"):
        load_network(tmp_path / "all", row=-1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_champion_of_a_loop_of_your_own_is_loaded_from_its_state_or_alone(
    kind: str, backend: str, tmp_path: Path
) -> None:
    config = {"population_size": 10, "backend": backend} | KINDS[kind]
    evolution = speciate.Evolution(config, n_inputs=3, n_outputs=1)
    evolution.save(tmp_path / "state")
    with pytest.raises(StateError, match="no genome was evaluated"):
        load_network(tmp_path / "state")
    evolution.ask()
    numbers = np.random.default_rng(0).random(10)
    evolution.tell(numbers, measures=numbers if "measures" in config else None)
    evolution.save(tmp_path / "state")
    champion = evolution.champion
    assert answers(load_network(tmp_path / "state")) == answers(champion)
    with pytest.raises(CheckpointError, match="no genome at row 1; there is 1"):
        load_network(tmp_path / "state", row=1)
    genomes.save(
        tmp_path / "alone",
        champion.genome,
        config=evolution.config,
        environment={"n_observations": 3, "n_actions": 1},
    )
    assert answers(load_network(tmp_path / "alone")) == answers(champion)


def test_genomes_of_hyperneat_that_do_not_say_how_long_an_observation_is_are_refused(tmp_path: Path) -> None:
    evolution = speciate.Evolution(
        {"algorithm": "hyperneat", "backend": "reference"}, n_inputs=3, n_outputs=1
    )
    genomes.save(tmp_path / "alone", evolution.population, config=evolution.config)
    with pytest.raises(CheckpointError, match=r"alone: does not say how long .*environment=\{"):
        load_network(tmp_path / "alone")


@pytest.mark.parametrize("load", [load_network, speciate.Evolution.load, speciate.replay])
def test_a_config_that_is_refused_is_told_with_its_file(load: Any, tmp_path: Path) -> None:
    kind = {load_network: "champion", speciate.replay: "fault"}.get(load, "evolution")
    checkpoint.save(tmp_path / "file", Snapshot({}, {}), kind=kind, config="population_size = 1")
    with pytest.raises(CheckpointError, match="file: holds a config that is refused: population_size = 1: "):
        load(tmp_path / "file")


def test_files_without_a_network_are_refused_by_name(backend: str, tmp_path: Path) -> None:
    run = trained(tmp_path / "run", backend)
    with pytest.raises(
        CheckpointError, match=r"generation-00000002.safetensors: holds the state of a run; give the c"
    ):
        load_network(tmp_path / "run" / "checkpoints" / "generation-00000002.safetensors")
    genomes.save(tmp_path / "bare", run.evolution.population)
    with pytest.raises(CheckpointError, match="bare: was saved without a config"):
        load_network(tmp_path / "bare")
    (tmp_path / "run" / "champion.safetensors").unlink()
    with pytest.raises(RunDirectoryError, match=r"run: has no champion; .* `speciate resume"):
        load_network(tmp_path / "run")
    with pytest.raises(
        RunDirectoryError, match="is no run; give the folder of a run, or a file with a network"
    ):
        load_network(tmp_path)
    with pytest.raises(CheckpointError, match="nothing"):
        load_network(tmp_path / "nothing")
    with pytest.raises(ConfigError, match="path = None: expected a path"):
        load_network(None)  # type: ignore[arg-type]


def test_an_unknown_backend_is_refused(tmp_path: Path) -> None:
    trained(tmp_path / "run", "reference")
    with pytest.raises(BackendError, match="gpu"):
        load_network(tmp_path / "run", backend="gpu")
