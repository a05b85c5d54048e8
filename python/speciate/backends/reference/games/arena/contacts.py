"""What happens when the agent touches a piece or a power-up."""

import math
from typing import TYPE_CHECKING, TypeVar

from speciate.backends.reference.games.arena.rules import PowerUpKind

if TYPE_CHECKING:
    from speciate.backends.reference.games.arena.setup import Setup
    from speciate.backends.reference.games.arena.world import World

T = TypeVar("T")


def swap_remove(things: list[T], index: int) -> T:
    """Removes and returns the thing at ``index``; the last one takes its place."""
    things[index], things[-1] = things[-1], things[index]
    return things.pop()


def touch_pieces(setup: "Setup", world: "World") -> None:
    """Settles the contacts with pieces, up to the first hit that costs a life."""
    rules, agent, effects = setup.rules, world.agent, world.effects
    index = 0
    while index < len(world.pieces):
        piece = world.pieces[index]
        reach = piece.size / 2.0 + rules.agent_size / 2.0
        if abs(piece.x - agent.x) >= reach or abs(piece.y - agent.y) >= reach:
            index += 1
        elif effects.is_active(PowerUpKind.INVINCIBILITY):
            swap_remove(world.pieces, index)
            world.score.destroyed(rules.piece_values[piece.kind], world.factor())
        elif agent.grace > 0.0:
            index += 1
        elif effects.is_active(PowerUpKind.SHIELD):
            effects.start(PowerUpKind.SHIELD, 0.0)
            agent.grace = rules.shield_grace_seconds
            index += 1
        else:
            _lose_life(setup, world)
            break


def _lose_life(setup: "Setup", world: "World") -> None:
    """Ends the episode, or puts the agent back to the centre, invincible for a while."""
    agent = world.agent
    agent.n_lives -= 1
    if agent.n_lives == 0:
        world.is_over = True
        return
    agent.x, agent.y = setup.centre, setup.centre
    agent.velocity = (0.0, 0.0)
    world.effects.extend(PowerUpKind.INVINCIBILITY, setup.rules.respawn_seconds)


def pick_up(setup: "Setup", world: "World") -> None:
    """Picks up the power-ups that the agent touches."""
    reach = setup.rules.power_up_size / 2.0 + setup.rules.agent_size / 2.0
    index = 0
    while index < len(world.power_ups):
        power_up = world.power_ups[index]
        if abs(power_up.x - world.agent.x) < reach and abs(power_up.y - world.agent.y) < reach:
            swap_remove(world.power_ups, index)
            world.score.picked_up(world.factor())
            _take_effect(setup, world, power_up.kind)
        else:
            index += 1


def _take_effect(setup: "Setup", world: "World", kind: PowerUpKind) -> None:
    rules, agent, factor = setup.rules, world.agent, world.factor()
    if kind is PowerUpKind.SHIELD:
        world.effects.start(kind, math.inf)
    elif kind is PowerUpKind.SCREEN_CLEAR:
        world.score.cleared((rules.piece_values[piece.kind] for piece in world.pieces), factor)
        world.pieces.clear()
    elif kind is PowerUpKind.BOMB:
        far = []
        for piece in world.pieces:
            dx, dy = piece.x - agent.x, piece.y - agent.y
            if dx * dx + dy * dy > rules.bomb_radius * rules.bomb_radius:
                far.append(piece)
            else:
                world.score.destroyed(rules.piece_values[piece.kind], factor)
        world.pieces = far
    else:
        world.effects.start(kind, rules.effect_seconds)
