"""Studies: what they run, what they keep and what they say."""

import json
import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from speciate.errors import ConfigError, RunDirectoryError
from speciate.study import Plan, report, run, summaries
from speciate.study.intervals import bootstrap, wilson
from speciate.study.records import Records
from speciate.study.trial import Record

pytest.importorskip("speciate._native")

XOR = {"name": "xor", "environment": "xor", "budget": 640}


def plan(**changes: Any) -> Plan:
    settings: dict[str, Any] = {
        "name": "small",
        "seeds": 3,
        "task": [XOR],
        "algorithm": [
            {"name": "one", "config": {"population_size": 16}},
            {"name": "two", "config": {"population_size": 20, "mutation": {"add_node_rate": 0.3}}},
        ],
    }
    return Plan.build(settings | changes)


def without_seconds(records: list[Record]) -> list[Record]:
    return [{name: value for name, value in one.items() if name != "seconds"} for one in records]


def record(plan_: Plan, index: int, *, solved: bool, evaluations: int) -> Record:
    trial = list(plan_.trials())[index]
    return {
        "task": trial.entry[0],
        "algorithm": trial.entry[1],
        "key": trial.key,
        "seed": trial.config.seed,
        "solved": solved,
        "evaluations": evaluations,
        "seconds": 1.0,
        "results": {"fitness": float(evaluations)},
        "hypervolume": None,
        "connections": 3.0,
        "hidden_nodes": 1.0,
    }


def test_every_pair_runs_every_seed_for_whole_generations_within_the_budget() -> None:
    trials = list(plan().trials())
    assert [(trial.entry[1], trial.config.seed) for trial in trials] == [
        (name, seed) for seed in range(3) for name in ("one", "two")
    ]
    assert [trial.config.generations for trial in trials[:2]] == [40, 32]
    assert {trial.config.threads for trial in trials} == {1}


def test_an_algorithm_may_leave_out_tasks() -> None:
    tasks = [
        {"name": name, "environment": "xor", "budget": 640, "config": {"population_size": 16}}
        for name in ("a", "b")
    ]
    chosen = plan(task=tasks, algorithm=[{"name": "x", "tasks": ["b"]}, {"name": "y"}])
    assert [entry.name for entry in chosen.entries()] == [("a", "y"), ("b", "x"), ("b", "y")]


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


def test_failures_count_with_the_whole_budget_and_are_never_dropped() -> None:
    chosen = plan()
    records = [
        record(chosen, 0, solved=True, evaluations=100),
        record(chosen, 2, solved=False, evaluations=40),
        record(chosen, 4, solved=True, evaluations=160),
    ]
    (only,) = summaries(chosen, records)
    assert (only.algorithm, only.n_runs, only.n_solved) == ("one", 3, 2)
    assert only.mean_evaluations == pytest.approx(300.0)
    assert only.median_evaluations == 160.0
    assert only.mean_interval[0] < 300.0 < only.mean_interval[1] <= 640.0


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


@pytest.mark.parametrize(
    ("n_successes", "n", "low", "high"),
    [(0, 10, 0.0, 0.27753), (10, 10, 0.72247, 1.0), (95, 100, 0.88825, 0.97846), (1, 2, 0.09453, 0.90547)],
)
def test_the_interval_of_a_fraction_is_wilsons(n_successes: int, n: int, low: float, high: float) -> None:
    assert wilson(n_successes, n) == pytest.approx((low, high), abs=5e-5)


def test_the_interval_of_a_fraction_is_wilsons_to_the_last_digits() -> None:
    """The numbers of statsmodels' ``proportion_confint(8, 10, method="wilson")``."""
    assert wilson(8, 10) == pytest.approx((0.49016247153664183, 0.9433178485456247), rel=1e-12)


def test_the_interval_of_a_mean_covers_it_and_narrows_with_more_values() -> None:
    few, many = [float(k % 10) for k in range(20)], [float(k % 10) for k in range(2000)]
    for values in (few, many):
        mean, (low, high) = bootstrap(values)
        expected = 1.96 * math.sqrt(8.25 / len(values))
        assert mean == pytest.approx(4.5)
        assert (mean - low, high - mean) == pytest.approx((expected, expected), rel=0.1)
    assert bootstrap(few) == bootstrap(few)
    assert bootstrap([3.0]) == (3.0, (3.0, 3.0))


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


def test_curves_have_a_number_for_every_generation_if_they_are_wanted(tmp_path: Path) -> None:
    without, chosen = plan(seeds=1), plan(seeds=1, curves=True)
    assert {trial.key for trial in without.trials()}.isdisjoint(trial.key for trial in chosen.trials())
    for one in run(chosen, tmp_path, jobs=1):
        assert one["curves"].keys() == {"best", "mean", "seconds"}
        assert {len(curve) for curve in one["curves"].values()} == {one["generations"]}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"seeds": 0}, "seeds = 0"),
        ({"name": "../x"}, 'name = "../x": expected a text of up to 60 characters like .A-Za-z0-9.'),
        ({"task": [XOR | {"budget": 19}]}, "budget = 19: expected .* one generation, population_size = 20"),
        ({"task": [{"name": "xor"}]}, "task 1: environment: is missing; expected a text\ntask 1: budget: is"),
        ({"algorithm": [{"name": "a"}, {"name": "a"}]}, 'algorithm "a": there are two of this name'),
        ({"algorithm": [{"name": "a", "tasks": ["xo"]}]}, 'tasks names "xo"'),
        ({"algorithm": [{"name": "a", "config": {"seed": 1}}]}, "seed is decided by the study"),
        ({"algorithm": [{"name": "a", "config": {"population_sise": 9}}]}, 'algorithm "a": population_sise'),
        ({"algorithm": []}, "algorithm"),
        ({"algorithm": [{"name": "a"}, {"name": "b", "tusks": []}]}, "algorithm 2: tusks"),
        ({"algorithm": [{"name": "a/b"}]}, 'algorithm 1: name = "a/b"'),
        ({"tusk": 1}, "tusk"),
        ({"task": [XOR | {"levels": {"fitnes": [1]}}]}, 'levels: unknown "fitnes"; expected some of fitness'),
        ({"task": [XOR | {"levels": {"fitness": [2, 1]}}]}, "levels.fitness = .*each above the one before"),
        ({"task": [XOR | {"levels": {"fitness": [1, 1]}}]}, "levels.fitness = .*each above the one before"),
        ({"task": [XOR | {"levels": {"fitness": []}}]}, "levels"),
        ({"task": [XOR | {"levels": {"fitness": [math.inf]}}]}, "levels"),
    ],
)
def test_a_plan_with_a_mistake_is_refused_by_name(changes: dict[str, Any], expected: str) -> None:
    with pytest.raises(ConfigError, match=expected.replace("(", r"\(")):
        plan(**changes)


@pytest.mark.parametrize("line", ["no json", "[]", '{"task": "xor"}'])
def test_a_line_that_is_no_run_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "runs.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(RunDirectoryError, match="line 1 is no"):
        Records(tmp_path / "runs.jsonl").open()


def test_an_empty_plan_says_what_is_missing() -> None:
    with pytest.raises(ConfigError) as refused:
        Plan.build({})
    lines = str(refused.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["name", "seeds", "task", "algorithm"]
    assert all(": is missing; expected " in line for line in lines)
