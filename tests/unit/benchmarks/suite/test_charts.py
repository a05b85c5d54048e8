"""Charts of a report: what they show, and what they leave out."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from benchmarks import drawing
from benchmarks.suite import charts, report
from benchmarks.suite.cases import Row
from benchmarks.suite.peers import OTHERS, PACKAGES

pytest.importorskip("matplotlib")

ROOT = Path(__file__).parents[4]


def row(case: str, contender: str, ratio: float | None) -> Row:
    return Row("sort", case, contender, "call", samples=(1.0,), ratio=ratio)


def texts(path: Path) -> list[str]:
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314  # our own
    return ["".join(text.itertext()).strip() for text in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_chart_shows_the_other_packages_alone(tmp_path: Path) -> None:
    rows = [
        row("a", "native", 1.0),
        row("a", "reference", 900.0),
        row("a", "pymoo", 4.0),
        row("a", "genoxide, batch", 0.5),
        row("b", "pymoo", None),
    ]
    assert charts.draw(rows, tmp_path) == {"sort": "sort.svg"}
    found = texts(tmp_path / "sort.svg")
    assert {"a", "pymoo", "genoxide, batch", "genoxide, batch 0.5"} <= set(found)
    assert not {"b", "native", "reference"} & set(found)
    assert "time of the package / time of speciate (ratio, logarithmic axis)" in found


def test_a_workload_without_another_package_has_no_chart(tmp_path: Path) -> None:
    assert charts.draw([row("a", "native", 1.0), row("a", "reference", 9.0)], tmp_path) == {}
    assert not list(tmp_path.iterdir())


def test_many_cases_share_lines() -> None:
    rows = [row(f"M {m}, N {n}", "pymoo", m * n) for m in (2.0, 3.0) for n in range(1, charts.MOST_LINES)]
    ratios, merged = charts.lines(rows)
    assert merged == ["M 2.0", "M 3.0"]
    assert len(ratios) == charts.MOST_LINES - 1
    assert ratios["N 7"] == {"pymoo": [14.0, 21.0]}
    assert charts.lines(rows[:5]) == ({f"M 2.0, N {n}": {"pymoo": [2.0 * n]} for n in range(1, 6)}, [])


def test_equal_reports_have_equal_charts(tmp_path: Path) -> None:
    drawn = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        charts.draw([row("a", "pymoo", 4.0)], tmp_path / name)
        drawn.append((tmp_path / name / "sort.svg").read_bytes())
    assert drawn[0] == drawn[1]


def test_charts_of_a_kept_report_have_few_enough_lines_to_read(tmp_path: Path) -> None:
    rows = report.read(ROOT / "benchmarks" / "results" / "2026-11-30")
    for workload in {row.workload for row in rows}:
        ratios, _ = charts.lines([row for row in rows if row.workload == workload])
        assert len(ratios) <= charts.MOST_LINES, workload
    assert len(charts.draw(rows, tmp_path)) > 10


def test_no_two_packages_look_the_same() -> None:
    names = [*PACKAGES, *OTHERS]
    assert len(drawing.COLOURS) >= len(names)
