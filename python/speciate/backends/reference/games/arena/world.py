"""The state of an episode, and how a tick changes it."""

import math
from typing import TYPE_CHECKING

from speciate.backends.reference.games.arena.agent import Agent, Decision, move_agent, shoot
from speciate.backends.reference.games.arena.contacts import pick_up, swap_remove, touch_pieces
from speciate.backends.reference.games.arena.obstacles import place_obstacles
from speciate.backends.reference.games.arena.pieces import Piece, draw_pieces
from speciate.backends.reference.games.arena.power_ups import (
    Effects,
    PowerUp,
    PowerUpKind,
    draw_power_ups,
    remaining,
)
from speciate.backends.reference.games.arena.rules import Scoring
from speciate.backends.reference.games.arena.score import Score
from speciate.backends.reference.games.arena.streams import Stream, draws

if TYPE_CHECKING:
    from speciate.backends.reference.games.arena.setup import Setup
    from speciate.backends.reference.games.arena.shots import Shot


class World:
    """The state of the episode of a seed; at first, the first pieces have appeared."""

    def __init__(self, setup: "Setup", seed: int) -> None:
        """Starts the episode."""
        self.setup = setup
        self.tick = 0
        self.is_over = False
        self.agent = Agent(setup.centre, setup.centre, setup.rules.lives)
        self.effects = Effects()
        self.obstacles = place_obstacles(setup, seed)
        self.pieces: list[Piece] = []
        self.power_ups: list[PowerUp] = []
        self.shots: list[Shot] = []
        self.score = Score(setup.rules)
        self._piece_draws = draw_pieces(setup, seed)
        self._power_up_draws = draw_power_ups(setup, seed)
        self._lengths = draws(seed, Stream.LENGTHS)
        self._n_pieces_appeared = 0
        self._n_power_ups_appeared = 0
        self.appear()

    def advance(self, decision: Decision) -> None:
        """Plays one tick, up to and with its score."""
        self._count_down()
        move_agent(self.setup, self, decision)
        shoot(self.setup, self, decision.shoot)
        self._move_pieces()
        self._fly_shots()
        touch_pieces(self.setup, self)
        if not self.is_over:
            pick_up(self.setup, self)
        self.tick += 1
        self._count()
        self.is_over = self.is_over or self.tick == self.setup.n_ticks

    def appear(self) -> None:
        """Lets the pieces and power-ups that are due appear."""
        setup, rules = self.setup, self.setup.rules
        while self._is_due(setup.piece_ticks, self._n_pieces_appeared):
            number = self._n_pieces_appeared
            drawn, size = self._piece_draws[number], rules.piece_sizes[self._piece_draws[number].kind]
            origin = (0.0, 0.0) if rules.spawn_at_edge else (self.agent.x, self.agent.y)
            x = setup.within_walls(origin[0] + drawn.place[0], size)
            y = setup.within_walls(origin[1] + drawn.place[1], size)
            self.pieces.append(Piece(x, y, drawn.kind, size, drawn.wait, number))
            self._n_pieces_appeared += 1
        while self._is_due(setup.power_up_ticks, self._n_power_ups_appeared):
            if len(self.power_ups) < rules.power_ups_max:
                self.power_ups.append(self._appearing(self._power_up_draws[self._n_power_ups_appeared]))
            self._n_power_ups_appeared += 1

    def _is_due(self, ticks: tuple[int, ...], n_appeared: int) -> bool:
        return n_appeared < len(ticks) and ticks[n_appeared] == self.tick

    def _appearing(self, drawn: PowerUp) -> PowerUp:
        """A power-up at its place on the field."""
        rules, centre = self.setup.rules, self.setup.centre
        origin = (centre, centre) if rules.power_ups_at_centre else (self.agent.x, self.agent.y)
        low, high = rules.power_up_padding, self.setup.width - rules.power_up_padding
        x, y = (min(max(place, low), high) for place in (origin[0] + drawn.x, origin[1] + drawn.y))
        return PowerUp(x, y, drawn.kind)

    def _count_down(self) -> None:
        tick_seconds = self.setup.rules.tick_seconds
        self.effects.count_down(tick_seconds)
        self.agent.grace = remaining(self.agent.grace, tick_seconds)
        self.agent.cooldown = remaining(self.agent.cooldown, tick_seconds)

    def _move_pieces(self) -> None:
        rules = self.setup.rules
        seconds = self.tick * rules.tick_seconds
        pace = 1.0
        if self.effects.is_active(PowerUpKind.FREEZE):
            pace = 0.0
        elif self.effects.is_active(PowerUpKind.SLOW):
            pace = rules.slow_pace
        for piece in self.pieces:
            elapsed = rules.tick_seconds * piece.pace(rules, seconds) * pace
            piece.advance(self.setup, self._lengths, (self.agent.x, self.agent.y), elapsed)

    def _fly_shots(self) -> None:
        def destroy(index: int) -> None:
            piece = swap_remove(self.pieces, index)
            self.score.destroyed(self.setup.rules.piece_values[piece.kind], self.factor())

        self.shots = [
            shot for shot in self.shots if shot.advance(self.setup, self.obstacles, self.pieces, destroy)
        ]

    def factor(self) -> float:
        """How often what is destroyed counts."""
        return 2.0 if self.effects.is_active(PowerUpKind.DOUBLE_POINTS) else 1.0

    def _count(self) -> None:
        setup = self.setup
        if setup.rules.scoring is Scoring.STANDARD:
            return  # its results need no more than the number of ticks
        square = math.inf
        for power_up in self.power_ups:
            dx, dy = power_up.x - self.agent.x, power_up.y - self.agent.y
            square = min(dx * dx + dy * dy, square)
        self.score.passed(math.sqrt(square), self.factor())
        if self.tick == setup.milestone_tick(self.score.n_milestones + 1):
            self.score.reached_milestone()
