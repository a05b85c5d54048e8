"""Damaged files: what a contender reads of them is noticed."""

import os
from pathlib import Path
from typing import Any

import pytest
from benchmarks.durability import damage
from benchmarks.durability.damage import Damages
from tests.unit.benchmarks.durability.contenders import Fake, Unpickling

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def flipped(contender: Fake, folder: Path) -> Damages:
    path = damage.saved(contender, folder / "run")
    return damage.read_all(contender, path, damage.flipped(path.read_bytes(), 500, seed=1))


def cut_off(contender: Fake, folder: Path) -> Damages:
    path = damage.saved(contender, folder / "run")
    return damage.read_all(contender, path, damage.truncated(path.read_bytes(), 20))


def test_who_refuses_every_damaged_file_has_a_clean_record(tmp_path: Path) -> None:
    changed = flipped(Fake(), tmp_path)
    assert changed.refused == changed.n_files > 40
    assert cut_off(Fake(), tmp_path / "run").refused == 20


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


def test_a_file_that_runs_code_is_noticed(tmp_path: Path) -> None:
    path, marker = tmp_path / "state", tmp_path / "marker"
    assert damage.hostile(Fake(), path, marker) == "refused"
    assert damage.hostile(Unpickling(), path, marker) == "runs code"
