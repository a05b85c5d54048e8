"""Figures of docs/benchmarks.md are those of the kept results."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "benchmarks.md").read_text()
RESULTS = json.loads((ROOT / "benchmarks" / "results" / "2026-11-30" / "benchmark.json").read_text())["rows"]

CASES = {
    "hypervolume, M = 2, N = 100 / 1,000": ("hypervolume", ["M 2, N 100", "M 2, N 1,000"]),
    "hypervolume, M = 3, N = 100 / 1,000": ("hypervolume", ["M 3, N 100", "M 3, N 1,000"]),
    "hypervolume, M = 5, N = 100 / 200": ("hypervolume", ["M 5, N 100", "M 5, N 200"]),
    "167 dense networks 86-80-6, 1 observation each": ("batch-forward", ["dense 86-80-6, 167 x 1"]),
    "167 dense networks 86-80-6, 64 observations each": ("batch-forward", ["dense 86-80-6, 167 x 64"]),
    "167 networks of 516 equal connections, 1 observation each": (
        "batch-forward",
        ["516 connections, 167 x 1"],
    ),
    "167 networks of 516 equal connections, 64 observations each": (
        "batch-forward",
        ["516 connections, 167 x 64"],
    ),
    "one network of 516 connections, called from Python": ("forward", ["516 connections"]),
    "one grown network of 578 connections, called from Python": ("forward", ["grown"]),
    "CartPole, a step": ("steps", ["CartPole"]),
    "10,000 genomes of 578 connections, written and flushed": ("checkpoint", ["write and flush"]),
    "10,000 genomes of 578 connections, all loaded and built": ("checkpoint", ["all genomes"]),
    "10,000 genomes of 578 connections, the file opened": ("checkpoint", ["open"]),
    "a new process with a first population": ("start-up", ["a first population"]),
}
"""Of each line of the first table, the workload and its cases."""

CONTENDERS = {
    "NumPy": "numpy",
    "JAX": "jax",
    "Gymnasium": "gymnasium, vector",
    "neat-python": "neat",
}
MICROSECONDS = {"ns": 1e-3, "us": 1.0, "ms": 1e3, "s": 1e6}
OURS = {"native", "reference"}
NO_PEERS = {"limits", "main-job", "saving"}
"""Workloads that compare with the machine or with other settings."""


def row_of(workload: str, case: str, contender: str) -> dict[str, Any]:
    wanted = (workload, case, contender)
    found = [row for row in RESULTS if (row["workload"], row["case"], row["contender"]) == wanted]
    assert len(found) == 1, wanted
    return dict(found[0])


def fits(shown: str, value: float) -> bool:
    """Whether a figure is a value, rounded to the digits that are shown."""
    digits = len(shown.partition(".")[2])
    return abs(float(shown) - value) <= 0.5 * 10.0**-digits + 1e-12


def lines_of_table() -> list[tuple[str, str, str]]:
    """Workload, figures of speciate and ratios, with "the same" spelt out."""
    table = TEXT.partition("## Where another package is faster")[2].partition("## ")[0]
    lines, before = [], ""
    for line in re.findall(r"^\| (.*) \|$", table, re.MULTILINE)[1:]:
        label, ours, ratios = line.split(" | ")
        label = label.replace("the same", before.rpartition(", ")[0]) if "the same" in label else label
        before = label
        lines.append((label, ours, ratios))
    return lines


def ratios_of(text: str) -> list[tuple[str, list[str]]]:
    found = re.findall(r"([A-Za-z][A-Za-z-]*) (\d+\.\d+(?: / \d+\.\d+)*)", text)
    return [(CONTENDERS.get(name, name), shown.split(" / ")) for name, shown in found]


def test_the_first_table_has_the_workloads_of_the_results() -> None:
    assert [label for label, _, _ in lines_of_table()] == list(CASES)


@pytest.mark.parametrize("line", lines_of_table(), ids=lambda line: line[0])
def test_figures_of_the_first_table_are_those_of_the_results(line: tuple[str, str, str]) -> None:
    label, ours, ratios = line
    workload, cases = CASES[label]
    figures = re.match(r"([\d./ ]+) (ns|us|ms|s)\b", ours)
    assert figures
    for shown, case in zip(figures[1].split(" / "), cases, strict=True):
        row = row_of(workload, case, "native")
        assert row["quantity"] == "microseconds"
        assert fits(shown, row["median"] / MICROSECONDS[figures[2]]), row
    assert ratios_of(ratios)
    for contender, found in ratios_of(ratios):
        for shown, case in zip(found, cases, strict=True):
            assert fits(shown, row_of(workload, case, contender)["times_native"]), (case, contender)


def test_every_package_that_is_faster_is_in_the_first_table() -> None:
    shown = {
        (CASES[label][0], case, contender)
        for label, _, ratios in lines_of_table()
        for contender, _ in ratios_of(ratios)
        for case in CASES[label][1]
    }
    least, most = 1.0, 0.0
    for row in RESULTS:
        workload, contender, ratio = row["workload"], row["contender"], row["times_native"]
        if ratio is None or ratio >= 1.0 or workload in NO_PEERS or contender in OURS:
            continue
        if workload == "start-up" and contender in {"python alone", "numpy"}:  # no package for evolution
            continue
        if workload == "hypervolume" and contender in {"pymoo", "pygmo"}:
            least, most = min(least, ratio), max(most, ratio)
        else:
            assert (workload, row["case"], contender) in shown
    assert f"at {least:.2f} to {most:.2f}" in TEXT


def test_the_shares_of_the_main_job_are_those_of_one_case() -> None:
    case = "167 genomes, 50 generations, 2 threads, by phase"
    paragraph = " ".join(TEXT.partition("The main job is")[2].partition("\n\n")[0].split())
    seconds = re.search(r"takes ([\d.]+) s with two threads, which is (\d+) ms a generation", paragraph)
    assert seconds
    whole = row_of("main-job", case, "native")["median"]
    assert fits(seconds[1], whole / 1e6)
    assert fits(seconds[2], whole / 50 / 1e3)
    shares = re.findall(r"(\d+)%", paragraph)
    for shown, phase in zip(shares, ("evaluate", "tell", "validate", "all else"), strict=True):
        assert fits(shown, row_of("main-job", case, phase)["median"] / whole * 100), phase
