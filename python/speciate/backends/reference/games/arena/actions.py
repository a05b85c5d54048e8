"""What the agent does in a tick: it moves and shoots."""

import math
from typing import TYPE_CHECKING

from speciate.backends.reference.games.arena.obstacles import slide
from speciate.backends.reference.games.arena.rules import PowerUpKind
from speciate.backends.reference.games.arena.shots import DIRECTIONS, Shot

if TYPE_CHECKING:
    from speciate.backends.reference.games.arena.agent import Agent, Decision
    from speciate.backends.reference.games.arena.pieces import Piece
    from speciate.backends.reference.games.arena.rules import ArenaRules
    from speciate.backends.reference.games.arena.setup import Setup
    from speciate.backends.reference.games.arena.world import World


def move_agent(setup: "Setup", world: "World", decision: "Decision") -> None:
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


def _is_aimed_at(rules: "ArenaRules", agent: "Agent", direction: tuple[float, float], piece: "Piece") -> bool:
    dx, dy = piece.x - agent.x, piece.y - agent.y
    distance = math.sqrt(dx * dx + dy * dy)
    along = dx * direction[0] + dy * direction[1]
    return distance <= rules.aimed_distance and along > rules.aimed_cosine * distance
