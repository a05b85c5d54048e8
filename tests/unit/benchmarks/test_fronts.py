"""The known fronts that NSGA-II is measured by."""

import numpy as np
import pytest
from benchmarks.fronts.__main__ import known_front, measured
from benchmarks.suite.problems import PROBLEMS

from speciate.evolution import pareto


@pytest.mark.parametrize("problem", PROBLEMS)
def test_nothing_dominates_a_point_of_a_known_front(problem: str) -> None:
    front = known_front(problem)
    assert len(front) > 500
    assert not pareto.fronts(front, "min").any()


def test_known_fronts_are_those_of_the_papers() -> None:
    first, second = known_front("zdt1").T
    assert np.allclose(second, 1.0 - np.sqrt(first))
    first, second = known_front("zdt2").T
    assert np.allclose(second, 1.0 - first**2)
    first, second = known_front("zdt6").T
    assert first.min() == pytest.approx(0.2807753191, abs=1e-5)
    assert np.allclose(second, 1.0 - first**2)
    assert np.allclose(known_front("dtlz1").sum(axis=1), 0.5)
    assert np.allclose((known_front("dtlz2") ** 2).sum(axis=1), 1.0)
    assert known_front("zdt3")[:, 1].min() == pytest.approx(-0.7733690, abs=1e-4)


def test_a_search_comes_near_the_front_of_zdt2() -> None:
    pytest.importorskip("speciate._native")
    row = measured("zdt2", "speciate", 1)
    assert 0.53 < row["hypervolume"] < 0.5377
    assert row["igd"] < 0.006
