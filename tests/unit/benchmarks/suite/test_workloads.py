"""The workloads: each has the native backend, and the quick ones run."""

from pathlib import Path

import pytest
from benchmarks.suite.measuring import measure
from benchmarks.suite.peers import PACKAGES
from benchmarks.suite.workloads import ALL, Workload


@pytest.mark.parametrize("workload", ALL.values(), ids=list(ALL))
def test_each_workload_measures_the_native_backend(workload: Workload) -> None:
    cases = list(workload.cases(lambda _: False))
    assert cases
    assert all(one.workload == workload.name and "native" in one.contenders for one in cases)
    assert len({one.name for one in cases}) == len(cases)


@pytest.mark.parametrize(
    "name", ["forward", "compile", "sort", "survival", "operators", "genetic-operators", "population-file"]
)
def test_quick_workloads_run(name: str) -> None:
    for one in ALL[name].cases(lambda _: False):
        rows = {row.contender: row for row in measure(one, 1, 60.0)}
        assert rows["native"].status == "ok"
        assert (rows["native"].median or 0.0) > 0.0


def test_the_reference_and_moocore_find_the_same_fronts() -> None:
    for one in ALL["nondominated"].cases(lambda name: name in {"reference", "moocore"}):
        if one.size == 100:
            assert {row.status for row in measure(one, 1, 60.0)} == {"ok"}, one.name


def test_moocore_measures_the_same_volumes() -> None:
    for one in ALL["hypervolume"].cases(lambda name: name == "moocore"):
        if one.size == 100:
            assert {row.status for row in measure(one, 1, 60.0)} == {"ok"}, one.name


def test_make_peers_installs_every_package_that_is_compared() -> None:
    makefile = Path(__file__).parents[4] / "Makefile"
    line = next(
        text for text in makefile.read_text(encoding="utf-8").splitlines() if text.startswith("PEERS")
    )
    assert set(line.partition(":=")[2].split()) == set(PACKAGES.values())
