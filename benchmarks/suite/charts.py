"""Charts of a report, one for each workload: ``python -m benchmarks.suite.charts FOLDER`` draws them again.

A chart has a line for each case. Dots are the times of other packages divided by the time of this package.
"""

import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import drawing
from benchmarks.suite import report
from benchmarks.suite.cases import Row
from benchmarks.suite.peers import OTHERS, PACKAGES, is_peer, package

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Ratios = Mapping[str, Mapping[str, Sequence[float]]]
"""By line of the chart and contender: the ratios of the cases that the line stands for."""

MOST_LINES: Final = 20
"""A workload with more cases has one line for all cases that differ in the first part of their names."""

_TICKS: Final = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
_MANY_DECADES: Final = 100.0
_MARKERS: Final = "osD^vP*Xph"
_SPREAD: Final = 0.6
_LEGEND_COLUMNS: Final = 6
_WHOLE: Final = 10.0


def draw(rows: Sequence[Row], folder: Path, ending: str = "svg") -> dict[str, str]:
    """Draws a chart for each workload in which another package has a figure.

    Returns:
        The names of the files by workload; none without matplotlib.
    """
    written = {}
    for workload in dict.fromkeys(row.workload for row in rows) if drawing.available() else ():
        own = [row for row in rows if row.workload == workload]
        ratios, merged = lines(own)
        if ratios:
            written[workload] = f"{workload}.{ending}"
            figure = chart(workload, ratios, merged, own[0].quantity)
            drawing.save(figure, folder / written[workload])
    return written


def lines(rows: Sequence[Row]) -> tuple[Ratios, Sequence[str]]:
    """The ratios of the other packages in one workload.

    Returns:
        The lines of the chart, and the first parts of names that one line stands for, if any.
    """
    shown = [row for row in rows if row.ratio is not None and is_peer(row.contender)]
    parts = {row.case: row.case.partition(", ") for row in shown}
    merges = len(parts) > MOST_LINES
    found: dict[str, dict[str, list[float]]] = {}
    for row in shown:
        line = found.setdefault(parts[row.case][2] if merges else row.case, {})
        line.setdefault(row.contender, []).append(row.ratio or 0.0)
    return found, list(dict.fromkeys(first for first, _, _ in parts.values())) if merges else []


def chart(workload: str, ratios: Ratios, merged: Sequence[str], quantity: str) -> "Figure":
    """A dot for each contender in each line, on a logarithmic axis, with a rule at 1."""
    figure, axes = drawing.axes(9.0, 1.9 + 0.42 * len(ratios))
    what = "memory" if quantity == "bytes" else "time"
    _ratio_axis(axes, ratios, what)
    _case_axis(axes, ratios)
    contenders = sorted({name for line in ratios.values() for name in line}, key=_place)
    for place, contender in enumerate(contenders):
        _dots(axes, ratios, contender, shift=_SPREAD * ((place + 0.5) / len(contenders) - 0.5))
    about = f"\ndots: medians over {', '.join(merged)}; bars: from least to greatest" if merged else ""
    axes.set_xlabel(f"{what} of the package / {what} of speciate (ratio, logarithmic axis){about}")
    title = f"{what} of other packages"
    axes.set_title(
        title if what == workload else f"{workload}: {title}", loc="left", pad=22, fontweight="bold"
    )
    figure.legend(loc="outside lower center", ncols=min(len(contenders), _LEGEND_COLUMNS), frameon=False)
    return figure


def _ratio_axis(axes: "Axes", ratios: Ratios, what: str) -> None:
    """The axis of ratios, and on which side of 1 this package is better."""
    values = [value for line in ratios.values() for several in line.values() for value in several]
    low, high = min([0.5, *(value / 1.5 for value in values)]), max([2.5, *(value * 1.5 for value in values)])
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    decades = [10.0**power for power in range(-3, 7)]
    ticks = [tick for tick in (decades if high / low > _MANY_DECADES else _TICKS) if low <= tick <= high]
    axes.set_xticks(ticks, [f"{tick:,g}" for tick in ticks])
    axes.minorticks_off()
    axes.grid(axis="x")
    axes.axvspan(low, 1.0, color="#cc3311", alpha=0.08, linewidth=0)
    axes.axvline(1.0, color="black", linewidth=1.2)
    above = axes.get_xaxis_transform()
    better, worse = ("needs less", "more") if what == "memory" else ("is faster", "slower")
    axes.text(1.0, 1.0, f"  speciate {better} \u2192", transform=above, va="bottom", fontsize=9)
    if any(value < 1.0 for value in values):
        axes.text(1.0, 1.0, f"\u2190 {worse}  ", transform=above, va="bottom", ha="right", fontsize=9)


def _case_axis(axes: "Axes", ratios: Ratios) -> None:
    """The names of the lines, and at their right ends the package with the lowest ratio."""
    axes.set_yticks(range(len(ratios)), list(ratios))
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(ratios) - 0.5, -0.5)
    across = axes.get_yaxis_transform()
    axes.text(1.02, -0.55, "lowest ratio", transform=across, va="bottom", fontsize=9, fontweight="bold")
    for y, line in enumerate(ratios.values()):
        if y % 2:
            axes.axhspan(y - 0.5, y + 0.5, color="black", alpha=0.03, linewidth=0)
        name, values = min(line.items(), key=lambda item: statistics.median(item[1]))
        text = f"{name} {_short(statistics.median(values))}"
        axes.text(1.02, y, text, transform=across, va="center", fontsize=9)


def _dots(axes: "Axes", ratios: Ratios, contender: str, shift: float) -> None:
    """The dots of one contender, shifted from the others; a second way to use a package has hollow ones."""
    place = _place(contender)
    colour, marker = drawing.COLOURS[place % len(drawing.COLOURS)], _MARKERS[place % len(_MARKERS)]
    own = [(y + shift, line[contender]) for y, line in enumerate(ratios.values()) if contender in line]
    heights = [y for y, _ in own]
    axes.hlines(heights, [min(v) for _, v in own], [max(v) for _, v in own], colour, linewidth=2.5, alpha=0.5)
    axes.plot(
        [statistics.median(values) for _, values in own],
        heights,
        marker,
        color=colour,
        markerfacecolor="white" if "," in contender else colour,
        markersize=7,
        label=contender,
    )


def _short(ratio: float) -> str:
    return f"{ratio:.2g}" if ratio < _WHOLE else f"{ratio:,.0f}"


def _place(contender: str) -> int:
    """Where a package stands among all, which decides its colour and its marker."""
    return [*PACKAGES, *OTHERS].index(package(contender))


if __name__ == "__main__":
    FOLDER = Path(sys.argv[1])
    print("\n".join(draw(report.read(FOLDER), FOLDER).values()))
