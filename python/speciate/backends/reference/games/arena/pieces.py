"""The chess pieces that hunt the agent: each waits, then glides to where its move takes it."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from speciate.backends.reference.games.arena.rules import ArenaRules, PieceKind
from speciate.backends.reference.games.arena.streams import N_LENGTHS, Stream, draws
from speciate.draws.arithmetic import sin_cos

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speciate.backends.reference.games.arena.setup import Setup
    from speciate.draws.philox import Draws


_KNIGHT_MOVES: Final = (
    (2.0, 1.0),
    (2.0, -1.0),
    (-2.0, 1.0),
    (-2.0, -1.0),
    (1.0, 2.0),
    (1.0, -2.0),
    (-1.0, 2.0),
    (-1.0, -2.0),
)


@dataclass
class Piece:
    """A piece on the field.

    Attributes:
        x: Centre.
        y: Centre.
        kind: What it is.
        size: Its side.
        clock: Seconds left to wait, or glided so far; both at pace 1.
        id: Its place in the order of appearance.
        x_before: Where it was a tick ago.
        y_before: Where it was a tick ago.
        is_gliding: Whether it glides; otherwise it waits.
        start: Where its glide began.
        target: Where its glide ends.
        n_moves: Moves begun.
    """

    x: float
    y: float
    kind: PieceKind
    size: float
    clock: float
    id: int
    x_before: float = 0.0
    y_before: float = 0.0
    is_gliding: bool = False
    start: tuple[float, float] = (0.0, 0.0)
    target: tuple[float, float] = (0.0, 0.0)
    n_moves: int = 0

    def __post_init__(self) -> None:
        """It appears where it is: it has not moved."""
        self.x_before, self.y_before = self.x, self.y

    def pace(self, rules: ArenaRules, seconds: float) -> float:
        """How fast this piece's clock runs at a time of the episode, before slow and freeze."""
        if rules.growing_pressure:
            return rules.piece_speed_factors[self.kind] * (1.0 + seconds / rules.pressure_seconds)
        return 1.0

    def advance(self, setup: "Setup", lengths: "Draws", agent: tuple[float, float], elapsed: float) -> None:
        """Lets ``elapsed`` seconds pass on the piece's own clock.

        A wait and a glide end with the tick in which their time is up; what is left of that tick is lost. A
        frozen piece stays where it is.
        """
        self.x_before, self.y_before = self.x, self.y
        if self.is_gliding:
            self._glide(setup.rules, elapsed)
            return
        self.clock -= elapsed
        if self.clock <= 0.0 < elapsed:
            self.start = (self.x, self.y)
            self.target = self.choose_target(setup, lengths, agent)
            self.is_gliding = True
            self.clock = 0.0
            self.n_moves += 1

    def _glide(self, rules: ArenaRules, elapsed: float) -> None:
        self.clock += elapsed
        progress = self.clock / rules.glide_seconds
        if progress >= 1.0:
            self.x, self.y = self.target
            self.is_gliding = False
            self.clock = rules.piece_cooldowns_seconds[self.kind]
        else:
            part = 1.0 - (1.0 - progress) * (1.0 - progress)
            self.x = self.start[0] + (self.target[0] - self.start[0]) * part
            self.y = self.start[1] + (self.target[1] - self.start[1]) * part

    def choose_target(
        self, setup: "Setup", lengths: "Draws", agent: tuple[float, float]
    ) -> tuple[float, float]:
        """Where the next move ends.

        Of the moves open to the piece it is the one ending nearest to the agent, the first of equals. Moves
        are cut at the walls before they are compared.
        """
        tile = setup.rules.tile_size
        nearest, end = math.inf, (self.x, self.y)
        for tiles_x, tiles_y in self._moves(setup.rules, lengths, agent):
            x = setup.within_walls(self.x + tiles_x * tile, self.size)
            y = setup.within_walls(self.y + tiles_y * tile, self.size)
            dx, dy = agent[0] - x, agent[1] - y
            square = dx * dx + dy * dy
            if square < nearest:
                nearest, end = square, (x, y)
        return end

    def _moves(
        self, rules: ArenaRules, lengths: "Draws", agent: tuple[float, float]
    ) -> "Iterator[tuple[float, float]]":
        """The moves open to the piece, in tiles.

        On equal distances the dominant axis is x, and the diagonal of a piece on one line with the agent is
        the positive one.
        """
        dx, dy = agent[0] - self.x, agent[1] - self.y
        sign_x, sign_y = (-1.0 if dx < 0.0 else 1.0), (-1.0 if dy < 0.0 else 1.0)
        line_x, line_y = (sign_x, 0.0) if abs(dx) >= abs(dy) else (0.0, sign_y)
        if self.kind is PieceKind.PAWN:
            yield line_x, line_y
        if self.kind is PieceKind.KNIGHT:
            yield from _KNIGHT_MOVES
        if self.kind in {PieceKind.BISHOP, PieceKind.QUEEN}:
            yield from ((sign_x * n, sign_y * n) for n in self._tiles(rules, lengths, 0, rules.bishop_tiles))
        if self.kind in {PieceKind.ROOK, PieceKind.QUEEN}:
            yield from ((line_x * n, line_y * n) for n in self._tiles(rules, lengths, 1, rules.rook_tiles))

    def _tiles(self, rules: ArenaRules, lengths: "Draws", choice: int, n_max: int) -> range:
        """The lengths open to a move of at most ``n_max`` tiles: all of them, or one drawn uniformly."""
        if not rules.uniform_lengths:
            return range(1, n_max + 1)
        index = (self.id * N_LENGTHS + self.n_moves % N_LENGTHS) * 2 + choice
        n = 1 + lengths.below(index, n_max)
        return range(n, n + 1)


@dataclass(frozen=True)
class PieceDraw:
    """How a piece of an episode appears.

    Attributes:
        kind: What it is.
        wait: Its first wait.
        place: Relative to the agent, or on the field when pieces appear at its edges.
    """

    kind: PieceKind
    wait: float
    place: tuple[float, float]


def draw_pieces(setup: "Setup", seed: int) -> list[PieceDraw]:
    """Draws how the pieces of an episode appear."""
    rules = setup.rules
    words = draws(seed, Stream.PIECES)
    drawn = []
    for number in range(len(setup.piece_ticks)):
        kind = rules.pieces[words.below(4 * number, len(rules.pieces))]
        if number < rules.first_pawns:
            kind = PieceKind.PAWN
        if rules.spawn_at_edge:
            along = setup.width - 2.0 * rules.spawn_padding
            place = _edge_place(setup, words.below(4 * number + 1, 4), along * words.uniform(4 * number + 2))
        else:
            room = rules.spawn_distance_max - rules.spawn_distance_min
            distance = rules.spawn_distance_min + room * words.uniform(4 * number + 1)
            sine, cosine = sin_cos(2.0 * math.pi * words.uniform(4 * number + 2))
            place = (distance * cosine, distance * sine)
        wait = rules.piece_cooldowns_seconds[kind] * words.uniform(4 * number + 3)
        drawn.append(PieceDraw(kind, wait, place))
    return drawn


def _edge_place(setup: "Setup", edge: int, along: float) -> tuple[float, float]:
    """A place on the upper, lower, left or right edge, ``along`` from its beginning."""
    near = setup.rules.spawn_padding
    far = setup.width - near
    return ((near + along, near), (near + along, far), (near, near + along), (far, near + along))[edge]
