"""The plot of best and mean by generation, as SVG."""

from collections.abc import Mapping
from html import escape
from typing import Final

import numpy as np

from speciate.values.types import Float64s

_WIDTH: Final = 760
_HEIGHT: Final = 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 80, 20, 40, 50
_COLOURS: Final = ("#0077bb", "#cc3311", "#009988", "#ee7733")
_STEP: Final = 50_000

Curves = Mapping[str, tuple[Float64s, Float64s]]
"""By algorithm: the best episode so far and the population mean, (n_runs, n_generations) each."""


def svg(curves: Curves, published_best: Mapping[int, int], published_mean: int) -> str:
    """Lines of the means over runs, shaded from the worst to the best run, beside the published points.

    Args:
        curves: What to draw.
        published_best: The best episode so far, by generation.
        published_mean: The population mean of the last generation.
    """
    first = next(iter(curves.values()))[0]
    top = max(*(best.max() for best, _ in curves.values()), *published_best.values())
    axes = _Axes(first.shape[1] - 1, (int(top) // _STEP + 1) * _STEP)
    parts = [*axes.drawn()]
    for place, (name, (best, mean)) in enumerate(curves.items()):
        colour = _COLOURS[place % len(_COLOURS)]
        parts += [axes.band(best, colour), axes.line(best, colour, dashed=False)]
        parts += [axes.line(mean, colour, dashed=True), _key(place, name, colour)]
    points = [*published_best.items(), (axes.n_last, published_mean)]
    parts += [axes.point(generation, score, filled=score != published_mean) for generation, score in points]
    parts.append(_published(len(curves)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        'font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="white"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


class _Axes:
    """Places of generations and scores."""

    def __init__(self, n_last: int, top: int) -> None:
        self.n_last = n_last
        self._top = top

    def x(self, generation: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * generation / self.n_last

    def y(self, score: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * score / self._top

    def drawn(self) -> list[str]:
        """Lines and numbers of both axes."""
        parts = [
            f'<text x="{(_LEFT + _WIDTH) / 2}" y="{_HEIGHT - 12}" text-anchor="middle">generation</text>'
        ]
        for score in range(0, self._top + 1, _STEP):
            y = self.y(score)
            parts.append(
                f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>'
            )
            parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{score:,}</text>')
        for generation in range(0, self.n_last + 1, 10):
            x = self.x(generation)
            parts.append(
                f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{generation}</text>'
            )
        return parts

    def line(self, scores: Float64s, colour: str, *, dashed: bool) -> str:
        """The mean over runs."""
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        points = self._points(scores.mean(axis=0))
        return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'

    def band(self, scores: Float64s, colour: str) -> str:
        """From the worst run to the best."""
        back = self._points(scores.max(axis=0), reverse=True)
        points = f"{self._points(scores.min(axis=0))} {back}"
        return f'<polygon points="{points}" fill="{colour}" fill-opacity="0.12"/>'

    def point(self, generation: int, score: int, *, filled: bool) -> str:
        """A published figure."""
        fill = "black" if filled else "white"
        x, y = self.x(generation), self.y(score)
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="black" stroke-width="2"/>'

    def _points(self, scores: Float64s, *, reverse: bool = False) -> str:
        places = [f"{self.x(g):.1f},{self.y(score):.1f}" for g, score in enumerate(np.asarray(scores))]
        return " ".join(places[::-1] if reverse else places)


def _key(place: int, name: str, colour: str) -> str:
    y = _TOP + 18 * place
    line = f'<line x1="{_LEFT + 12}" y1="{y}" x2="{_LEFT + 36}" y2="{y}" stroke="{colour}" stroke-width="2"/>'
    return f'{line}<text x="{_LEFT + 44}" y="{y + 4}">{escape(name)}: best so far; dashed, mean</text>'


def _published(place: int) -> str:
    y = _TOP + 18 * place
    dot = f'<circle cx="{_LEFT + 24}" cy="{y}" r="5"/>'
    return f'{dot}<text x="{_LEFT + 44}" y="{y + 4}">published: best so far; open, final mean</text>'
