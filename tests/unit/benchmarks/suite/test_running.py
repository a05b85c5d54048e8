"""Running cases: what is written, and when."""

from pathlib import Path

import pytest
from benchmarks import drawing
from benchmarks.suite import choosing, running


def test_an_interrupted_benchmark_keeps_what_it_measured(tmp_path: Path) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        running.run(
            choosing.cases(choosing.workloads(["sort"]), frozenset({"moocore"}), ""),
            repetitions=1,
            time_limit=5.0,
            folder=tmp_path,
            tell=lambda _: None,
            show=interrupt,
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["benchmark.json", "benchmark.md", "sort.svg"]


def test_without_matplotlib_a_report_has_no_charts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "available", lambda: False)
    cases = choosing.cases(choosing.workloads(["sort"]), frozenset({"moocore"}), "")
    rows = running.run(
        cases, repetitions=1, time_limit=5.0, folder=tmp_path, tell=lambda _: None, show=lambda _: None
    )
    assert {row.contender for row in rows} == {"native", "moocore"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["benchmark.json", "benchmark.md"]
    assert "![" not in (tmp_path / "benchmark.md").read_text(encoding="utf-8")
