"""What a user chooses by name."""

import pytest
from benchmarks.suite import choosing

from speciate.errors import ConfigError


def test_unknown_workloads_and_peers_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"workload sotr: unknown.*sort"):
        choosing.workloads(["sotr"])
    with pytest.raises(ConfigError, match=r"peer pymooo: not there \(unknown\)"):
        choosing.contenders("pymooo")
    with pytest.raises(ConfigError, match="pip install neat-python"):
        choosing.contenders("neat")
    assert choosing.contenders("none") == frozenset()
    assert "reference" in choosing.contenders("all")


def test_cases_are_chosen_by_a_part_of_their_names() -> None:
    chosen = choosing.workloads(["survival"])
    names = [case.name for case in choosing.cases(chosen, frozenset(), "M 2, from 200 ")]
    assert names == ["M 2, from 200 to 100"]
    with pytest.raises(ConfigError, match=r"case 'x': no workload has one with this text; there are: M 2"):
        list(choosing.cases(chosen, frozenset(), "x"))
