"""A user registers a tracker, and names it in Python and in the shell."""

from pathlib import Path
from typing import Any

import pytest

import speciate
from speciate.cli.main import main
from speciate.config import Config
from speciate.errors import ConfigError
from speciate.training.results import Run
from speciate.training.tracker import TRACKERS, TrackerRecord

SEEN: list[str] = []


class Noting:
    """Notes all that it is told."""

    def __init__(self, text: str) -> None:
        self._text = text

    def on_start(self, config: Config, generation: int) -> None:
        SEEN.append(f"{self._text} starts at {generation} of {config.generations}")

    def on_generation(self, metrics: dict[str, Any]) -> None:
        SEEN.append(f"{self._text} sees {metrics['generation']}")

    def on_end(self, run: Run) -> None:
        SEEN.append(f"{self._text} ends with {run.generation}")


@pytest.fixture(autouse=True)
def registered() -> None:
    TRACKERS.register(TrackerRecord(name="noting", description="Notes all that it is told.", factory=Noting))
    SEEN.clear()


def test_a_tracker_is_named_in_python() -> None:
    speciate.train(
        "xor", population_size=4, generations=2, backend="reference", trackers=["noting:it"], quiet=True
    )
    assert SEEN == ["it starts at 0 of 2", "it sees 0", "it sees 1", "it ends with 2"]


def test_a_tracker_is_named_in_the_shell(tmp_path: Path) -> None:
    run = str(tmp_path / "run")
    flags = ["--population-size", "4", "--backend", "reference", "--quiet", "--run-directory", run]
    assert main(["train", "xor", "--generations", "1", *flags, "--tracker", "noting:here"]) == 0
    assert main(["resume", run, "--generations", "2", "--quiet", "--tracker", "noting:again"]) == 0
    assert SEEN[:3] == ["here starts at 0 of 1", "here sees 0", "here ends with 1"]
    assert SEEN[3:] == ["again starts at 1 of 2", "again sees 1", "again ends with 2"]


def test_an_unknown_name_is_refused_with_those_that_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "xor", "--tracker", "notign", "--run-directory", "nowhere"]) == 2
    assert capsys.readouterr().err == (
        'error: tracker = "notign": unknown; expected one of console, jsonl, noting; register your '
        'own first, as in `speciate --import MODULE ...`; did you mean "noting"?\n'
    )
    assert not Path("nowhere").exists()


def test_a_factory_that_makes_no_tracker_is_refused() -> None:
    factory: Any = list
    TRACKERS.register(TrackerRecord(name="broken", description="Makes none.", factory=factory))
    with pytest.raises(ConfigError, match=r"^tracker \"broken\": its factory made \['x'\]; expected an obj"):
        speciate.train("xor", trackers=["broken:x"], quiet=True)
