"""Players that learn nothing: what a trained network has to beat."""

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from speciate.reference.draws import Draws, Purpose
from speciate.reference.evaluation.environment import Environment


class Player(Enum):
    """A player without a network.

    IDLE answers 0 with every output, always; RANDOM answers uniformly in [-1, 1), anew at every step.
    """

    IDLE = "idle"
    RANDOM = "random"


def actions(player: Player, seed: int, n_steps: int, n_actions: int) -> NDArray[np.float32]:
    """The actions of the first ``n_steps`` steps of the episode of ``seed``: float32 (n_steps, n_actions)."""
    if player is Player.IDLE:
        return np.zeros((n_steps, n_actions), dtype=np.float32)
    uniforms = Draws(seed, Purpose.RANDOM_PLAYER).uniforms(n_steps * n_actions)
    return (uniforms * 2.0 - 1.0).astype(np.float32).reshape(n_steps, n_actions)


def play(environment: Environment, player: Player, seed: int) -> tuple[float, ...]:
    """Plays the whole episode of ``seed``; returns its results, in the order of the environment's spec."""
    spec = environment.spec
    environment.reset(seed)
    for action in actions(player, seed, spec.max_steps, spec.n_actions):
        if environment.step(action)[1]:
            break
    return environment.results()
