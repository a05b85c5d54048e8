"""The state of an episode, and what appears in it."""

from typing import TYPE_CHECKING

from speciate.backends.reference.games.arena.agent import Agent
from speciate.backends.reference.games.arena.obstacles import place_obstacles
from speciate.backends.reference.games.arena.pieces import Piece, draw_pieces
from speciate.backends.reference.games.arena.power_ups import Effects, PowerUp, draw_power_ups
from speciate.backends.reference.games.arena.rules import PowerUpKind
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
        self.lengths = draws(seed, Stream.LENGTHS)
        self._n_pieces_appeared = 0
        self._n_power_ups_appeared = 0
        self.appear()

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

    def factor(self) -> float:
        """How often what is destroyed counts."""
        return 2.0 if self.effects.is_active(PowerUpKind.DOUBLE_POINTS) else 1.0
