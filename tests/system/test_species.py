"""Whether species persist and topology counts on genomes of 86 inputs and more than 500 connections."""

from xml.etree import ElementTree as ET

import pytest
from benchmarks.species.measuring import Figures, figures
from benchmarks.species.plot import plot
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


def test_the_plot_has_every_species_once_and_is_no_higher_than_the_population(run: list[Generation]) -> None:
    svg = ET.fromstring(plot(run, "Species"))  # noqa: S314  # our own text
    polygons = [part for part in svg.iter() if part.tag.endswith("polygon")]
    assert len(polygons) == len({number for one in run for number in one.sizes})
    heights = [float(point.split(",")[1]) for part in polygons for point in part.attrib["points"].split()]
    assert (min(heights), max(heights)) == (30.0, 330.0)
