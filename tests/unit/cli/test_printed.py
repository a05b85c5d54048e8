"""What `speciate envs` and `speciate config` print."""

from typing import Any

import pytest
from tests.unit.cli.test_commands import refused

import speciate as package
from speciate import EnvironmentRecord
from speciate.cli.main import main
from speciate.config import Config
from speciate.config.defaults import ENVIRONMENT_DEFAULTS
from speciate.config.messages import fields
from speciate.config.toml import parsed
from speciate.values.environment_record import ENVIRONMENTS

pytestmark = pytest.mark.usefixtures("empty_folder")


def test_environments_are_listed(backend: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["envs", "--backend", backend]) == 0
    assert "cart_pole: " in capsys.readouterr().out


def test_one_environment_is_shown_with_its_defaults(backend: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["envs", "maze", "--backend", backend]) == 0
    out = capsys.readouterr().out
    assert out.startswith("maze: find the way out of a maze")
    assert "are all alike" in out
    assert "population_size = 250" in out


def test_an_unknown_environment_cannot_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = refused(capsys, ["envs", "xro"])
    assert line.startswith("error: environment: unknown environment 'xro'; the nearest is 'xor'")


def test_a_broken_environment_does_not_keep_the_others_from_being_listed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Any:
        raise RuntimeError("no licence")

    monkeypatch.setattr(ENVIRONMENTS, "_registered", {})
    package.register(EnvironmentRecord(name="broken", factory=broken, description="nothing"))
    assert main(["envs"]) == 0
    out = capsys.readouterr().out
    assert "xor: " in out
    assert 'broken: nothing\n    environment = "broken": cannot be made (RuntimeError: no licence)' in out


@pytest.mark.parametrize("environment", ["", *ENVIRONMENT_DEFAULTS])
def test_the_printed_config_is_the_default_one_with_every_field_explained(
    environment: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", environment] if environment else ["config"]) == 0
    text = capsys.readouterr().out
    assert Config.build(parsed(text, "the output")) == Config.build({"environment": environment})
    words = " ".join(text.replace("#", " ").split())
    for _, _, field in fields(Config):
        assert " ".join((field.description or "missing").split()) in words


def test_a_config_of_an_unknown_environment_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = refused(capsys, ["config", "arenx"])
    assert '"arenx"' in line
    assert 'did you mean "arena"' in line
