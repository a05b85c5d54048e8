"""Records of environments: what they say, and that nothing else has to say it."""

import re
from pathlib import Path
from typing import Any

import pytest

from speciate import EnvironmentRecord, backends
from speciate.config import ENVIRONMENT_DEFAULTS, Config
from speciate.environments.native import BuiltInRecord, names_with_stages
from speciate.errors import ConfigError
from speciate.values.environment import Environment
from speciate.values.environment_record import ENVIRONMENTS, Ends, record_of

ROOT = Path(__file__).parents[3]
BUILT_IN = ENVIRONMENTS.built_in


def never(**options: Any) -> Environment:
    raise AssertionError(options)


@pytest.fixture(autouse=True)
def _nothing_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ENVIRONMENTS, "_registered", {})


def test_both_backends_play_every_built_in_environment_and_no_other(backend: str) -> None:
    assert backends.create(backend).games.names() == BUILT_IN


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_record_says_all_that_is_special(name: str, backend: str) -> None:
    record = ENVIRONMENTS.get(name)
    assert record.name == name
    assert record.description
    environment = record.create({}, backend)
    assert environment.name == name
    assert isinstance(record, BuiltInRecord)
    assert Config.build({"environment": name}).environment == name


@pytest.mark.parametrize("name", BUILT_IN)
def test_generic_code_names_no_environment(name: str) -> None:
    """Only messages and examples in texts may."""
    own = {"built_in", "games", "reference"}
    for path in (ROOT / "python/speciate").rglob("*.py"):
        if own.isdisjoint(path.parent.parts):
            code = re.sub(r'"""[\s\S]*?"""', "", path.read_text(encoding="utf-8"))
            assert not re.search(rf'(?<![\w`])"{name}"', code), path


def test_defaults_may_depend_on_the_options() -> None:
    seeing = Config.build({"environment": "double_pole"})
    blind = Config.build({"environment": "double_pole", "environment_options": {"velocities": False}})
    assert (seeing.population_size, seeing.genome.recurrent) == (60, False)
    assert (blind.population_size, blind.genome.recurrent) == (100, True)
    assert blind.genome.activation == "steep_sigmoid"
    assert blind.environment_options == {"velocities": False, "exam_starts": 250}


def test_only_the_arena_has_stages() -> None:
    assert names_with_stages() == ("arena",)


def test_defaults_of_environments_are_a_mapping_by_name() -> None:
    assert set(BUILT_IN) <= set(ENVIRONMENT_DEFAULTS)
    assert len(ENVIRONMENT_DEFAULTS) == len(list(ENVIRONMENT_DEFAULTS))
    assert "nonsense" not in ENVIRONMENT_DEFAULTS
    with pytest.raises(KeyError):
        ENVIRONMENT_DEFAULTS["nonsense"]


def test_the_places_of_a_record_are_those_of_a_substrate() -> None:
    ends = Ends([(0.5, 0.5), (1.0, 0.25)], [(0.0, -1.0)])
    ENVIRONMENTS.register(EnvironmentRecord(name="placed", factory=never, places=ends))
    from speciate.config.patterns import substrate_of  # noqa: PLC0415

    substrate = substrate_of(Config(environment="placed", algorithm="hyperneat"), 2, 1)
    assert substrate.places[0] == tuple(ends.inputs)
    assert substrate.places[-1] == tuple(ends.outputs)


@pytest.mark.parametrize("name", ["", "my_package:Own", None, 3, "nonsense"])
def test_what_has_no_record_has_no_defaults(name: Any) -> None:
    assert record_of(name) is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"factory": 3}, 'environment "mine": factory = 3: expected a function of the options'),
        (
            {"description": "two\nlines"},
            "environment \"mine\": description = 'two\\nlines': expected one line of text",
        ),
        ({"defaults": 3}, 'environment "mine": defaults = 3: expected settings by name, or a function'),
    ],
)
def test_what_is_no_record_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        EnvironmentRecord(**{"name": "mine", "factory": never, **changes})
