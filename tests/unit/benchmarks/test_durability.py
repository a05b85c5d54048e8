"""The durability tests notice what a contender does wrong, and find nothing in one that does all well."""

import json
import os
import pickle
import shutil
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from benchmarks.durability import damage, killing, report, workers
from benchmarks.durability.attempts import attempt
from benchmarks.durability.damage import Damages
from benchmarks.durability.killing import Kills

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


@dataclass
class Fake:
    """Trains by adding up, and does well unless told otherwise."""

    atomic: bool = True
    checked: bool = True
    drifts: bool = False
    litters: bool = False
    disturbed: bool = False
    evaluates: Callable[[Callable[[], None]], Any] | None = None

    name = "fake"
    version = "1"
    way = "nothing is evolved"

    def train(self, n_generations: int, folder: Path | None) -> Any:
        state = {"generation": 0, "total": 0.5}
        if folder and self.checkpoints(folder):
            state = self._loaded(folder / "state")
            state["total"] += self.drifts
        while state["generation"] < n_generations:
            state = following(state)
            if folder:
                state["total"] += self.disturbed
                self._save(folder, state)
        return sorted(state.items())

    def checkpoints(self, folder: Path) -> list[Path]:
        return [path for path in [folder / "state"] if path.exists()]

    def read(self, path: Path) -> Any:
        state = self._loaded(path)
        return sorted(state.items()), sorted(following(state).items())

    def plant(self, path: Path, payload: object) -> None:
        path.write_bytes(pickle.dumps(payload))

    def evaluate(self, before: Callable[[], None]) -> Any:
        return self.evaluates(before) if self.evaluates else None

    def _save(self, folder: Path, state: dict[str, Any]) -> None:
        text = json.dumps(state).encode()
        text += b"\n%08x" % zlib.crc32(text)
        path = folder / "part" if self.atomic else folder / "state"
        with path.open("wb") as file:
            time.sleep(0.002)
            file.write(text)
        if self.atomic:
            path.rename(folder / "state")
        if self.litters:
            (folder / f"log-{os.getpid()}").touch()

    def _loaded(self, path: Path) -> dict[str, Any]:
        text, _, checksum = path.read_bytes().rpartition(b"\n")
        if self.checked and checksum != b"%08x" % zlib.crc32(text):
            raise ValueError("the checksum differs")
        state: dict[str, Any] = json.loads(text)
        return state


class Unpickling(Fake):
    """Reads whatever is there, as pickle does."""

    def read(self, path: Path) -> Any:
        return pickle.loads(path.read_bytes())  # noqa: S301


def following(state: dict[str, Any]) -> dict[str, Any]:
    return {"generation": state["generation"] + 1, "total": state["total"] * 1.25}


def killed(contender: Fake, folder: Path) -> Kills:
    return killing.kill(contender, folder, n_kills=10, seed=1)


def flipped(contender: Fake, folder: Path) -> Damages:
    path = damage.saved(contender, folder / "run")
    return damage.read_all(contender, path, damage.flipped(path.read_bytes(), 500, seed=1))


def cut_off(contender: Fake, folder: Path) -> Damages:
    path = damage.saved(contender, folder / "run")
    return damage.read_all(contender, path, damage.truncated(path.read_bytes(), 20))


def test_an_attempt_says_how_it_ended() -> None:
    assert attempt(lambda: 1.5, 10.0).ending == "returned"
    assert attempt(lambda: 1 / 0, 10.0).value == "ZeroDivisionError: division by zero"
    assert attempt(lambda: os._exit(0), 10.0).ending == "died"
    assert attempt(lambda: time.sleep(60.0), 0.1).ending == "timed out"


def test_values_are_equal_to_the_last_bit_or_not_at_all() -> None:
    values = [attempt(lambda value=value: [value], 10.0).value for value in (0.3, 0.3, 0.1 + 0.2)]  # type: ignore[misc]
    assert values[0] == values[1] != values[2]


def test_who_does_well_has_a_clean_record(tmp_path: Path) -> None:
    assert killed(Fake(), tmp_path) == Kills(n_kills=10)
    changed = flipped(Fake(), tmp_path)
    assert changed.refused == changed.n_files > 40
    assert cut_off(Fake(), tmp_path / "run").refused == 20


def test_a_training_that_was_slow_when_it_was_timed_is_killed_all_the_same(tmp_path: Path) -> None:
    class SlowOnce(Fake):
        def _save(self, folder: Path, state: dict[str, Any]) -> None:
            time.sleep(0.1 * (folder.name == "resumed"))
            super()._save(folder, state)

    assert killed(SlowOnce(), tmp_path) == Kills(n_kills=10)


def test_a_silent_change_is_noticed(tmp_path: Path) -> None:
    assert flipped(Fake(checked=False), tmp_path).silent > 0


def test_a_change_without_effect_is_told_from_a_silent_one(tmp_path: Path) -> None:
    changed = flipped(Fake(checked=False), tmp_path)
    assert changed.equal >= 8  # the bytes of the checksum that nobody looks at
    assert changed.refused + changed.silent + changed.crashed + changed.equal == changed.n_files


def test_who_crashes_over_a_file_is_noticed(tmp_path: Path) -> None:
    class Crashing(Fake):
        def _loaded(self, path: Path) -> dict[str, Any]:
            try:
                return super()._loaded(path)
            except ValueError:
                os._exit(3)

    assert cut_off(Crashing(), tmp_path).crashed == 20


def test_a_checkpoint_that_is_written_over_is_lost_when_its_writer_is_killed(tmp_path: Path) -> None:
    kills = killed(Fake(atomic=False), tmp_path)
    assert kills.newest_unreadable == kills.nothing_readable > 0


def test_going_on_to_another_result_is_noticed(tmp_path: Path) -> None:
    assert killed(Fake(drifts=True), tmp_path).differs == 10


def test_litter_is_noticed(tmp_path: Path) -> None:
    assert killed(Fake(litters=True), tmp_path).littered == 10


def test_who_cannot_train_is_an_error_and_not_a_figure(tmp_path: Path) -> None:
    class Broken(Fake):
        def train(self, n_generations: int, folder: Path | None) -> Any:
            raise KeyError(n_generations, folder)

    with pytest.raises(RuntimeError, match="fake: does not train"):
        killed(Broken(), tmp_path)


def test_checkpoints_that_change_a_training_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "well").mkdir()
    assert killing.changes(Fake(), tmp_path / "well") == "no"
    assert killing.changes(Fake(disturbed=True), tmp_path) == "yes"


def test_a_training_that_never_repeats_is_no_reproach_to_its_checkpoints(tmp_path: Path) -> None:
    class Random(Fake):
        def train(self, n_generations: int, folder: Path | None) -> Any:
            return super().train(n_generations, folder), os.urandom(8)

    assert killing.changes(Random(), tmp_path) == "differs anyway"


def test_a_file_that_runs_code_is_noticed(tmp_path: Path) -> None:
    path, marker = tmp_path / "state", tmp_path / "marker"
    assert damage.hostile(Fake(), path, marker) == "refused"
    assert damage.hostile(Unpickling(), path, marker) == "runs code"


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


def test_a_table_has_every_contender_and_says_what_was_not_run(tmp_path: Path) -> None:
    results = {"fake": {"version": "1", "way": "a way", "changes": "no"}}
    report.write(tmp_path, results)
    assert report.read(tmp_path) == results
    text = (tmp_path / "durability.md").read_text(encoding="utf-8")
    assert "| fake 1 |" in text
    assert "| checkpoints change the training | no |" in text
    assert "| a worker dies | not run |" in text
    shutil.rmtree(tmp_path)
    assert report.read(tmp_path) == {}
