"""Trainings that are killed: the tests notice what a contender does wrong, and nothing if it does well."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from benchmarks.durability import killing
from benchmarks.durability.killing import Kills
from tests.unit.benchmarks.durability.contenders import Fake

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def killed(contender: Fake, folder: Path) -> Kills:
    return killing.kill(contender, folder, n_kills=10, seed=1)


def test_who_does_well_has_a_clean_record(tmp_path: Path) -> None:
    assert killed(Fake(), tmp_path) == Kills(n_kills=10)


def test_a_training_that_was_slow_when_it_was_timed_is_killed_all_the_same(tmp_path: Path) -> None:
    class SlowOnce(Fake):
        def _save(self, folder: Path, state: dict[str, Any]) -> None:
            time.sleep(0.1 * (folder.name == "resumed"))
            super()._save(folder, state)

    assert killed(SlowOnce(), tmp_path) == Kills(n_kills=10)


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
