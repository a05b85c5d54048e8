"""The agent, and how a decision is read from the outputs of a network."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speciate.backends.reference.games.arena.rules import ArenaRules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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


def decide(rules: ArenaRules, action: "NDArray[np.float32]") -> Decision:
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
