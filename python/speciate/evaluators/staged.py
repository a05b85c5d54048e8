"""Evaluation stage by stage: the environment of an evaluator changes with the curriculum."""

from collections.abc import Callable

from speciate.environments import stages
from speciate.evaluators.protocol import Evaluator
from speciate.values.environment import Environment

Make = Callable[[Environment, int | None], Evaluator]
"""Makes an evaluator for an environment, given the stage that it is in; None is the environment itself."""


class StagedEvaluator:
    """Makes the evaluator of a stage when it is wanted; there is one at a time."""

    def __init__(self, make: Make, environment: Environment) -> None:
        """Begins with the environment itself.

        Args:
            make: Makes the evaluators.
            environment: What is played.

        Raises:
            ConfigError: There can be no such evaluator.
        """
        self._make = make
        self._environment = environment
        self._current: tuple[int | None, Evaluator] = None, make(environment, None)

    def at(self, stage: int | None) -> Evaluator:
        """The evaluator of a stage, counted from 0; None is the environment itself. Closes any other."""
        current, evaluator = self._current
        if stage != current:
            evaluator.close()
            evaluator = self._make(stages.at(self._environment, stage), stage)
            self._current = stage, evaluator  # both at once, whenever an interrupt comes
        return evaluator

    def close(self) -> None:
        """Ends whatever runs for it; the next evaluation begins anew."""
        self._current[1].close()
