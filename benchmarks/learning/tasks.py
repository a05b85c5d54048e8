"""The tasks, as genoxide and neat-python are asked them.

Both poles are balanced in genoxide's own simulation, which has the equations and constants of ours.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

Network = Callable[[Sequence[float]], Any]
"""Takes an observation; returns the outputs, each from 0 to 1."""

STEPS: Final = 100_000
_HALF: Final = 0.5
_ENOUGH: Final = 200
_PATTERNS: Final = (((0.0, 0.0), 0.0), ((0.0, 1.0), 1.0), ((1.0, 0.0), 1.0), ((1.0, 1.0), 0.0))


@dataclass(frozen=True)
class Task:
    """Something to be learnt.

    Attributes:
        n_inputs: Length of an observation, without a bias.
        budget: Evaluations at which a failed run is counted.
        recurrent: Whether it needs loops.
        large: Whether the paper's large population of 1,000 is for it.
    """

    n_inputs: int
    budget: int
    recurrent: bool = False
    large: bool = False


TASKS: Final = {
    "xor": Task(2, 15_000),
    "double pole with velocities": Task(6, 15_000),
    "double pole without velocities": Task(3, 100_000, recurrent=True, large=True),
}


def xor(network: Network) -> tuple[float, bool]:
    """The fitness of Stanley & Miikkulainen 2002, and whether all four answers are on the right side."""
    answers = [(float(network(inputs)[0]), right) for inputs, right in _PATTERNS]
    error = sum(abs(answer - right) for answer, right in answers)
    solved = all((answer > _HALF) == bool(right) for answer, right in answers)
    return (4.0 - error) ** 2, solved


def poles(policy: Any) -> tuple[float, bool]:
    """The steps that a policy balances both poles while it sees the velocities."""
    from genoxide.problems.control import DoublePole  # noqa: PLC0415

    steps = DoublePole(velocities=True).run(policy, STEPS)
    return float(steps), steps >= STEPS - 1


def blind_poles(policy: Any) -> float:
    """The damping fitness of a policy that does not see the velocities."""
    from genoxide.problems.control import DoublePole  # noqa: PLC0415

    return float(DoublePole(velocities=False).damping_fitness(policy))


def passes(policy: Any) -> bool:
    """Whether a policy without velocities lasts 100,000 steps, and 1,000 from 200 of 625 starts."""
    from genoxide.problems.control import DoublePole  # noqa: PLC0415

    task = DoublePole(velocities=False)
    return bool(task.run(policy, STEPS) >= STEPS and task.generalization(policy) >= _ENOUGH)
