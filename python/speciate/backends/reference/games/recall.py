"""Sequence recall: bits are shown, then nothing, and then they are asked for."""

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.draws.philox import Draws, Purpose
from speciate.values.environment import EnvironmentSpec

_KEYS: Final = ("length", "delay")
_REPEATS: Final = 2


@dataclass(frozen=True)
class RecallRules:
    """What is to be remembered, and for how long.

    Attributes:
        length: Bits of a sequence.
        delay: Steps between the last bit and the first question.
    """

    length: int = 2
    delay: int = 2

    @property
    def n_trials(self) -> int:
        """Sequences of an episode: each twice."""
        return _REPEATS << self.length

    @property
    def trial_steps(self) -> int:
        """Steps of a sequence."""
        return 2 * self.length + self.delay


def rules_of(options: Mapping[str, Any]) -> RecallRules:
    """The rules of options.

    Raises:
        ValueError: An option is unknown, or its value not allowed.
    """
    for key in options:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.0)[0]
            raise ValueError(
                f"recall: unknown option '{key}'; the nearest is '{near}', and there are: {', '.join(_KEYS)}"
            )
    return RecallRules(_whole(options, "length", 2, 1, 8), _whole(options, "delay", 2, 0, 1000))


def _whole(options: Mapping[str, Any], key: str, default: int, least: int, greatest: int) -> int:
    value = options.get(key, default)
    if type(value) is not int or not least <= value <= greatest:
        raise ValueError(f"recall: {key} is {value}, expected a whole number from {least} to {greatest}")
    return value


class Recall:
    """All sequences of bits, each twice, in an order drawn from the seed, one after the other.

    An observation is (bit, write, read): the bit, 1 or -1, and write = 1 while a sequence is shown; read = 1
    while it is asked for, first bit first; all 0 between. The action, clipped to [-1, 1], counts only while
    read is 1: its sign is the answer, 0 is -1. A NaN is wrong by 1 and never correct. Fitness is 1 less the
    mean of half the distances from the right answers, ``correct`` the fraction of right ones; a bit not yet
    answered is wrong by 1.
    """

    def __init__(self, rules: RecallRules) -> None:
        """Before its first episode."""
        self._rules = rules
        self.spec: Final = EnvironmentSpec(
            n_observations=3,
            n_actions=1,
            results=("fitness", "correct"),
            worst=(0.0, 0.0),
            max_steps=rules.n_trials * rules.trial_steps,
            solved=("correct", 1.0),
            stochastic=True,
        )
        self._sequences: list[int] = []
        self._step = 0
        self._score = 0.0
        self._correct = 0.0

    def reset(self, seed: int) -> NDArray[np.float32]:
        """Starts the episode of a seed. Returns float32 (3,)."""
        n_trials = self._rules.n_trials
        self._sequences = [trial // _REPEATS for trial in range(n_trials)]
        draws = Draws(seed, Purpose.EPISODE)
        for place in range(n_trials - 1, 0, -1):
            other = draws.below(place, place + 1)
            sequences = self._sequences
            sequences[place], sequences[other] = sequences[other], sequences[place]
        self._step, self._score, self._correct = 0, 0.0, 0.0
        return self._observe()

    def step(self, action: NDArray[np.float32]) -> tuple[NDArray[np.float32], bool]:
        """Answers with ``action`` (1,); returns the next observation and whether the episode is over."""
        sequence, place = self._place()
        asked = place - self._rules.length - self._rules.delay
        output = float(action[0])
        if asked >= 0 and not math.isnan(output):
            target = _bit(sequence, asked)
            self._score += 1.0 - 0.5 * abs(target - min(max(output, -1.0), 1.0))
            self._correct += float((output > 0.0) == (target > 0.0))
        self._step += 1
        return self._observe(), self._step == self.spec.max_steps

    def results(self) -> tuple[float, float]:
        """Fitness and the fraction of right answers."""
        n_bits = self._rules.n_trials * self._rules.length
        return self._score / n_bits, self._correct / n_bits

    def _place(self) -> tuple[int, int]:
        """The sequence of the step, and the place of the step in its trial; after the end the last ones."""
        trial, place = divmod(min(self._step, self.spec.max_steps - 1), self._rules.trial_steps)
        return self._sequences[trial], place

    def _observe(self) -> NDArray[np.float32]:
        sequence, place = self._place()
        writes, reads = place < self._rules.length, place >= self._rules.length + self._rules.delay
        bit = _bit(sequence, place) if writes else 0.0
        return np.array([bit, float(writes), float(reads)], dtype=np.float32)


def _bit(sequence: int, place: int) -> float:
    return 1.0 if sequence >> place & 1 else -1.0


def make(options: Mapping[str, Any]) -> "Callable[[], Recall]":
    """A function that makes environments. Raises ``ValueError`` for options that are refused."""
    return partial(Recall, rules_of(options))
