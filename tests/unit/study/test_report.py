"""The tables of a study."""

import json
from collections import defaultdict
from pathlib import Path

import pytest
from tests.unit.study.samples import XOR, plan, record

from speciate.study import machine, report, run, summaries

pytest.importorskip("speciate._native")


def test_a_task_that_nothing_solves_has_no_success_rate(tmp_path: Path) -> None:
    tasks = [{"name": "xor", "environment": "xor", "budget": 64, "config": {"stop_when_solved": False}}]
    chosen = plan(task=tasks, seeds=1)
    found = summaries(chosen, run(chosen, tmp_path, jobs=1))
    assert not any(one.solvable for one in found)
    report.write(chosen, found, tmp_path)
    page = (tmp_path / "study.md").read_text(encoding="utf-8")
    assert "| one | - | - | - | " in page
    assert " of 1 " not in page


def test_results_that_only_some_runs_have_are_means_over_these(tmp_path: Path) -> None:
    chosen = plan()
    records = [record(chosen, index, solved=True, evaluations=100) for index in range(6)]
    records[2]["results"]["generalization"] = 300.0
    records[4]["results"]["generalization"] = 310.0
    one, two = summaries(chosen, records)
    assert one.results["generalization"][0] == 305.0
    assert "generalization" not in two.results
    report.write(chosen, [one, two], tmp_path)
    head, _, first, second = [
        line for line in (tmp_path / "study.md").read_text(encoding="utf-8").splitlines() if "|" in line
    ]
    assert len({line.count("|") for line in (head, first, second)}) == 1
    assert "305" in first


def test_sizes_are_compared_at_equal_performance(tmp_path: Path) -> None:
    chosen = plan(task=[XOR | {"levels": {"fitness": [10, 200, 900]}}])
    assert [trial.key for trial in chosen.trials()] == [trial.key for trial in plan().trials()]
    fitness, sizes = (5, 200, 10, 300, 199.5, 300), (90.0, 7.0, 20.0, 8.0, 30.0, 9.0)
    records = [
        record(chosen, index, solved=False, evaluations=640)
        | {"results": {"fitness": fitness[index]}, "connections": sizes[index]}
        for index in range(6)
    ]
    one, two = summaries(chosen, records)
    assert [(level.n_reached, level.n_within) for level in one.levels] == [(2, 2), (0, 0), (0, 0)]
    assert [(level.n_reached, level.n_within) for level in two.levels] == [(3, 0), (3, 3), (0, 0)]
    assert one.levels[0].connections is not None
    assert one.levels[0].connections[0] == 25.0
    assert two.levels[1].connections == (8.0, (7.0, 9.0))
    report.write(chosen, [one, two], tmp_path)
    page = (tmp_path / "study.md").read_text(encoding="utf-8")
    assert "| algorithm | fitness from 10 | their connections | fitness from 200 | " in page
    assert "| two | 3 of 3 (44-100%) |  | 3 of 3 (44-100%) | 8 (7 to 9) | 0 of 3 (0-56%) |  |" in page


def test_the_tables_hold_every_figure(tmp_path: Path) -> None:
    chosen = plan(held_out=True)
    found = summaries(chosen, run(chosen, tmp_path, jobs=1))
    report.write(chosen, found, tmp_path)
    page = (tmp_path / "study.md").read_text(encoding="utf-8")
    assert all(f"| {one.algorithm} | {one.n_solved} of 3 (" in page for one in found)
    assert "(random)" in page
    values = json.loads((tmp_path / "study.json").read_text(encoding="utf-8"))
    assert [row["mean_evaluations"] for row in values["rows"]] == [one.mean_evaluations for one in found]
    assert values["plan"]["seeds"] == 3


def test_figures_stand_under_their_names_in_whatever_order_runs_have_them() -> None:
    """Finished runs come from a file with sorted keys, new ones as they were made."""
    chosen = plan(seeds=1)
    played = {"survival": 1.0, "kills": 2.0}, {"kills": 3.0, "survival": 4.0}
    records = [
        record(chosen, index, solved=False, evaluations=640) | {"held_out": {"champion": results}}
        for index, results in enumerate(played)
    ]
    page = report.markdown(chosen, summaries(chosen, records), defaultdict(str))
    assert "| player | kills | survival |\n" in page
    assert "| one | 2 (2 to 2) | 1 (1 to 1) |\n" in page
    assert "| two | 3 (3 to 3) | 4 (4 to 4) |\n" in page


def test_the_page_is_the_same_when_a_finished_study_is_started_again(tmp_path: Path) -> None:
    tasks = [{"name": "retina", "environment": "retina", "budget": 150}]
    chosen = plan(task=tasks, seeds=1)
    pages = []
    for _ in range(2):
        found = summaries(chosen, run(chosen, tmp_path, jobs=1))
        pages.append(report.markdown(chosen, found, defaultdict(str)))
    assert pages[0] == pages[1]


def test_the_table_for_a_terminal_has_the_main_figures_and_fits() -> None:
    chosen = plan()
    records = [record(chosen, index, solved=True, evaluations=100) for index in range(6)]
    written = report.table(summaries(chosen, records), 40).split("\n")
    assert max(map(len, written)) <= 40
    assert written[0].split() == ["task", "algorithm", "solved"]
    assert written[2] == "xor   one        3 of 3 (44-100%)"
    whole = report.table(summaries(chosen, records)).split("\n")
    assert whole[2] == "xor   one        3 of 3 (44-100%)  100 (100 to 100)     100"


def test_a_study_names_the_versions_that_are_asked_for() -> None:
    assert list(machine.describe()["packages"]) == ["numpy", "gymnasium"]
    assert machine.describe(["nonsense-that-nobody-has"])["packages"]["nonsense-that-nobody-has"] is None
