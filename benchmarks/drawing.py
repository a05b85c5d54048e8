"""Charts by matplotlib, all in one style."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MISSING: Final = "charts are drawn by matplotlib, which is missing; install it with `pip install matplotlib`"

COLOURS: Final = (
    "#0077bb", "#cc3311", "#009988", "#ee7733", "#aa3377", "#33bbee", "#997700", "#44aa55",
    "#5533aa", "#555555", "#ccaa00", "#000000", "#663300", "#88aa00", "#ee99bb",
)  # fmt: skip
"""Colours that people who are colour-blind can tell apart when few of them meet."""

_STYLE: Final[Any] = {
    "font.size": 10,
    "font.family": ["DejaVu Sans", "sans-serif"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "svg.fonttype": "none",
    "svg.hashsalt": "speciate",
}


def available() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def axes(width: float, height: float) -> "tuple[Figure, Axes]":
    """A figure of so many inches, with one pair of axes. Ends the program if matplotlib is missing."""
    if not available():
        raise SystemExit(MISSING)
    from matplotlib import rc_context  # noqa: PLC0415  # matplotlib takes time to load
    from matplotlib.figure import Figure  # noqa: PLC0415

    with rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.add_subplot()


def save(figure: "Figure", path: Path) -> None:
    """Writes a figure in the format of the file's ending. Equal figures give equal SVG files."""
    from matplotlib import rc_context  # noqa: PLC0415  # as above

    with rc_context(_STYLE):
        figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
