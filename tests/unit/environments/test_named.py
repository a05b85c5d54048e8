"""Environments by name: those of records, and those that are imported."""

import sys
from pathlib import Path
from typing import Any

import pytest

import speciate
from speciate import EnvironmentRecord, FunctionEnvironment
from speciate.config import Config
from speciate.environments.imported import short
from speciate.environments.named import named
from speciate.environments.native import BuiltInEnvironment
from speciate.errors import CheckpointError, ConfigError
from speciate.storage import genomes
from speciate.values.environment_record import ENVIRONMENTS

MODULE = """
import subprocess
from functools import partial
from subprocess import run
from types import SimpleNamespace
from speciate import FunctionEnvironment

def fitness(networks):
    return [0.0] * len(networks)

def make(size=2, *, width=1):
    return FunctionEnvironment(fitness, n_inputs=size, n_outputs=width)

def broken():
    raise RuntimeError("no\\nlicence")

def refusing(size=0):
    return FunctionEnvironment(fitness, n_inputs=size, n_outputs=1)

def nothing():
    pass

def itself():
    return Own

class Own:
    def __init__(self, size=3):
        self.spec = make(size).spec
    def play(self, networks, seeds):
        return make().play(networks, seeds)

class Silent:
    pass

class WithoutSpec:
    def play(self, networks, seeds):
        pass

ready = make(5)
half = partial(make, 2)
number = 3
"""


@pytest.fixture(autouse=True)
def _modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "users": MODULE,
        "users_broken": "1 / 0",
        "users_lacking": "import not_there_at_all",
        "users_stranger": "def make():\n    raise SystemExit('it was called')\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.py").write_text(text)
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(ENVIRONMENTS, "_registered", {})


@pytest.mark.parametrize(
    ("name", "options", "n_inputs"),
    [
        ("users:make", {}, 2),
        ("users:make", {"size": 4}, 4),
        ("users:Own", {}, 3),
        ("users:Own", {"size": 7}, 7),
        ("users:ready", {}, 5),
    ],
)
def test_a_function_a_class_and_an_object_give_an_environment(
    name: str, options: dict[str, Any], n_inputs: int
) -> None:
    assert named(name, options, "reference").spec.n_observations == n_inputs


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("xro", {}, "environment: unknown environment 'xro'; the nearest is 'xor', and there are: arena,"),
        (
            "none_such:Own",
            {},
            "there is no module none_such; install it, or start in the folder that",
        ),
        ("users.deep:Own", {}, "there is no module users.deep; install it"),
        (
            "users_broken:Own",
            {},
            "the module users_broken cannot be imported (ZeroDivisionError: ",
        ),
        ("users_lacking:Own", {}, "users_lacking cannot be imported (ModuleNotFoundError: No module named"),
        ("users:own", {}, 'the module users has no own; did you mean "Own"?'),
        ("users:", {}, "expected module:attribute, such as my_package:MyEnvironment"),
        (":Own", {}, "expected module:attribute"),
        ("users:Own.play", {}, "expected module:attribute"),
        ("a:b:c", {}, "expected module:attribute"),
        ("users:broken", {}, "cannot be made (RuntimeError: no licence); correct its code or its"),
        ("users:refusing", {}, "cannot be made (n_inputs = 0: expected"),
        (
            "users:nothing",
            {},
            "gives None, which is no environment; expected an object with",
        ),
        ("users:itself", {}, "gives the class Own, which is no environment"),
        ("users:WithoutSpec", {}, "gives an object of WithoutSpec, which is no environment"),
        (
            "users:make",
            {"sise": 4},
            "environment_options: got an unexpected keyword argument 'sise'; its",
        ),
        ("users:make", {"sise": 4}, "its options are: size, width"),
        ("users:Own", {"width": 1}, "its options are: size"),
        ("users:ready", {"size": 2}, "is an object, which takes no environment_options; leave them out"),
        ("users:make", {"size": object()}, "environment_options: Object of type object is not JSON"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(name: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        named(name, options, "reference")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value) or "environment_options" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("subprocess:Popen", "is a class without play(networks, seeds)"),
        ("subprocess:run", "is a function of subprocess, which imports nothing of speciate"),
        ("users:run", "is a function of subprocess, which imports nothing of speciate"),
        ("users_stranger:make", "is a function of users_stranger, which imports nothing of speciate"),
        ("speciate.cli.main:main", "is a function of speciate.cli.main"),
        ("os:system", "is of type builtin_function_or_method; expected an environment"),
        ("users:half", "is of type partial; expected"),
        ("users:number", "is of type int; expected"),
        ("users:Silent", "is a class without play(networks, seeds)"),
        ("users:subprocess", "is of type module; expected"),
    ],
)
def test_a_name_from_a_file_cannot_call_any_function(name: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        named(name, {"args": "touch called"}, "reference")
    assert message in str(caught.value)


def test_opening_a_file_imports_no_environment(tmp_path: Path) -> None:
    config = Config(environment="users_stranger:make", algorithm="hyperneat", backend="reference")
    small: dict[str, Any] = {"generations": 1, "population_size": 10, "backend": "reference"}
    run = speciate.train("users:make", algorithm="hyperneat", **small, quiet=True)
    genomes.save(tmp_path / "genome", run.champion.genome, config=config)
    with pytest.raises(CheckpointError, match='environment = "users_stranger:make" is not imported for that'):
        speciate.load_network(tmp_path / "genome")
    assert "users_stranger" not in sys.modules


def test_a_folder_is_named_without_the_module() -> None:
    assert short("my_package.games:Own") == "Own"
    assert short("xor") == "xor"


def test_a_registered_environment_is_made_with_its_options() -> None:
    from users import make, refusing  # type: ignore[import-not-found]  # noqa: PLC0415

    speciate.register(EnvironmentRecord(name="mine", factory=make))
    speciate.register(EnvironmentRecord(name="bad", factory=refusing))
    assert named("mine", {"size": 6}, "reference").spec.n_observations == 6
    with pytest.raises(ConfigError, match='environment = "mine": environment_options: got an unexpected'):
        named("mine", {"depth": 6}, "reference")
    with pytest.raises(ConfigError, match=r'environment = "bad": cannot be made|n_inputs = 0'):
        named("bad", {}, "reference")


def test_a_built_in_environment_is_made_by_its_backend(backend: str) -> None:
    made = named("double_pole", {"velocities": False}, backend)
    assert isinstance(made, BuiltInEnvironment)
    assert made.spec.n_observations == 4


def test_a_function_environment_at_the_top_of_a_module_is_no_factory() -> None:
    ready = named("users:ready", {}, "reference")
    assert isinstance(ready, FunctionEnvironment)
