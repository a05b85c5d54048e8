"""Workers that die or hang: how the training of a contender ends is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from benchmarks.durability import workers
from benchmarks.durability.attempts import attempt
from tests.unit.benchmarks.durability.contenders import Fake

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def careless(before: Callable[[], None]) -> None:
    """Evaluates where a fault is everybody's."""
    for _ in range(60):
        before()


def again(before: Callable[[], None]) -> Any:
    """Evaluates in processes of its own, and once more what is lost."""
    for _ in range(60):
        while attempt(before, 1.0).ending != "returned":
            pass
    return "whole"


def refusing(before: Callable[[], None]) -> Any:
    for _ in range(60):
        if attempt(before, 1.0).ending != "returned":
            raise TimeoutError("lost")


def forgetful(before: Callable[[], None]) -> Any:
    """Goes on without what is lost."""
    return sum(attempt(before, 1.0).ending == "returned" for _ in range(60))


@pytest.mark.parametrize(
    ("evaluates", "kind", "ending"),
    [
        (again, "dies", "returns, equal"),
        (again, "hangs", "returns, equal"),
        (refusing, "dies", "raises TimeoutError"),
        (refusing, "hangs", "raises TimeoutError"),
        (forgetful, "dies", "returns, differs"),
        (careless, "dies", "the program dies"),
        (careless, "hangs", "hangs"),
    ],
)
def test_a_worker_that_is_lost_is_told_by_how_the_training_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, evaluates: Any, kind: Any, ending: str
) -> None:
    # a training that hangs lasts for as long; one that does not may be slow on a busy machine
    monkeypatch.setattr(workers, "SECONDS", 10.0 if ending == "hangs" else 300.0)
    assert workers.fault(Fake(evaluates=evaluates), tmp_path / "fault", kind) == ending


def test_who_has_no_workers_is_not_tested(tmp_path: Path) -> None:
    def nowhere(_: Callable[[], None]) -> Any:
        raise TypeError("no workers")

    ending = workers.fault(Fake(evaluates=nowhere), tmp_path / "fault", "dies")
    assert ending == "does not apply: TypeError: no workers"
