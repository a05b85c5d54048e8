"""Where the inputs and outputs of built-in environments lie, for substrates whose config leaves that open."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from speciate.values.substrate import Place


@dataclass(frozen=True)
class Ends:
    """Both ends of a network.

    Attributes:
        inputs: x and y of each input.
        outputs: x and y of each output.
    """

    inputs: Sequence[Place]
    outputs: Sequence[Place]


def _rays() -> list[Place]:
    """The directions of 16 rays, x to the right and y down; made of roots, which are the same everywhere."""
    near, far = sqrt(2.0 - sqrt(2.0)) / 2.0, sqrt(2.0 + sqrt(2.0)) / 2.0
    rays = [(1.0, 0.0), (far, near), (sqrt(0.5), sqrt(0.5)), (near, far)]
    while len(rays) < 16:  # noqa: PLR2004
        x, y = rays[-4]
        rays.append((0.0 - y, x))
    return rays


def _arena() -> Ends:
    """What a ray shows where it points, one ring for each kind of thing; the agent's state in the middle."""
    seen = [(x * radius, y * radius) for x, y in _rays() for radius in (1.0, 0.9, 0.8, 0.7, 0.6)]
    velocity = [(0.2, 0.0), (0.0, 0.2)]
    states = [(0.1, 0.1), (-0.1, 0.1), (0.1, -0.1), (-0.1, -0.1)]
    move = [(0.5, 0.0), (0.0, 0.5)]
    shots = [(0.0, -1.0), (0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)]
    return Ends(seen + velocity + states, move + shots)


def _retina() -> Ends:
    """Columns of two pixels from left to right; the answers in the middle of their halves."""
    columns = (-1.0, -1.0 / 3.0, 1.0 / 3.0, 1.0)
    return Ends([(x, y) for x in columns for y in (1.0, -1.0)], [(-2.0 / 3.0, 0.0), (2.0 / 3.0, 0.0)])


PLACES: Final = {"arena": _arena(), "retina": _retina()}
"""By the name of the environment."""
