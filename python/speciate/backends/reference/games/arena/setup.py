"""What follows from the rules alone and is the same in every episode."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from speciate.draws.arithmetic import sin_cos

if TYPE_CHECKING:
    from speciate.backends.reference.games.arena.rules import ArenaRules

_TIME_TOLERANCE: Final = 1e-9


@dataclass(frozen=True)
class Setup:
    """Rules and what follows from them.

    Attributes:
        rules: The rules.
        width: Side of the scaled field.
        n_obstacles: Obstacles to be placed.
        n_ticks: Ticks of a whole episode.
        piece_ticks: The tick at which each piece appears, in order; the first pawns are the first.
        power_up_ticks: The tick at which each power-up appears, in order.
        rays: Cosine and sine of the first quarter of the rays; the others are quarter turns of these.
    """

    rules: "ArenaRules"
    width: float
    n_obstacles: int
    n_ticks: int
    piece_ticks: tuple[int, ...]
    power_up_ticks: tuple[int, ...]
    rays: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, rules: "ArenaRules") -> "Setup":
        """What follows from ``rules``."""
        scaled = math.floor(rules.obstacle_count * rules.scale * rules.scale)
        turns = (sin_cos(math.pi * i / 8.0) for i in range(4))
        return cls(
            rules=rules,
            width=rules.field_size * rules.scale,
            n_obstacles=min(max(scaled, rules.obstacle_count_min), rules.obstacle_count),
            n_ticks=max(_nearest_tick(rules.duration_seconds, rules.tick_seconds), 1),
            piece_ticks=_piece_ticks(rules),
            power_up_ticks=_power_up_ticks(rules),
            rays=tuple((cosine, sine) for sine, cosine in turns),
        )

    @property
    def centre(self) -> float:
        """The centre of the field, on both axes."""
        return self.width / 2.0

    def within_walls(self, position: float, size: float) -> float:
        """Keeps the centre of a box of the given side inside the walls, on one axis."""
        margin = self.rules.wall_thickness + size / 2.0
        return min(max(position, margin), self.width - margin)

    def milestone_tick(self, k: int) -> int:
        """The tick of the k-th classic milestone."""
        return _nearest_tick(self.rules.milestone_seconds * k, self.rules.tick_seconds)


def _nearest_tick(seconds: float, tick_seconds: float) -> int:
    return math.floor(seconds / tick_seconds + 0.5)


def _tick_from(seconds: float, tick_seconds: float) -> int:
    """The first tick that does not lie before a time."""
    return max(math.ceil(seconds / tick_seconds - _TIME_TOLERANCE), 0)


def _piece_ticks(rules: "ArenaRules") -> tuple[int, ...]:
    ticks = [0] * rules.first_pawns
    seconds, interval = 0.0, rules.spawn_interval_seconds
    while seconds < rules.duration_seconds:
        ticks.append(_tick_from(seconds, rules.tick_seconds))
        seconds += interval
        interval = max(rules.spawn_interval_factor * interval, rules.spawn_interval_min_seconds)
    return tuple(ticks)


def _power_up_ticks(rules: "ArenaRules") -> tuple[int, ...]:
    ticks = []
    seconds = rules.power_up_first_seconds
    while seconds < rules.duration_seconds and rules.power_ups:
        ticks.append(_tick_from(seconds, rules.tick_seconds))
        seconds += rules.power_up_interval_seconds
    return tuple(ticks)
