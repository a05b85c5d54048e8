"""Whether species persist and topology counts on genomes of 86 inputs and more than 500 connections."""

import numpy as np
import pytest
from benchmarks.species.chart import chart
from benchmarks.species.measuring import Figures, figures
from benchmarks.species.watching import Generation, watched

pytest.importorskip("speciate._native")

_DIVIDED = {"distance": {"distance_normalization": "larger_genome"}}


@pytest.fixture(scope="module")
def run() -> list[Generation]:
    return list(watched({}, 1, 25))


def _figures(run: list[Generation], *, divided: bool = False) -> Figures:
    return figures(run, weight_coefficient=0.4, divided=divided, skipped=8)


def test_species_persist_and_topology_tells_them_apart(run: list[Generation]) -> None:
    found = _figures(run)
    assert found.median_life >= 8
    assert found.explained > 0.9
    assert found.between > 1.3 * found.within
    assert 5 <= found.n_species <= 25


def test_divided_by_the_size_of_large_genomes_topology_counts_for_little(run: list[Generation]) -> None:
    divided = _figures(list(watched(_DIVIDED, 1, 25)), divided=True)
    assert divided.explained < 0.5 < _figures(run).explained


def test_the_chart_has_every_species_once_and_is_as_high_as_the_population(run: list[Generation]) -> None:
    pytest.importorskip("matplotlib")
    (axes,) = chart(run, "Species").axes
    assert len(axes.collections) == len({number for one in run for number in one.sizes})
    assert axes.get_ylim() == (0.0, sum(run[0].sizes.values()))
    tops = np.asarray(axes.collections[-1].get_paths()[0].vertices)[:, 1]
    assert tops.max() == sum(run[0].sizes.values())
