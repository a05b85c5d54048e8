"""The sizes of species over the generations, stacked, as an SVG."""

from collections.abc import Sequence
from typing import Final

from benchmarks.species.watching import Generation

_WIDTH: Final = 800
_HEIGHT: Final = 300
_LEFT: Final = 40
_TOP: Final = 30
_TURN: Final = 137.508
"""Degrees between the colours of two neighbouring species: the golden angle, so that they differ."""


def plot(run: Sequence[Generation], title: str) -> str:
    """The SVG of a run; the oldest species are at the bottom."""
    n_genomes = sum(run[0].sizes.values())
    ids = sorted({number for one in run for number in one.sizes})
    floors = [0] * len(run)
    parts = []
    for number in ids:
        tops = [floor + one.sizes.get(number, 0) for floor, one in zip(floors, run, strict=True)]
        alive = [index for index, one in enumerate(run) if number in one.sizes]
        shown = range(max(alive[0] - 1, 0), min(alive[-1] + 2, len(run)))
        points = [_point(index, tops[index], len(run), n_genomes) for index in shown]
        points += [_point(index, floors[index], len(run), n_genomes) for index in reversed(shown)]
        colour = f"hsl({number * _TURN % 360:.0f},60%,60%)"
        parts.append(
            f'<polygon points="{" ".join(points)}" fill="{colour}" stroke="white" stroke-width="0.3"/>'
        )
        floors = tops
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH + 60}" height="{_HEIGHT + 70}" '
        'font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="white"/>\n'
        f'<text x="{_LEFT}" y="18">{title}</text>\n'
        + "\n".join(parts)
        + f'\n<text x="{_LEFT - 6}" y="{_TOP + 10}" text-anchor="end">{n_genomes}</text>'
        f'<text x="{_LEFT - 6}" y="{_TOP + _HEIGHT}" text-anchor="end">0</text>'
        f'<text x="{_LEFT}" y="{_TOP + _HEIGHT + 16}">0</text>'
        f'<text x="{_LEFT + _WIDTH}" y="{_TOP + _HEIGHT + 16}" text-anchor="end">'
        f"generation {len(run) - 1}</text>\n</svg>\n"
    )


def _point(index: int, members: int, n_generations: int, n_genomes: int) -> str:
    x = _LEFT + _WIDTH * index / (n_generations - 1)
    return f"{x:.1f},{_TOP + _HEIGHT * (1 - members / n_genomes):.1f}"
