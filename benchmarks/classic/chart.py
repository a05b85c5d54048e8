"""Best and mean by generation, beside the published record."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from benchmarks import drawing

from speciate.values.types import Float64s

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Curves = Mapping[str, tuple[Float64s, Float64s]]
"""By algorithm: the best episode so far and the population mean, (n_runs, n_generations) each."""


def chart(curves: Curves, published_best: Mapping[int, int], published_mean: int) -> "Figure":
    """Lines of the means over runs, shaded from the worst to the best run, beside the published points.

    Args:
        curves: What to draw.
        published_best: The best episode so far, by generation.
        published_mean: The population mean of the last generation.
    """
    figure, axes = drawing.axes(9.0, 5.0)
    n_last = next(iter(curves.values()))[0].shape[1] - 1
    generations = range(n_last + 1)
    for colour, (name, (best, mean)) in zip(drawing.COLOURS, curves.items(), strict=False):
        axes.fill_between(generations, best.min(axis=0), best.max(axis=0), color=colour, alpha=0.15, lw=0)
        axes.plot(generations, best.mean(axis=0), color=colour, lw=2, label=f"{name}: best so far")
        axes.plot(
            generations, mean.mean(axis=0), "--", color=colour, lw=1.5, label=f"{name}: population mean"
        )
    axes.plot(list(published_best), list(published_best.values()), "ko", label="published: best so far")
    axes.plot([n_last], [published_mean], "ko", mfc="white", label="published: final population mean")
    axes.set_xlim(0, n_last + 0.5)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(axis="y")
    axes.set_xlabel("generation")
    axes.set_ylabel("score of an episode (points)")
    axes.set_title(
        "The classic arena: means of the runs, shaded from worst to best", loc="left", fontweight="bold"
    )
    axes.legend(loc="upper left", frameon=False, fontsize=9)
    return figure
