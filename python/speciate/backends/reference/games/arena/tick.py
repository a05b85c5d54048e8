"""A tick: everything that happens in the arena until the agent senses it again, in its order."""

import math
from typing import TYPE_CHECKING

from speciate.backends.reference.games.arena.actions import move_agent, shoot
from speciate.backends.reference.games.arena.contacts import pick_up, swap_remove, touch_pieces
from speciate.backends.reference.games.arena.power_ups import remaining
from speciate.backends.reference.games.arena.rules import PowerUpKind, Scoring

if TYPE_CHECKING:
    from speciate.backends.reference.games.arena.agent import Decision
    from speciate.backends.reference.games.arena.world import World


def advance(world: "World", decision: "Decision") -> None:
    """Plays one tick, up to and with its score."""
    _count_down(world)
    move_agent(world.setup, world, decision)
    shoot(world.setup, world, decision.shoot)
    _move_pieces(world)
    _fly_shots(world)
    touch_pieces(world.setup, world)
    if not world.is_over:
        pick_up(world.setup, world)
    world.tick += 1
    _count(world)
    world.is_over = world.is_over or world.tick == world.setup.n_ticks


def _count_down(world: "World") -> None:
    tick_seconds = world.setup.rules.tick_seconds
    world.effects.count_down(tick_seconds)
    world.agent.grace = remaining(world.agent.grace, tick_seconds)
    world.agent.cooldown = remaining(world.agent.cooldown, tick_seconds)


def _move_pieces(world: "World") -> None:
    rules = world.setup.rules
    seconds = world.tick * rules.tick_seconds
    pace = 1.0
    if world.effects.is_active(PowerUpKind.FREEZE):
        pace = 0.0
    elif world.effects.is_active(PowerUpKind.SLOW):
        pace = rules.slow_pace
    for piece in world.pieces:
        elapsed = rules.tick_seconds * piece.pace(rules, seconds) * pace
        piece.advance(world.setup, world.lengths, (world.agent.x, world.agent.y), elapsed)


def _fly_shots(world: "World") -> None:
    def destroy(index: int) -> None:
        piece = swap_remove(world.pieces, index)
        world.score.destroyed(world.setup.rules.piece_values[piece.kind], world.factor())

    world.shots = [
        shot for shot in world.shots if shot.advance(world.setup, world.obstacles, world.pieces, destroy)
    ]


def _count(world: "World") -> None:
    setup = world.setup
    if setup.rules.scoring is Scoring.STANDARD:
        return  # its results need no more than the number of ticks
    square = math.inf
    for power_up in world.power_ups:
        dx, dy = power_up.x - world.agent.x, power_up.y - world.agent.y
        square = min(dx * dx + dy * dy, square)
    world.score.passed(math.sqrt(square), world.factor())
    if world.tick == setup.milestone_tick(world.score.n_milestones + 1):
        world.score.reached_milestone()
