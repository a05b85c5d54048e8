"""Players without a network: two that learn nothing, and those that are written by hand for a game."""

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference import games
from speciate.backends.reference.evaluation.environment import Environment
from speciate.draws.philox import Draws, Purpose

_SCRIPTED = "scripted"


class Player(Enum):
    """A player without a network that plays any game.

    IDLE answers 0 with every output, always; RANDOM answers uniformly in [-1, 1), anew at every step.
    """

    IDLE = "idle"
    RANDOM = "random"


def names(name: str) -> tuple[str, ...]:
    """The names of the players of the game called ``name``, in the order of tables."""
    own = () if games.scripted(name) is None else (_SCRIPTED,)
    return (*(player.value for player in Player), *own)


def named(name: str, player: str) -> Player | games.Act:
    """The player called ``player`` of the game called ``name``.

    Raises:
        ValueError: The game has no such player.
    """
    known = names(name)
    if player not in known:
        raise ValueError(f"unknown player '{player}'; for {name} there are: {', '.join(known)}")
    act = games.scripted(name)
    return Player(player) if player != _SCRIPTED or act is None else act


def actions(player: Player, seed: int, n_steps: int, n_actions: int) -> NDArray[np.float32]:
    """What a player that sees nothing does in the episode of ``seed``.

    Args:
        player: IDLE or RANDOM.
        seed: The episode's seed.
        n_steps: Number of steps.
        n_actions: Length of an action.

    Returns:
        float32 (n_steps, n_actions).
    """
    if player is Player.IDLE:
        return np.zeros((n_steps, n_actions), dtype=np.float32)
    uniforms = Draws(seed, Purpose.RANDOM_PLAYER).uniforms(n_steps * n_actions)
    return (uniforms * 2.0 - 1.0).astype(np.float32).reshape(n_steps, n_actions)


def play(environment: Environment, player: Player | games.Act, seed: int) -> tuple[float, ...]:
    """Plays the whole episode of ``seed``; returns its results, in the order of the environment's spec."""
    spec = environment.spec
    observation, is_over = environment.reset(seed), False
    if isinstance(player, Player):
        blind = iter(actions(player, seed, spec.max_steps, spec.n_actions))
    for _ in range(spec.max_steps):
        action = next(blind) if isinstance(player, Player) else player(observation)
        observation, is_over = environment.step(action)
        if is_over:
            break
    return environment.results()
