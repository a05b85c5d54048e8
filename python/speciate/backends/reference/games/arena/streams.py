"""Which random numbers decide what in an episode.

Every draw has its address, fixed by the episode's seed before the first tick: what the agent does changes
none.
"""

from enum import IntEnum
from typing import Final

from speciate.draws.philox import Draws, Purpose

N_LENGTHS: Final = 256  # moves of a piece that have draws of their own; then they repeat


class Stream(IntEnum):
    """A stream of draws; its number takes the generation's place in the address.

    OBSTACLES are two draws for each try, PIECES are kind, distance or edge, angle or place on the edge and
    first wait, POWER_UPS are kind, distance and angle, LENGTHS are two for each of ``N_LENGTHS`` moves of
    each piece.
    """

    OBSTACLES = 1
    PIECES = 2
    POWER_UPS = 3
    LENGTHS = 4


def draws(seed: int, stream: Stream) -> Draws:
    """The draws of a stream in the episode of a seed."""
    return Draws(seed, Purpose.EPISODE, generation=stream)
