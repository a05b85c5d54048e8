"""Evaluation in this process."""

from collections.abc import Callable, Sequence

from speciate.evaluators.attempt import at, attempted, one_at_a_time
from speciate.evaluators.protocol import ReportFault
from speciate.evaluators.unit_queue import UnitQueue
from speciate.values.environment import Environment
from speciate.values.evaluation import Evaluation
from speciate.values.faults import Policy
from speciate.values.networks import Networks
from speciate.values.types import Uint64s


class LocalEvaluator:
    """Plays in this process; a built-in environment uses the backend's threads."""

    def __init__(
        self,
        environment: Environment,
        counted: Sequence[int],
        policy: Policy,
        report_fault: ReportFault,
        after_unit: Callable[[], None],
    ) -> None:
        """Remembers what is played.

        Args:
            environment: What is played.
            counted: The results that have to be finite.
            policy: What is tried again.
            report_fault: Called with every fault that no retry mended.
            after_unit: Called after each call of the environment; may raise.
        """
        self._environment = environment
        self._counted = counted
        self._policy = policy
        self._report_fault = report_fault
        self._after_unit = after_unit

    def evaluate(self, networks: Networks, seeds: Uint64s) -> Evaluation:
        """Plays an episode per network and seed (n_episodes,): all at once, unless the environment does not.

        Raises:
            EvaluationError: An evaluation is invalid, and the run is to end for it.
        """
        work = UnitQueue(
            len(networks),
            len(self._environment.spec.results),
            unit_size=1 if one_at_a_time(self._environment) else len(networks),
            policy=self._policy,
            report_fault=lambda rows, fault: self._report_fault(rows, fault, networks, seeds),
            divisible=False,
        )
        while work.waiting:
            rows = work.waiting.popleft()
            outcome = attempted(self._environment, at(networks, rows), seeds, self._counted)
            self._after_unit()  # before anything is taken that an interrupt has spoilt
            work.take(rows, outcome)
        return work.evaluation()

    def close(self) -> None:
        """Nothing runs here between two evaluations."""
