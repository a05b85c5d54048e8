"""The agent: what it decides, how it moves and how it shoots."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speciate.backends.reference.games.arena.obstacles import slide
from speciate.backends.reference.games.arena.power_ups import PowerUpKind
from speciate.backends.reference.games.arena.shots import DIRECTIONS, Shot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from speciate.backends.reference.games.arena.pieces import Piece
    from speciate.backends.reference.games.arena.rules import ArenaRules
    from speciate.backends.reference.games.arena.setup import Setup
    from speciate.backends.reference.games.arena.world import World


@dataclass
class Agent:
    """The agent and what is done to it.

    Attributes:
        x: Centre.
        y: Centre.
        n_lives: Hits left to it.
        velocity: In px/s.
        cooldown: Seconds until it can shoot.
        grace: Seconds of grace left after a spent shield.
    """

    x: float
    y: float
    n_lives: int
    velocity: tuple[float, float] = (0.0, 0.0)
    cooldown: float = 0.0
    grace: float = 0.0


@dataclass(frozen=True)
class Decision:
    """Where to move, as a vector of length at most 1, and the number of the direction in which to shoot."""

    x: float = 0.0
    y: float = 0.0
    shoot: int | None = None


def decide(rules: "ArenaRules", action: "NDArray[np.float32]") -> Decision:
    """Reads a decision from the outputs: the move vector, then shoot up, down, left and right.

    The largest of those shoots if it is above 0, the first of equals. A move that is not finite is standing
    still.
    """
    x, y = float(action[0]), float(action[1])
    length = math.sqrt(x * x + y * y)
    least = rules.stand_still_length if rules.analog_moves else 0.0
    divisor = 1.0 if rules.analog_moves and length < 1.0 else length
    shoot, largest = None, 0.0
    for direction, output in enumerate(action[2:6]):
        if output > largest:
            shoot, largest = direction, output
    if math.isfinite(length) and length >= least and length > 0.0:
        return Decision(x / divisor, y / divisor, shoot)
    return Decision(shoot=shoot)


def move_agent(setup: "Setup", world: "World", decision: Decision) -> None:
    """Moves the agent. On an axis on which it is stopped its velocity is 0."""
    rules, agent = setup.rules, world.agent
    speed = rules.agent_boosted_speed if world.effects.is_active(PowerUpKind.SPEED) else rules.agent_speed
    vx, vy = decision.x * speed, decision.y * speed
    way = (vx * rules.tick_seconds, vy * rules.tick_seconds)
    x, y = slide(setup, world.obstacles, (agent.x, agent.y), way)
    agent.velocity = (vx if x == agent.x + way[0] else 0.0, vy if y == agent.y + way[1] else 0.0)
    agent.x, agent.y = x, y


def shoot(setup: "Setup", world: "World", number: int | None) -> None:
    """Fires a shot, if there is a direction and the last shot is long enough ago."""
    rules, agent = setup.rules, world.agent
    if number is None or agent.cooldown > 0.0:
        return
    is_rapid = world.effects.is_active(PowerUpKind.RAPID_FIRE)
    agent.cooldown = rules.rapid_cooldown_seconds if is_rapid else rules.cooldown_seconds
    is_piercing = world.effects.is_active(PowerUpKind.PIERCING)
    place, direction = (agent.x, agent.y), DIRECTIONS[number]
    world.shots.append(Shot.of(setup, world.obstacles, place, direction, is_piercing=is_piercing))
    if any(_is_aimed_at(rules, agent, direction, piece) for piece in world.pieces):
        world.score.aimed()


def _is_aimed_at(rules: "ArenaRules", agent: Agent, direction: tuple[float, float], piece: "Piece") -> bool:
    dx, dy = piece.x - agent.x, piece.y - agent.y
    distance = math.sqrt(dx * dx + dy * dy)
    along = dx * direction[0] + dy * direction[1]
    return distance <= rules.aimed_distance and along > rules.aimed_cosine * distance
