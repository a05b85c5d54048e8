"""Choosing a backend, and what it gives."""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from speciate import backends
from speciate.backends.native.encoding import options_text, settings_text
from speciate.config import Config
from speciate.config.sections import Crossover
from speciate.errors import BackendError, ConfigError
from speciate.values.backend import NeatBackend


def leaves(settings: dict[str, Any]) -> list[tuple[str, ...]]:
    paths: list[tuple[str, ...]] = []
    for key, value in settings.items():
        paths += [(key, inner) for inner in value] if isinstance(value, dict) else [(key,)]
    return paths


def without(settings: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(settings))
    inner = copy if len(path) == 1 else copy[path[0]]
    del inner[path[-1]]
    return copy


def test_a_backend_is_made_from_the_settings_of_a_config(backend: str) -> None:
    created = backends.create(backend)
    made = created.neat(Config().steps(3, 1))
    assert isinstance(made, NeatBackend)
    assert made.name == created.name == backend
    assert len(made.found()[0]) == 150


@pytest.mark.parametrize(
    ("algorithm", "kind"),
    [("neat", "NativeBackend"), ("genetic", "DenseBackend"), ("hyperneat", "SubstrateBackend")],
)
def test_settings_say_which_kind_of_genomes_a_backend_has(backend: str, algorithm: str, kind: str) -> None:
    made = backends.create(backend).genomes(Config.build({"algorithm": algorithm}).settings(3, 1))
    expected = kind if backend == "native" else kind.replace("Native", "Reference")
    assert type(made).__name__ == expected
    assert made.name == backend


def test_the_native_core_needs_every_key_of_the_settings(native: str) -> None:
    from speciate.backends.native.backend import NativeBackend  # noqa: PLC0415

    assert native == NativeBackend.name
    settings = json.loads(settings_text(Config().steps(3, 1)))
    for path in leaves(settings):
        with pytest.raises(ValueError, match=path[-1]):
            NativeBackend(json.dumps(without(settings, path)))


def test_the_native_core_refuses_keys_that_the_settings_do_not_have(native: str) -> None:
    from speciate.backends.native.backend import NativeBackend  # noqa: PLC0415

    assert native == NativeBackend.name
    settings = json.loads(settings_text(Config().steps(3, 1)))
    for section in [key for key, value in settings.items() if isinstance(value, dict)]:
        more = settings | {section: settings[section] | {"nonsense": 1}}
        with pytest.raises(ValueError, match="nonsense"):
            NativeBackend(json.dumps(more))


def test_numbers_of_settings_and_options_are_exact_in_text() -> None:
    settings = Config(seed=2**63 - 1, crossover=Crossover(average_rate=0.1 + 0.2)).steps(3, 1)
    text = json.loads(settings_text(settings))
    assert text["seed"] == 2**63 - 1
    assert text["crossover"]["average_rate"] == 0.1 + 0.2
    assert json.loads(options_text({"x": [[0.1 + 0.2]]})) == {"x": [[0.1 + 0.2]]}


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(BackendError, match='backend = "rust": unknown; expected one of native, reference'):
        backends.create("rust")


def test_no_other_module_imports_the_reference() -> None:
    package = Path(backends.__file__).parents[1]
    reference = package / "backends" / "reference"
    for path in package.rglob("*.py"):
        if not path.is_relative_to(reference):
            assert "backends.reference" not in path.read_text(encoding="utf-8"), path


def test_genomes_of_the_native_core_are_not_unpickled_without_it(native: str) -> None:
    population, _ = backends.create(native).neat(Config(population_size=2).steps(2, 1)).found()
    code = "import sys, pickle; sys.modules['speciate._native'] = None; pickle.loads(sys.stdin.buffer.read())"
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps(population),
        capture_output=True,
        env=dict(os.environ) | paths,
        check=False,
    )
    assert b"BackendError: the native backend is not installed" in done.stderr.splitlines()[-1]


def test_a_missing_native_core_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "speciate._native", None)
    for name in [name for name in sys.modules if name.startswith("speciate.backends.native.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("speciate._native", raising=False)
    with pytest.raises(BackendError, match=r"pip install \.") as caught:
        backends.create("native")
    assert 'backend = "reference"' in str(caught.value)


def test_selection_of_plain_arrays_is_that_of_every_backend(backend: str) -> None:
    points = np.random.default_rng(1).random((40, 3))
    ours, fastest = backends.create(backend).pareto, backends.fastest().pareto
    fronts = ours.fronts(points)
    assert fronts.tolist() == fastest.fronts(points).tolist()
    assert ours.crowding(points, fronts).tolist() == fastest.crowding(points, fronts).tolist()
    assert ours.best(points, 7).tolist() == fastest.best(points, 7).tolist()
    assert ours.thinned(points, 7).tolist() == fastest.thinned(points, 7).tolist()


def test_environments_have_specs_and_players(backend: str) -> None:
    games = backends.create(backend).games
    names = games.names()
    assert {"xor", "cart_pole"} <= set(names)
    for name in names:
        spec = games.spec(name, {})
        assert spec.results[0] == "fitness"
        assert len(spec.worst) == len(spec.results)


def test_an_unknown_environment_is_refused_in_one_line(backend: str) -> None:
    with pytest.raises(ConfigError, match="cart_pole") as caught:
        backends.create(backend).games.spec("cartpole", {})
    assert "\n" not in str(caught.value)


def test_an_unknown_option_is_refused_in_one_line(backend: str) -> None:
    with pytest.raises(ConfigError, match="steps") as caught:
        backends.create(backend).games.spec("xor", {"steps": 4})
    assert "\n" not in str(caught.value)
