"""The figures as a table, Markdown, JSON and a bar chart."""

import json
import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from benchmarks.suite.measuring import OURS, Row
from benchmarks.suite.peers import PACKAGES

_HEADER: Final = ("workload", "case", "contender", "median", "low", "high", "per", "times native", "remark")
_HOW: Final = (
    "Medians with the quartiles beside them. Absolute figures hold for this machine, which may be shared and "
    "noisy; the ratios were measured in turns in one run. One thread unless a case says otherwise."
)
_PROCESSOR: Final = "Times are those that the process had of the processors."
_FASTER: Final = ("workload", "case", "contender", "times native")
_PEERS: Final = frozenset({*PACKAGES, "numpy", "pickle", "npz", "json"})
_BAR: Final = 420
_LABEL: Final = 330
_LINE: Final = 18


def cells(row: Row) -> tuple[str, ...]:
    """The cells of a row, as in the header."""
    remark = "; ".join(part for part in (row.status if row.status != "ok" else "", row.note) if part)
    if row.first_seconds is not None and row.samples and row.first_seconds > 1.0:
        remark = "; ".join(filter(None, (remark, f"first call {row.first_seconds:.2g} s")))
    samples, show = sorted(row.samples), _SHOW[row.quantity]
    spread = (
        (show(samples[len(samples) // 4]), show(samples[(3 * len(samples)) // 4])) if samples else ("", "")
    )
    median = "" if row.median is None else show(row.median)
    ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
    return (row.workload, row.case, row.contender, median, *spread, row.unit, ratio, remark)


def table(rows: Sequence[Row]) -> str:
    """Aligned columns, for a terminal or a log."""
    lines = [_HEADER, *map(cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADER))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def markdown(rows: Sequence[Row], machine: Mapping[str, Any], definitions: Mapping[str, str]) -> str:
    """A page with the machine, the definitions and a table for each workload."""
    versions = machine["packages"].items()
    packages = ", ".join(f"{name} {version or '(not installed)'}" for name, version in versions)
    commit = f" ({machine['commit']})" if machine["commit"] else ""
    about = (
        f"{machine['date']}, speciate {machine['speciate']}{commit}. {machine['processor']}, "
        f"{machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, "
        f"{machine['instruction_set']}, Python {machine['python']}. {packages}."
    )
    note = [machine["note"], ""] if machine.get("note") else []
    how = f"{_HOW} {_PROCESSOR}" if machine.get("clock") == "processor" else _HOW
    lines = ["# Benchmark", "", about, "", *note, how, *_faster(rows)]
    for workload in dict.fromkeys(row.workload for row in rows):
        lines += ["", f"## {workload}", "", definitions[workload], ""]
        lines += ["| " + " | ".join(_HEADER[1:]) + " |", "|" + "---|" * (len(_HEADER) - 1)]
        lines += ["| " + " | ".join(cells(row)[1:]) + " |" for row in rows if row.workload == workload]
    return "\n".join(lines) + "\n"


def _faster(rows: Sequence[Row]) -> list[str]:
    """A table of the other packages that were faster than this one, the fastest first."""
    found = [row for row in rows if row.ratio is not None and row.ratio < 1.0 and _is_peer(row.contender)]
    if not found:
        return ["", "No other package was faster in a case that was measured."]
    lines = ["", "## Where another package is faster", "", "| " + " | ".join(_FASTER) + " |"]
    lines.append("|" + "---|" * len(_FASTER))
    for row in sorted(found, key=lambda row: row.ratio or 0.0):
        named = dict(zip(_HEADER, cells(row), strict=True))
        lines.append("| " + " | ".join(named[name] for name in _FASTER) + " |")
    return lines


def _is_peer(contender: str) -> bool:
    """Whether a contender is another package, not this one or a limit of the machine."""
    return contender.partition(",")[0] in _PEERS


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


def chart(rows: Sequence[Row]) -> str:
    """An SVG of how many times as long as the native backend the others take, on a logarithmic scale."""
    shown = [row for row in rows if row.ratio is not None and row.contender != OURS]
    top = max([10.0, *(row.ratio for row in shown if row.ratio)])
    parts = []
    for place, row in enumerate(shown):
        ratio = row.ratio or 1.0
        width = _BAR * max(math.log10(ratio), 0.0) / math.log10(top)
        y = (place + 1) * _LINE
        label = escape(f"{row.workload} {row.case} {row.contender}")
        parts.append(f'<text x="{_LABEL - 6}" y="{y + 12}" text-anchor="end">{label}</text>')
        parts.append(
            f'<rect x="{_LABEL}" y="{y + 2}" width="{width:.1f}" height="{_LINE - 5}" fill="#4477aa"/>'
        )
        parts.append(f'<text x="{_LABEL + width + 5:.1f}" y="{y + 12}">{ratio:.3g}</text>')
    height = (len(shown) + 2) * _LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LABEL + _BAR + 80}" height="{height}" '
        'font-family="sans-serif" font-size="11">\n<rect width="100%" height="100%" fill="white"/>\n'
        f'<text x="{_LABEL}" y="12">times as long as the native backend (logarithmic)</text>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def write(
    folder: Path, rows: Sequence[Row], machine: Mapping[str, Any], definitions: Mapping[str, str]
) -> None:
    """Writes ``benchmark.json``, ``benchmark.md`` and ``benchmark.svg`` into an existing folder."""
    (folder / "benchmark.json").write_text(as_json(rows, machine), encoding="utf-8")
    (folder / "benchmark.md").write_text(markdown(rows, machine, definitions), encoding="utf-8")
    (folder / "benchmark.svg").write_text(chart(rows), encoding="utf-8")


def _time(microseconds: float) -> str:
    for limit, scale, unit in ((1.0, 1e-3, "ns"), (1e3, 1.0, "us"), (1e6, 1e3, "ms")):
        if microseconds < limit:
            return f"{microseconds / scale:.3g} {unit}"
    return f"{microseconds / 1e6:.3g} s"


def _bytes(number: float) -> str:
    size = abs(number)
    for limit, scale, unit in ((1e3, 1.0, "B"), (1e6, 1e3, "kB")):
        if size < limit:
            return f"{number / scale:.3g} {unit}"
    return f"{number / 1e6:.3g} MB"


_SHOW: Final = {"microseconds": _time, "bytes": _bytes}
