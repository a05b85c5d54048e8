"""The sizes of species over the generations, stacked."""

import colorsys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from benchmarks import drawing
from benchmarks.species.watching import Generation

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TURN: Final = 137.508
"""Degrees between the colours of two neighbouring species: the golden angle, so that they differ."""


def chart(run: Sequence[Generation], title: str) -> "Figure":
    """One area for each species of a run; the oldest species are at the bottom."""
    figure, axes = drawing.axes(9.0, 4.0)
    ids = sorted({number for one in run for number in one.sizes})
    sizes = [[one.sizes.get(number, 0) for one in run] for number in ids]
    colours = [colorsys.hls_to_rgb(number * _TURN % 360.0 / 360.0, 0.6, 0.6) for number in ids]
    axes.stackplot(range(len(run)), sizes, colors=colours, edgecolor="white", linewidth=0.3)
    axes.set_xlim(0, len(run) - 1)
    axes.set_ylim(0, sum(run[0].sizes.values()))
    axes.set_xlabel("generation")
    axes.set_ylabel("genomes, one colour for each species")
    axes.set_title(title, loc="left", fontweight="bold")
    return figure
