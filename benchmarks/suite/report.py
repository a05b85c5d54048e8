"""The report: a page in Markdown, everything as JSON, and the table of a case for the terminal."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from benchmarks.suite.cases import Row
from benchmarks.suite.figures import HEADER, cells
from benchmarks.suite.peers import is_peer
from benchmarks.suite.workloads import ALL

from speciate import tables

JSON: Final = "benchmark.json"
PAGE: Final = "benchmark.md"

_HOW: Final = (
    "Medians with the quartiles beside them. Absolute figures hold for this machine, which may be shared and "
    "noisy; the ratios were measured in turns in one run. One thread unless a case says otherwise."
)
_PROCESSOR: Final = "Times are those that the process had of the processors."


def write(
    folder: Path, rows: Sequence[Row], machine: Mapping[str, Any], charts: Mapping[str, str] | None = None
) -> None:
    """Writes ``benchmark.json`` and ``benchmark.md``.

    Args:
        folder: An existing folder.
        rows: All that was measured.
        machine: What it was measured on.
        charts: The names of the files of charts, by workload.
    """
    (folder / JSON).write_text(as_json(rows, machine), encoding="utf-8")
    (folder / PAGE).write_text(markdown(rows, machine, charts or {}), encoding="utf-8")


def table(rows: Sequence[Row], width: int | None = None) -> str:
    """The workload and the case, and below the figures in lines of up to ``width`` characters."""
    title = f"{rows[0].workload}: {rows[0].case}"
    return f"{title}\n{tables.text(HEADER, [cells(row) for row in rows], width)}"


def markdown(rows: Sequence[Row], machine: Mapping[str, Any], charts: Mapping[str, str]) -> str:
    """A page with the machine, and for each workload its definition, its chart and a table."""
    note = [machine["note"], ""] if machine.get("note") else []
    how = f"{_HOW} {_PROCESSOR}" if machine.get("clock") == "processor" else _HOW
    lines = ["# Benchmark", "", _about(machine), "", *note, how, *_faster(rows)]
    for workload in dict.fromkeys(row.workload for row in rows):
        lines += ["", f"## {workload}", "", ALL[workload].definition, ""]
        if workload in charts:
            lines += [f"![Ratios of the times in {workload}]({charts[workload]})", ""]
        found = [[row.case, *cells(row)] for row in rows if row.workload == workload]
        lines += tables.markdown(["case", *HEADER], found)
    return "\n".join(lines) + "\n"


def _about(machine: Mapping[str, Any]) -> str:
    versions = machine["packages"].items()
    packages = ", ".join(f"{name} {version or '(not installed)'}" for name, version in versions)
    commit = f" ({machine['commit']})" if machine["commit"] else ""
    return (
        f"{machine['date']}, speciate {machine['speciate']}{commit}. {machine['processor']}, "
        f"{machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, "
        f"{machine['instruction_set']}, Python {machine['python']}. {packages}."
    )


def _faster(rows: Sequence[Row]) -> list[str]:
    """A table of the other packages that were faster than this one, the fastest first."""
    found = [row for row in rows if row.ratio is not None and row.ratio < 1.0 and is_peer(row.contender)]
    if not found:
        return ["", "No other package was faster in a case that was measured."]
    lines = [
        (row.workload, row.case, row.contender, f"{row.ratio:.3g}")
        for row in sorted(found, key=lambda row: row.ratio or 0.0)
    ]
    header = ("workload", "case", "contender", "times native")
    return ["", "## Where another package is faster", "", *tables.markdown(header, lines)]


def as_json(rows: Sequence[Row], machine: Mapping[str, Any]) -> str:
    """Everything that was measured."""
    values = [
        {
            "workload": row.workload,
            "case": row.case,
            "contender": row.contender,
            "unit": row.unit,
            "status": row.status,
            "first_seconds": row.first_seconds,
            "quantity": row.quantity,
            "samples": [round(sample, 5) for sample in row.samples],
            "median": row.median,
            "times_native": row.ratio,
            "note": row.note,
        }
        for row in rows
    ]
    return json.dumps({"machine": machine, "rows": values}, indent=1) + "\n"


def read(folder: Path) -> list[Row]:
    """The rows of a report that was written before."""
    found = json.loads((folder / JSON).read_text(encoding="utf-8"))["rows"]
    same = [field.name for field in fields(Row) if field.name not in {"samples", "ratio"}]
    return [
        Row(
            **{name: one[name] for name in same if name in one},
            samples=tuple(one["samples"]),
            ratio=one["times_native"],
        )
        for one in found
    ]
