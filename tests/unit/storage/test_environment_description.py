"""A run goes on in an environment of the same name: another function of equal shape is no such one."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import FunctionEnvironment, Network, Run
from speciate.errors import ConfigError, EvaluationError
from speciate.storage.checkpoint import Reader
from speciate.storage.environment_description import described, differences, name_of
from speciate.values.environment import EnvironmentSpec, Episodes
from speciate.values.networks import Networks
from speciate.values.types import Uint64s


def near(network: Network) -> float:
    return -abs(float(network.forward([1.0])[0]) - 0.25)


def far(network: Network) -> float:
    return abs(float(network.forward([1.0])[0]) - 0.25)


def failing(network: Network) -> float:
    raise RuntimeError(repr(network))


def own(function: Callable[..., Any] = near, **arguments: Any) -> FunctionEnvironment:
    return FunctionEnvironment(function, n_inputs=1, n_outputs=1, **({"each": True} | arguments))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    trained(tmp_path / "run", own())
    return tmp_path / "run"


def trained(folder: Path, environment: Any) -> Run:
    return speciate.train(
        environment,
        population_size=6,
        generations=2,
        backend="reference",
        quiet=True,
        run_directory=folder,
        objectives=["fitness"],
    )


CALLS: dict[str, Callable[..., Any]] = {
    "resume": functools.partial(speciate.resume, quiet=True, generations=3),
    "load": speciate.load,
}


@pytest.mark.parametrize("call", CALLS)
def test_a_run_does_not_go_on_in_a_function_of_another_name(call: str, folder: Path) -> None:
    with pytest.raises(ConfigError) as refusal:
        CALLS[call](folder, environment=own(far))
    assert str(refusal.value) == (
        'environment: name = "far", but the checkpoint has "near"; give the one that the run was started '
        "with, or call it by that name (name=) if it is the same"
    )


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "same",
    [
        own(),
        own(far, name="near"),
        own(functools.partial(near)),
        own(lambda networks: [near(one) for one in networks], each=False, name="near"),
    ],
)
def test_a_run_goes_on_in_an_environment_of_the_same_name(
    call: str, same: FunctionEnvironment, folder: Path
) -> None:
    CALLS[call](folder, environment=same)


def test_checkpoints_of_earlier_versions_have_no_name_and_any_environment_fits_them() -> None:
    before = described(own())
    for key in ("name", "function", "each", "seeded"):
        del before[key]
    assert differences(before, own(far)) == []
    (line,) = differences(before, own(far, results=["error"]))
    assert line.startswith('environment: results = ["error"], but the checkpoint has ["fitness"]; give')


def test_checkpoints_and_the_champion_say_what_the_environment_is_called(folder: Path) -> None:
    for path in [folder / "champion.safetensors", *folder.glob("checkpoints/*.safetensors")]:
        with Reader(path) as reader:
            found = reader.description["scalars"]["environment"]
        assert (found["name"], found["function"]) == ("near", "near")
        assert (found["each"], found["seeded"]) == (True, False)
        assert found["n_observations"] == 1


def test_an_environment_with_a_size_of_genomes_keeps_its_name(tmp_path: Path) -> None:
    environment = own(lambda network, seed: near(network) + seed * 0.0, seeded=True, name="sized")
    run = speciate.train(
        environment,
        objectives=["fitness", "connections"],
        directions=["max", "min"],
        population_size=6,
        generations=1,
        backend="reference",
        quiet=True,
        run_directory=tmp_path / "run",
    )
    found = described(run.environment)
    assert (found["name"], found["each"], found["seeded"]) == ("sized", True, True)
    assert speciate.load(tmp_path / "run", environment=environment).generation == 1


class Player:
    def __call__(self, networks: Networks) -> Any:
        return np.zeros(len(networks))

    def play(self, networks: Networks) -> Any:
        return self(networks)


@pytest.mark.parametrize(
    ("function", "name", "qualified"),
    [
        (near, "near", "near"),
        (lambda _: 0.0, "<lambda>", "<lambda>"),
        (functools.partial(functools.partial(near)), "near", "near"),
        (Player(), "Player", "Player"),
        (Player().play, "play", "Player.play"),
    ],
)
def test_a_function_environment_is_called_as_its_function(function: Any, name: str, qualified: str) -> None:
    assert (own(function).name, own(function).function_name) == (name, qualified)


class Own:
    spec = EnvironmentSpec(n_observations=1, n_actions=1, results=("fitness",), worst=(), max_steps=1)

    def play(self, networks: Networks, seeds: Uint64s) -> Episodes:
        return Episodes(np.zeros((len(networks), len(seeds), 1)), np.zeros(len(networks), dtype=np.bool_))


def test_a_class_of_your_own_without_a_name_is_called_as_its_class(tmp_path: Path) -> None:
    assert name_of(Own()) == "Own"  # type: ignore[arg-type]
    trained(tmp_path / "run", Own())
    assert speciate.load(tmp_path / "run", environment=Own()).generation == 2  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match='name = "near", but the checkpoint has "Own"'):
        speciate.load(tmp_path / "run", environment=own())


def test_a_built_in_run_does_not_go_on_in_a_function(tmp_path: Path) -> None:
    speciate.train(
        "xor",
        population_size=6,
        generations=1,
        backend="reference",
        quiet=True,
        run_directory=tmp_path / "run",
    )
    with pytest.raises(ConfigError, match='name = "near", but the checkpoint has "xor"'):
        speciate.load(tmp_path / "run", environment=own())


def test_a_faulty_evaluation_is_replayed_in_an_environment_of_the_same_name(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError):
        trained(tmp_path / "run", own(failing))
    (path,) = (tmp_path / "run/faults").glob("*.safetensors")
    with pytest.raises(ConfigError, match='name = "near", but the checkpoint has "failing"'):
        speciate.replay(path, environment=own())
    with pytest.raises(RuntimeError, match="Network"):
        speciate.replay(path, environment=own(failing))
    assert speciate.replay(path, environment=own(name="failing")).results.shape == (1, 1, 1)
