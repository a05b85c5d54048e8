"""The task of contenders that evolve networks: exclusive or."""

from collections.abc import Callable, Sequence
from typing import Final

CASES: Final = (((0.0, 0.0), 0.0), ((0.0, 1.0), 1.0), ((1.0, 0.0), 1.0), ((1.0, 1.0), 0.0))


def fitness(activate: Callable[[Sequence[float]], Sequence[float]]) -> float:
    """The squared number of cases less the errors."""
    error = sum(abs(activate(inputs)[0] - target) for inputs, target in CASES)
    return float((len(CASES) - error) ** 2)
