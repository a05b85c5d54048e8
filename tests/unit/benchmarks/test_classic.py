"""The comparison with the published record: what is read from a study, and what is drawn of it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.classic import __main__ as classic
from benchmarks.classic.chart import chart

from speciate.study import intervals
from speciate.study.plan import Plan
from speciate.study.running import RECORDS

N_GENERATIONS = 50


def record(trial: Any, offset: float) -> dict[str, Any]:
    """A run whose mean grows by 100 a generation, and whose best episode comes in generation 10."""
    task, algorithm = trial.entry
    best = [offset + 1000.0 + generation for generation in range(N_GENERATIONS)]
    best[10] = offset + 9000.0
    return {
        "task": task,
        "algorithm": algorithm,
        "key": trial.key,
        "seed": trial.config.seed,
        "solved": None,
        "evaluations": 6000,
        "seconds": 5.0,
        "results": {"fitness": 1.0},
        "connections": 1.0,
        "hidden_nodes": 1.0,
        "held_out": {who: {"fitness": 7.0} for who in ("champion", "idle", "random", "scripted")},
        "curves": {
            "best": best,
            "mean": [100.0 * generation for generation in range(N_GENERATIONS)],
            "seconds": [0.1] * N_GENERATIONS,
            "stage": [min(generation // 5, 4) for generation in range(N_GENERATIONS)],
        },
    }


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(intervals, "N_RESAMPLES", 20)  # intervals are tested elsewhere
    trials = Plan.from_toml(classic.PLAN).trials()
    lines = [json.dumps(record(trial, trial.config.seed)) for trial in trials]
    (tmp_path / RECORDS).write_text("\n".join(lines) + "\n")
    return tmp_path


def test_the_figures_are_those_of_the_best_so_far_and_of_the_last_mean(study: Path) -> None:
    runs = classic.finished(study)
    figures = classic.figures(runs["neat"])
    assert {name: len(found) for name, found in runs.items()} == dict.fromkeys(runs, 10)
    means = {generation: found[0] for generation, found in figures["best_by_generation"].items()}
    assert means == {"1": 1005.5, "3": 1007.5, "19": 9004.5, "25": 9004.5, "49": 9004.5}
    assert figures["highest"] == 9009.0
    assert figures["final_mean"][0] == 4900.0
    assert figures["first_generation_in_the_whole_arena"][0] == 20.0


def test_the_page_and_the_chart_have_every_algorithm_and_the_published_figures(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "output"
    monkeypatch.setattr("sys.argv", ["classic", str(study), "--output", str(output)])
    classic.main()
    page = (output / "classic.md").read_text()
    assert "| best episode by generation 49 | 147,672 | 9,004 (9,00" in page
    drawn = (output / "classic.svg").read_text()
    names = [*classic.finished(study), "published"]
    assert all(f"{name}: best so far" in drawn for name in names)


def test_a_study_that_is_not_finished_is_refused(study: Path) -> None:
    records = study / RECORDS
    records.write_text("".join(records.read_text().splitlines(keepends=True)[3:]))
    with pytest.raises(SystemExit, match="3 runs are missing; finish the study first"):
        classic.finished(study)


def test_lines_are_means_of_the_runs_shaded_from_the_worst_to_the_best() -> None:
    best = np.array([[1.0, 2.0, 6.0], [3.0, 4.0, 8.0]])
    (axes,) = chart({"neat": (best, best / 2)}, {1: 5}, 9).axes
    lines = {line.get_label(): np.asarray(line.get_ydata()).tolist() for line in axes.lines}
    assert lines["neat: best so far"] == [2.0, 3.0, 7.0]
    assert lines["neat: population mean"] == [1.0, 1.5, 3.5]
    assert lines["published: best so far"] == [5]
    shaded = np.asarray(axes.collections[0].get_paths()[0].vertices)[:, 1]
    assert (shaded.min(), shaded.max()) == (1.0, 8.0)
