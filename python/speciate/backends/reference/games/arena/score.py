"""What an episode counts: the results, and the points of the classic game."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from speciate.backends.reference.games.arena.rules import Scoring

if TYPE_CHECKING:
    from speciate.backends.reference.games.arena.rules import ArenaRules


class Score:
    """What has been counted so far.

    Attributes:
        kills: Sum of the values of destroyed pieces, each twice with double points.
        n_power_ups: Power-ups picked up.
        points: Points of the classic game.
        n_milestones: Classic milestones survived.
    """

    def __init__(self, rules: "ArenaRules") -> None:
        """Nothing has been counted."""
        self._rules = rules
        self.kills = 0.0
        self.n_power_ups = 0.0
        self.points = 0.0
        self.n_milestones = 0

    def destroyed(self, value: float, factor: float) -> None:
        """A piece was destroyed by a shot, a bomb or ramming. ``factor`` is 2 with double points."""
        self.kills += value * factor
        self.points += value * self._rules.kill_points * factor

    def cleared(self, values: Iterable[float], factor: float) -> None:
        """A screen clear destroyed pieces of these values; its points do not double."""
        total = 0.0
        for value in values:
            total += value
        self.kills += total * factor
        self.points += total * self._rules.kill_points
        if total > 0.0:
            self.points += self._rules.screen_clear_points

    def picked_up(self, factor: float) -> None:
        """A power-up was picked up."""
        self.n_power_ups += 1.0
        self.points += self._rules.power_up_points * factor

    def aimed(self) -> None:
        """A shot was fired at a piece."""
        self.points += self._rules.aimed_points

    def passed(self, distance: float, factor: float) -> None:
        """A tick has passed; the closest power-up was at this distance."""
        rules = self._rules
        self.points += rules.survival_weight * rules.tick_seconds * factor
        if distance < rules.nearness_distance:
            nearness = 1.0 - distance / rules.nearness_distance
            self.points += rules.nearness_points * nearness * rules.tick_seconds

    def reached_milestone(self) -> None:
        """The next milestone was survived."""
        self.n_milestones += 1
        self.points += self._rules.milestone_points * self.n_milestones

    def results(self, survival: float) -> tuple[float, float, float, float]:
        """Fitness, survival, kills and power-ups."""
        rules = self._rules
        fitness = self.points
        if rules.scoring is Scoring.STANDARD:
            fitness = (
                rules.survival_weight * survival
                + rules.kills_weight * self.kills
                + rules.power_ups_weight * self.n_power_ups
            )
        return fitness, survival, self.kills, self.n_power_ups
