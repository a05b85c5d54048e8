"""Players without a network: two that learn nothing, and one written by hand."""

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.evaluation.environment import Environment
from speciate.backends.reference.games.arena import scripted
from speciate.draws.philox import Draws, Purpose


class Player(Enum):
    """A player without a network.

    IDLE answers 0 with every output, always; RANDOM answers uniformly in [-1, 1), anew at every step;
    SCRIPTED, the arena's own, answers what it sees by rules written by hand.
    """

    IDLE = "idle"
    RANDOM = "random"
    SCRIPTED = "scripted"


def names(name: str) -> tuple[str, ...]:
    """The names of those who can play the environment called ``name``, in the order of tables."""
    return ("idle", "random", "scripted") if name == "arena" else ("idle", "random")


def named(name: str, player: str) -> Player:
    """The player called ``player`` for the environment called ``name``.

    Raises:
        ValueError: There is no such player for it.
    """
    known = names(name)
    if player not in known:
        raise ValueError(f"unknown player '{player}'; for {name} there are: {', '.join(known)}")
    return Player(player)


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


def play(environment: Environment, player: Player, seed: int) -> tuple[float, ...]:
    """Plays the whole episode of ``seed``; returns its results, in the order of the environment's spec."""
    spec = environment.spec
    observation, is_over = environment.reset(seed), False
    blind = None if player is Player.SCRIPTED else actions(player, seed, spec.max_steps, spec.n_actions)
    for step in range(spec.max_steps):
        action = scripted.act(observation) if blind is None else blind[step]
        observation, is_over = environment.step(action)
        if is_over:
            break
    return environment.results()
