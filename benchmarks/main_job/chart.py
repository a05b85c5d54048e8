"""Learning curves of the variants, and the scripted player as a line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from benchmarks import drawing
from benchmarks.main_job.variants import Variant

from speciate.study.intervals import bootstrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def chart(variants: Sequence[Variant], lines: Sequence[dict[str, Any]]) -> "Figure":
    """The mean fitness of the generations, with 95% intervals over the runs, and champions at the end."""
    figure, axes = drawing.axes(11.0, 5.0)
    for index, (variant, colour) in enumerate(zip(variants, drawing.COLOURS, strict=False)):
        found = [line for line in lines if line["variant"] == variant.name]
        if not found:
            continue
        curves = np.array([line["curve"] for line in found])
        intervals = [bootstrap(curve.tolist()) for curve in curves.T]
        generations = range(1, len(intervals) + 1)
        axes.plot(generations, [mean for mean, _ in intervals], color=colour, label=variant.name)
        low, high = np.array([interval for _, interval in intervals]).T
        axes.fill_between(generations, low, high, color=colour, alpha=0.15, linewidth=0.0)
        champion, (least, most) = bootstrap([line["champion"][0] for line in found])
        bars = [[champion - least], [most - champion]]
        axes.errorbar([len(intervals) + 1 + index], [champion], bars, color=colour, marker="o", capsize=3)
    scripted = float(np.mean([line["scripted"][0] for line in lines]))
    axes.axhline(scripted, color="black", linestyle="--", linewidth=1.0, label="scripted player")
    axes.set_xlabel("generation")
    axes.set_ylabel("fitness")
    axes.set_ylim(bottom=0.0)
    axes.set_title(
        "Mean of each generation, and the champion in held-out episodes (dots)", loc="left", fontweight="bold"
    )
    axes.grid(axis="y")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=9)
    return figure
