"""Running a study: what is run, what is kept, and how it goes on."""

from pathlib import Path

import pytest
from tests.unit.study.samples import plan

from speciate.study import run, summaries
from speciate.study.trial import Record

pytest.importorskip("speciate._native")


def without_seconds(records: list[Record]) -> list[Record]:
    return [{name: value for name, value in one.items() if name != "seconds"} for one in records]


def test_processes_do_not_change_what_runs_find(tmp_path: Path) -> None:
    alone = run(plan(), tmp_path / "alone", jobs=1)
    together = run(plan(), tmp_path / "together", jobs=2)
    assert without_seconds(alone) == without_seconds(together)
    assert len(alone) == 6
    assert all(one["evaluations"] <= 640 for one in alone)


def test_a_study_goes_on_where_it_was(tmp_path: Path) -> None:
    whole = run(plan(), tmp_path, jobs=1)
    path = tmp_path / "runs.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]) + lines[2][:30])  # a crash in the middle of a line
    told: list[tuple[int, int]] = []
    again = run(plan(), tmp_path, jobs=1, tell=lambda done, of, _: told.append((done, of)))
    assert told == [(3, 6), (4, 6), (5, 6), (6, 6)]
    assert without_seconds(again) == without_seconds(whole)
    assert run(plan(), tmp_path, tell=lambda *_: pytest.fail("nothing was left to run")) == again


def test_a_changed_setting_runs_again_and_the_others_stay(tmp_path: Path) -> None:
    run(plan(), tmp_path, jobs=1)
    changed = plan(
        algorithm=[
            {"name": "one", "config": {"population_size": 16}},
            {"name": "two", "config": {"population_size": 20, "mutation": {"add_node_rate": 0.4}}},
        ]
    )
    told: list[str] = []
    found = run(changed, tmp_path, jobs=1, tell=lambda _, __, one: told.append(one["algorithm"]))
    assert told == ["two"] * 3
    assert [one.n_runs for one in summaries(changed, found)] == [3, 3]


def test_curves_have_a_number_for_every_generation_if_they_are_wanted(tmp_path: Path) -> None:
    without, chosen = plan(seeds=1), plan(seeds=1, curves=True)
    assert {trial.key for trial in without.trials()}.isdisjoint(trial.key for trial in chosen.trials())
    for one in run(chosen, tmp_path, jobs=1):
        assert one["curves"].keys() == {"best", "mean", "seconds"}
        assert {len(curve) for curve in one["curves"].values()} == {one["generations"]}
