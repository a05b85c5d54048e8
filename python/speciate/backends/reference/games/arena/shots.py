"""Shots, and what they hit."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from speciate.backends.reference.games.arena.obstacles import Place
    from speciate.backends.reference.games.arena.pieces import Piece
    from speciate.backends.reference.games.arena.setup import Setup

DIRECTIONS: Final = (
    (0.0, -1.0),
    (0.0, 1.0),
    (-1.0, 0.0),
    (1.0, 0.0),
)  # up, down, left and right; y points down
_TIME_TOLERANCE: Final = 1e-9


@dataclass
class Shot:
    """A shot in flight: a box that moves along one axis.

    Attributes:
        x: Centre.
        y: Centre.
        direction: One of ``DIRECTIONS``.
        is_piercing: Whether it goes on through pieces; settled when it is fired.
        room: How far it can fly before it touches a wall or an obstacle.
        travelled: Distance flown.
    """

    x: float
    y: float
    direction: tuple[float, float]
    is_piercing: bool
    room: float = 0.0
    travelled: float = 0.0

    @classmethod
    def of(
        cls,
        setup: "Setup",
        obstacles: "list[Place]",
        place: "Place",
        direction: "Place",
        *,
        is_piercing: bool,
    ) -> "Shot":
        """A shot from a place."""
        shot = cls(*place, direction, is_piercing)
        shot.room = shot._free_way(setup, obstacles)
        return shot

    def advance(
        self,
        setup: "Setup",
        obstacles: "list[Place]",
        pieces: "list[Piece]",
        destroy: Callable[[int], None],
    ) -> bool:
        """Flies for one tick, in which pieces have moved already.

        Hands the index of every piece that it destroys to ``destroy``, which removes it (the last piece takes
        its place). Returns whether the shot flies on.
        """
        rules = setup.rules
        radius = rules.shot_radius
        length = min(rules.shot_speed * rules.tick_seconds, rules.shot_range - self.travelled)
        step = (self.direction[0] * length, self.direction[1] * length)
        if rules.swept_shots:
            free = min(self.room - self.travelled, length)
            part = free / length
            has_hit = self._hit(pieces, destroy, lambda piece: self._meets(piece, radius, step, part))
            self.x, self.y = self.x + step[0], self.y + step[1]
            is_ended = has_hit or free < length
        else:
            self.x, self.y = self.x + step[0], self.y + step[1]
            has_hit = self._hit(pieces, destroy, lambda piece: self._overlaps(piece, radius))
            is_ended = has_hit or self._free_way(setup, obstacles) <= 0.0
        self.travelled += length
        return not is_ended and self.travelled < rules.shot_range - _TIME_TOLERANCE

    def _hit(
        self,
        pieces: "list[Piece]",
        destroy: Callable[[int], None],
        meets: "Callable[[Piece], float]",
    ) -> bool:
        """Destroys the piece met first, the first of equals, or with piercing all that are met.

        ``meets`` gives the moment, infinite for never. Returns whether that ends the shot.
        """
        first, soonest, index = -1, math.inf, 0
        while index < len(pieces):
            moment = meets(pieces[index])
            if self.is_piercing and moment < math.inf:
                destroy(index)
                continue
            if moment < soonest:
                first, soonest = index, moment
            index += 1
        if first >= 0:
            destroy(first)
        return first >= 0

    def _meets(self, piece: "Piece", radius: float, step: tuple[float, float], part: float) -> float:
        """The part of the tick after which the shot meets a piece, at most ``part``.

        Both move evenly in the tick, so that neither can jump over the other.
        """
        half = piece.size / 2.0 + radius
        x, y = self.x - piece.x_before, self.y - piece.y_before
        dx, dy = step[0] - (piece.x - piece.x_before), step[1] - (piece.y - piece.y_before)
        if abs(x) > half + abs(dx) or abs(y) > half + abs(dy):
            return math.inf
        enter, leave = 0.0, part
        for position, change in ((x, dx), (y, dy)):
            if change == 0.0:
                continue  # the test above has found it inside
            a, b = (-half - position) / change, (half - position) / change
            enter, leave = max(enter, min(a, b)), min(leave, max(a, b))
        return enter if enter <= leave else math.inf

    def _overlaps(self, piece: "Piece", radius: float) -> float:
        half = piece.size / 2.0 + radius
        return 0.0 if abs(self.x - piece.x) < half and abs(self.y - piece.y) < half else math.inf

    def _free_way(self, setup: "Setup", obstacles: "list[Place]") -> float:
        """How far the shot can fly before it touches a wall or an obstacle; 0 or less if it does already."""
        x, y = self.direction
        radius = setup.rules.shot_radius
        half = setup.rules.obstacle_size / 2.0 + radius
        near = setup.rules.wall_thickness + radius
        far = setup.width - near
        along = self.x * x + self.y * y
        free = far - along if x + y > 0.0 else -along - near
        for ox, oy in obstacles:
            across = self.x - ox if x == 0.0 else self.y - oy
            ahead = (ox * x + oy * y) - along
            if abs(across) < half and ahead > -half and ahead - half < free:
                free = ahead - half
        return free
