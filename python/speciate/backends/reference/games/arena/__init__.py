"""The arena: an agent that moves and shoots, chess pieces that hunt it, and power-ups, on a walled field.

A tick is, in this order: what is due appears; on the first tick of a decision the agent senses and acts;
timers count down; the agent moves; it shoots; pieces move; shots fly; pieces in contact hit; power-ups are
picked up; the score is counted. One step of the environment is one decision, held for ``ticks_per_step``
ticks: it begins with the action and ends with what appears and is sensed at the next.

Where a rule leaves room, it is settled like this. Boxes touch when they overlap, not when they are flush. The
tick in which the agent dies counts as survived, without pick-ups. After a hit the other pieces in contact
wait for the next tick. Pieces ram only an invincible agent: in the grace after a shield both go unharmed,
though the agent senses itself invincible. A shield stays unspent while the agent is invincible. What is
picked up counts before it takes effect: the points of a double-points power-up are single. Power-ups and
pieces may appear on obstacles.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from speciate.backends.reference.games.arena.agent import decide
from speciate.backends.reference.games.arena.options import rules_of
from speciate.backends.reference.games.arena.rules import ArenaRules
from speciate.backends.reference.games.arena.scripted import act as SCRIPTED  # noqa: N812  # a constant of the game
from speciate.backends.reference.games.arena.sensors import N_OBSERVATIONS, sense
from speciate.backends.reference.games.arena.setup import Setup
from speciate.backends.reference.games.arena.tick import advance
from speciate.backends.reference.games.arena.world import World
from speciate.values.environment import EnvironmentSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SCRIPTED", "Arena", "ArenaRules", "make", "rules_of"]


class Arena:
    """One arena, in which one episode at a time is played."""

    def __init__(self, rules: ArenaRules) -> None:
        """An arena with these rules, at the start of the episode of seed 0."""
        self._setup = Setup.of(rules)
        self._world = World(self._setup, 0)

    @property
    def spec(self) -> EnvironmentSpec:
        """What this environment takes and gives."""
        return EnvironmentSpec(
            n_observations=N_OBSERVATIONS,
            n_actions=6,
            results=("fitness", "survival", "kills", "power_ups"),
            worst=(0.0, 0.0, 0.0, 0.0),
            max_steps=-(-self._setup.n_ticks // self._setup.rules.ticks_per_step),
            solved=None,
            stochastic=True,
        )

    def reset(self, seed: int) -> "NDArray[np.float32]":
        """Starts the episode of ``seed``; returns the first observation, float32 (86,)."""
        self._world = World(self._setup, seed)
        return sense(self._setup, self._world)

    def step(self, action: "NDArray[np.float32]") -> "tuple[NDArray[np.float32], bool]":
        """Acts on ``action`` (6,) for one decision; returns the next observation and whether it is over."""
        decision = decide(self._setup.rules, action)
        for _ in range(self._setup.rules.ticks_per_step):
            advance(self._world, decision)
            if self._world.is_over:
                break
            self._world.appear()
        return sense(self._setup, self._world), self._world.is_over

    def results(self) -> tuple[float, float, float, float]:
        """Fitness, survival, kills and power-ups of the episode so far."""
        return self._world.score.results(self._world.tick * self._setup.rules.tick_seconds)


def make(options: Mapping[str, object]) -> "Callable[[], Arena]":
    """A function that makes arenas. Raises ``ValueError`` for options that are refused."""
    return partial(Arena, rules_of(options))
