"""Power-ups: where they appear and what they do for how long."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speciate.backends.reference.games.arena.rules import PowerUpKind
from speciate.backends.reference.games.arena.streams import Stream, draws
from speciate.draws.arithmetic import sin_cos

if TYPE_CHECKING:
    from speciate.backends.reference.games.arena.setup import Setup

_TIME_TOLERANCE = 1e-9  # a shorter remaining time is rounding and counts as none


@dataclass(frozen=True)
class PowerUp:
    """A power-up and its centre, on the field or relative to where it will appear."""

    x: float
    y: float
    kind: PowerUpKind


class Effects:
    """The seconds for which each kind of power-up still acts."""

    def __init__(self) -> None:
        """Nothing acts."""
        self._seconds = dict.fromkeys(PowerUpKind, 0.0)

    def is_active(self, kind: PowerUpKind) -> bool:
        """Whether an effect acts."""
        return self._seconds[kind] > 0.0

    def start(self, kind: PowerUpKind, seconds: float) -> None:
        """Starts an effect, or starts it again: nothing is left of what remained of it."""
        self._seconds[kind] = seconds

    def extend(self, kind: PowerUpKind, seconds: float) -> None:
        """Lets an effect act at least this long."""
        self._seconds[kind] = max(self._seconds[kind], seconds)

    def count_down(self, tick_seconds: float) -> None:
        """Lets a tick pass."""
        for kind, seconds in self._seconds.items():
            self._seconds[kind] = remaining(seconds, tick_seconds)


def remaining(seconds: float, tick_seconds: float) -> float:
    """The time that remains after a tick."""
    left = seconds - tick_seconds
    return left if left > _TIME_TOLERANCE else 0.0


def draw_power_ups(setup: "Setup", seed: int) -> list[PowerUp]:
    """Draws the kinds and the places, relative to the agent or to the centre, of an episode's power-ups."""
    rules = setup.rules
    words = draws(seed, Stream.POWER_UPS)
    farthest = rules.power_up_distance_max
    if rules.power_ups_at_centre:
        farthest = min(farthest, rules.power_up_centre_fraction * setup.width)
    drawn = []
    for number in range(len(setup.power_up_ticks)):
        kind = rules.power_ups[words.below(4 * number, len(rules.power_ups))]
        room = farthest - rules.power_up_distance_min
        distance = rules.power_up_distance_min + room * words.uniform(4 * number + 1)
        sine, cosine = sin_cos(2.0 * math.pi * words.uniform(4 * number + 2))
        drawn.append(PowerUp(distance * cosine, distance * sine, kind))
    return drawn
