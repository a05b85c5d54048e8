"""Parts of users get names, in a process or by the entry points of an installed package."""

import re
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

import speciate
from speciate import EnvironmentRecord, FunctionEnvironment
from speciate.errors import ConfigError
from speciate.values.environment_record import ENVIRONMENTS


def environment(size: int = 1) -> FunctionEnvironment:
    return FunctionEnvironment(lambda networks: [0.0] * len(networks), n_inputs=size, n_outputs=1)


RECORD = EnvironmentRecord(name="mine", factory=environment, defaults={"population_size": 12})


@pytest.fixture(autouse=True)
def _as_in_a_new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ENVIRONMENTS, "_registered", {})
    monkeypatch.setattr(ENVIRONMENTS, "_broken", {})
    monkeypatch.delitem(ENVIRONMENTS.__dict__, "_offered", raising=False)


def test_a_registered_environment_is_one_like_any_other() -> None:
    speciate.register(RECORD)
    speciate.register(RECORD)
    assert "mine" in ENVIRONMENTS.names()
    run = speciate.train("mine", generations=1, quiet=True)
    assert (run.config.environment, run.config.population_size) == ("mine", 12)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (3, "record = 3: expected an AlgorithmRecord, EnvironmentRecord"),
        (environment, "expected an AlgorithmRecord, EnvironmentRecord"),
        (EnvironmentRecord(name="xor", factory=environment), 'environment "xor": is registered already'),
        (EnvironmentRecord(name="Mine", factory=environment), "environment: name = 'Mine': expected small"),
        (
            EnvironmentRecord(name="my:env", factory=environment),
            "environment: name = 'my:env': expected",
        ),
    ],
)
def test_what_cannot_be_registered_is_refused(record: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        speciate.register(record)


def made_in_a_cell(size: int) -> EnvironmentRecord:
    def factory() -> FunctionEnvironment:
        return environment(size)

    return EnvironmentRecord(name="mine", factory=factory)


def test_a_cell_of_a_notebook_registers_its_part_again_and_the_newest_counts() -> None:
    speciate.register(made_in_a_cell(1))
    newest = made_in_a_cell(2)
    speciate.register(newest)
    assert ENVIRONMENTS.find("mine") is newest


def test_a_part_of_other_code_is_replaced_only_if_somebody_says_so() -> None:
    speciate.register(made_in_a_cell(1))
    with pytest.raises(ConfigError, match=r"^environment \"mine\": is registered already; .*replace=True$"):
        speciate.register(RECORD)
    speciate.register(RECORD, replace=True)
    assert ENVIRONMENTS.find("mine") is RECORD
    never: Any = 3
    with pytest.raises(ConfigError, match=r"^replace = 3: expected True or False$"):
        speciate.register(RECORD, replace=never)


def test_a_registry_takes_only_records_of_its_kind() -> None:
    other: Any = speciate.MetricRecord(name="mine", description="", values=lambda _: {})
    with pytest.raises(ConfigError, match=r"is no record; give a speciate\.EnvironmentRecord$"):
        ENVIRONMENTS.register(other)


def install(folder: Path, points: str) -> None:
    about = folder / "offering-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: offering\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[speciate.environments]\n{points}\n")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            "none_such:RECORD",
            "the package offering offers it and cannot be loaded (none_such:RECORD: Mod",
        ),
        ("tests.unit.test_registration:RECORD", "is no speciate.EnvironmentRecord of that name"),
        ("tests.unit.test_registration:NAMED", "is no speciate.EnvironmentRecord of that name"),
    ],
)
def test_a_package_that_offers_no_record_is_named(
    value: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, f"offered = {value}")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert entry_points(group="speciate.environments")
    with pytest.raises(ConfigError, match=re.escape(message)):
        speciate.train("offered", quiet=True)


class NAMED:
    """Something that has a name, and is no record."""

    name = "offered"
