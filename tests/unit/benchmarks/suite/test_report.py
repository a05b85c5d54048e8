"""The report of what was measured."""

import json
from pathlib import Path

from benchmarks.suite import peers, report
from benchmarks.suite.cases import Row
from benchmarks.suite.workloads import ALL

from speciate.study import machine


def test_the_report_says_what_was_measured_where(tmp_path: Path) -> None:
    rows = [
        Row("sort", "a | b", "native", "call", samples=(3.0, 1.0, 2.0), ratio=1.0),
        Row("sort", "a | b", "slow <one>", "call", samples=(200.0,), ratio=100.0, note="a note"),
        Row("sort", "a | b", "none", "call", status="differs"),
        Row("memory", "peak", "native", "genome", quantity="bytes", samples=(21_800.0,), ratio=1.0),
    ]
    described = machine.describe(peers.PACKAGES.values())
    report.write(tmp_path, rows, described, {"sort": "sort.svg"})
    page = (tmp_path / "benchmark.md").read_text(encoding="utf-8")
    assert described["processor"] in page
    assert ALL["sort"].definition in page
    assert "21.8 kB" in page
    assert "| 2 us | 1 us | 3 us |" in page
    stored = json.loads((tmp_path / "benchmark.json").read_text(encoding="utf-8"))
    assert [row["status"] for row in stored["rows"]] == ["ok", "ok", "differs", "ok"]
    assert stored["machine"]["instruction_set"] == described["instruction_set"]
    assert "(sort.svg)\n\n| case | contender |" in page
    assert "| a \\| b | native | 2 us |" in page
    assert "genoxide " in page
    assert report.read(tmp_path) == rows


def test_the_report_says_first_where_another_package_is_faster() -> None:
    rows = [
        Row("sort", "a", "native", "call", samples=(2.0,), ratio=1.0),
        Row("sort", "a", "moocore", "call", samples=(1.0,), ratio=0.5),
        Row("sort", "a", "genoxide, batch", "call", samples=(0.5,), ratio=0.25),
        Row("sort", "a", "pymoo", "call", samples=(4.0,), ratio=2.0),
        Row("sort", "a", "python alone", "call", samples=(0.2,), ratio=0.1),
    ]
    page = report.markdown(rows, machine.describe() | {"note": "The machine was busy."}, {})
    first, _, rest = page.partition("## sort")
    faster = [line for line in first.splitlines() if line.startswith("| sort")]
    assert faster == ["| sort | a | genoxide, batch | 0.25 |", "| sort | a | moocore | 0.5 |"]
    assert "The machine was busy." in first
    assert "python alone" in rest
    alone = report.markdown(rows[:1], machine.describe(), {})
    assert "No other package was faster in a case that was measured." in alone


def test_the_table_of_a_case_fits_a_terminal() -> None:
    rows = [
        Row("sort", "a case", "native", "call", samples=(2.0,), ratio=1.0),
        Row("sort", "a case", "genoxide, batch", "call", samples=(4e6,), ratio=2e6, note="a note " * 5),
    ]
    written = report.table(rows, 80)
    assert max(map(len, written.split("\n"))) <= 80
    assert written.startswith("sort: a case\ncontender")
    assert "2e+06" in written
    assert "a note a note" in written
