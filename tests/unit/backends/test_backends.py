"""Choosing a backend, and that the keys of the config are those that a backend takes."""

import json
import sys
from typing import Any

import pytest

from speciate import backends
from speciate.backends import games
from speciate.config import Config
from speciate.errors import BackendError, ConfigError
from speciate.values.backend import Backend


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
    made = backends.create(backend, Config().settings(3, 1))
    assert isinstance(made, Backend)
    assert made.name == backend
    assert len(made.found()[0]) == 150


def test_a_backend_needs_every_key_of_the_config(backend: str) -> None:
    settings = json.loads(Config().settings(3, 1))
    for path in leaves(settings):
        with pytest.raises(ConfigError, match=path[-1]):
            backends.create(backend, json.dumps(without(settings, path)))


def test_a_backend_refuses_keys_that_the_config_does_not_have(backend: str) -> None:
    settings = json.loads(Config().settings(3, 1))
    for section in [key for key, value in settings.items() if isinstance(value, dict)]:
        more = settings | {section: settings[section] | {"nonsense": 1}}
        with pytest.raises(ConfigError, match="nonsense"):
            backends.create(backend, json.dumps(more))


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(BackendError, match='backend = "rust": unknown; expected one of native, reference'):
        backends.create("rust", "{}")


def test_a_missing_native_core_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "speciate._native", None)
    monkeypatch.delitem(sys.modules, "speciate.backends.native", raising=False)
    monkeypatch.delattr("speciate._native", raising=False)
    with pytest.raises(BackendError, match=r"pip install \.") as caught:
        backends.create("native", Config().settings(3, 1))
    assert 'backend = "reference"' in str(caught.value)
    with pytest.raises(BackendError, match=r"pip install \."):
        games.of("native")


def test_environments_have_specs_and_players(backend: str) -> None:
    known = games.of(backend)
    names = known.names()
    assert {"xor", "cart_pole"} <= set(names)
    for name in names:
        spec = known.spec(name, "{}")
        assert spec.results[0] == "fitness"
        assert len(spec.worst) == len(spec.results)


def test_an_unknown_environment_is_refused_in_one_line(backend: str) -> None:
    with pytest.raises(ConfigError, match="cart_pole") as caught:
        games.of(backend).spec("cartpole", "{}")
    assert "\n" not in str(caught.value)


def test_an_unknown_option_is_refused_in_one_line(backend: str) -> None:
    with pytest.raises(ConfigError, match="steps") as caught:
        games.of(backend).spec("xor", '{"steps": 4}')
    assert "\n" not in str(caught.value)
