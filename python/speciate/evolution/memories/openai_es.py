"""What OpenAI's evolution strategy remembers: its mean, and the state of the optimizer that moves it."""

from dataclasses import dataclass, replace
from math import fsum, sqrt
from typing import Final

import numpy as np

from speciate.config.evolution_strategies import LEAST_SIGMA, MOST_SIGMA, OpenaiEs
from speciate.draws.arithmetic import power
from speciate.errors import CheckpointError
from speciate.evolution.strategies import restored_mean
from speciate.values.snapshot import LAST, Snapshot
from speciate.values.types import Float64s

ADAM_LEARNING_RATE: Final = 0.1

_SECOND_MOMENTUM: Final = 0.999
_EPSILON: Final = 1e-8
"""Those of Kingma & Ba 2015, algorithm 1: beta_2 and epsilon; ``momentum`` is beta_1."""

_RADIUS: Final = 15.0
"""How many of the longest steps of ClipUp genomes are away from the mean (Toklu et al. 2020, section 3.2)."""

_GREATEST: Final = 1e50
"""No moment of a run comes near it."""


@dataclass(frozen=True)
class OpenaiMemory:
    """A mean, and how it moves.

    Attributes:
        mean: float64 (n_weights,).
        velocity: float64 (n_weights,), Adam's first moment, or the velocity of ClipUp.
        square: float64 (n_weights,), Adam's second moment; 0 with ClipUp.
        sigma: The deviation of the genomes that are asked.
        learning_rate: That of the next step.
        step: Steps so far.
    """

    mean: Float64s
    velocity: Float64s
    square: Float64s
    sigma: float
    learning_rate: float
    step: int

    def snapshot(self) -> Snapshot:
        """This memory as data only."""
        arrays = {"mean": self.mean, "velocity": self.velocity, "square": self.square}
        scalars = {"sigma": self.sigma, "learning_rate": self.learning_rate, "step": self.step}
        return Snapshot(
            {f"openai_es.{name}": array for name, array in arrays.items()},
            {f"openai_es_{name}": value for name, value in scalars.items()},
        )


@dataclass(frozen=True)
class Optimizers:
    """Moves the mean of a run.

    Attributes:
        settings: Those of the section.
        n_weights: Numbers of a row.
        limit: Largest absolute value of a weight.
    """

    settings: OpenaiEs
    n_weights: int
    limit: float

    def started(self, mean: Float64s) -> OpenaiMemory:
        """The memory of a start at a row of weights."""
        chosen, sigma = self.settings.learning_rate, self.settings.perturbation_sigma
        by_radius = sigma * sqrt(self.n_weights) / (2.0 * _RADIUS)
        default = ADAM_LEARNING_RATE if self.settings.optimizer == "adam" else by_radius
        nothing = np.zeros(self.n_weights)
        return OpenaiMemory(mean, nothing, nothing, sigma, default if chosen is None else chosen, 0)

    def moved(self, memory: OpenaiMemory, gradient: Float64s) -> OpenaiMemory:
        """The memory after a step upwards: float64 (n_weights,), where fitness grows."""
        take = _adam if self.settings.optimizer == "adam" else _clipup
        velocity, square, step = take(memory, gradient, self.settings.momentum)
        kept = memory.mean * (1.0 - memory.learning_rate * self.settings.weight_decay)
        return replace(
            memory,
            mean=np.clip(kept + step, -self.limit, self.limit),
            velocity=velocity,
            square=square,
            step=memory.step + 1,
        )

    def decayed(self, memory: OpenaiMemory) -> OpenaiMemory:
        """The memory of the next generation, whose deviation and learning rate are smaller."""
        chosen = self.settings
        return replace(
            memory,
            sigma=_smaller(memory.sigma, chosen.perturbation_sigma_decay, chosen.least_perturbation_sigma),
            learning_rate=_smaller(
                memory.learning_rate, chosen.learning_rate_decay, chosen.least_learning_rate
            ),
        )

    def restored(self, snapshot: Snapshot) -> OpenaiMemory:
        """The memory of a snapshot, every value checked. Raises ``CheckpointError``."""
        shape = (self.n_weights,)
        velocity = snapshot.finite("openai_es.velocity", shape)
        square = snapshot.finite("openai_es.square", shape)
        sigma = snapshot.number("openai_es_sigma", LEAST_SIGMA)
        learning_rate = snapshot.number("openai_es_learning_rate", 0.0)
        too_large = max(np.abs(velocity).max(), square.max(), learning_rate) > _GREATEST
        if (square < 0.0).any() or sigma > MOST_SIGMA or too_large:
            raise CheckpointError(
                "the snapshot's optimizer of openai_es has impossible numbers; it is damaged"
            )
        return OpenaiMemory(
            mean=restored_mean(snapshot, "openai_es.mean", self.n_weights, self.limit),
            velocity=velocity,
            square=square,
            sigma=sigma,
            learning_rate=learning_rate,
            step=snapshot.whole("openai_es_step", 0, LAST),
        )


_Step = tuple[Float64s, Float64s, Float64s]
"""The next velocity and square, and how far the mean moves."""


def _adam(memory: OpenaiMemory, gradient: Float64s, momentum: float) -> _Step:
    """Kingma & Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1."""
    velocity = momentum * memory.velocity + (1.0 - momentum) * gradient
    square = _SECOND_MOMENTUM * memory.square + (1.0 - _SECOND_MOMENTUM) * (gradient * gradient)
    n_steps = float(memory.step + 1)
    first = velocity / (1.0 - power(momentum, n_steps))
    second = square / (1.0 - power(_SECOND_MOMENTUM, n_steps))
    return velocity, square, memory.learning_rate * first / (np.sqrt(second) + _EPSILON)


def _clipup(memory: OpenaiMemory, gradient: Float64s, momentum: float) -> _Step:
    """Toklu, Liskowski & Srivastava 2020, "ClipUp", algorithm 1: each push has one length, steps a limit."""
    length = _norm(gradient)
    push = gradient * (memory.learning_rate / length) if length > 0.0 else gradient
    velocity = momentum * memory.velocity + push
    speed, longest = _norm(velocity), 2.0 * memory.learning_rate
    if speed > longest:
        velocity = velocity * (longest / speed)
    return velocity, memory.square, velocity


def _norm(vector: Float64s) -> float:
    return sqrt(fsum((vector * vector).tolist()))


def _smaller(value: float, factor: float, least: float) -> float:
    """A value after its decay, which ends at ``least``; a value that began below that stays."""
    return max(value * factor, min(value, least))
