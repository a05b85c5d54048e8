"""The evaluation of a generation in units: those that wait, those that are tried again, and all results."""

from collections import deque
from collections.abc import Callable, Iterator

import numpy as np

from speciate.evaluators.attempt import Attempt
from speciate.values.evaluation import Evaluation
from speciate.values.faults import Fault, Policy
from speciate.values.normalization import Observed
from speciate.values.types import Uint32s


class UnitQueue:
    """Units of rows that are still to be evaluated, and the results of the others, placed by row.

    Attributes:
        waiting: The rows of each unit, next one first: uint32 (n_rows,).
    """

    def __init__(
        self,
        n_genomes: int,
        n_results: int,
        *,
        unit_size: int,
        policy: Policy,
        report_fault: Callable[[Uint32s, Fault], None],
        divisible: bool,
    ) -> None:
        """Everything waits.

        Args:
            n_genomes: Number of rows.
            n_results: Results of each.
            unit_size: Rows of a unit, at most.
            policy: What is tried again, and how often.
            report_fault: Called with every fault that no retry mended; may raise.
            divisible: Whether a unit with a fault is tried again row by row, to find the genome at fault.
        """
        rows = np.arange(n_genomes, dtype=np.uint32)
        self.waiting: deque[Uint32s] = deque(_parts(rows, unit_size))
        self._results = np.zeros((n_genomes, n_results))
        self._failed = np.zeros(n_genomes, dtype=np.bool_)
        self._n_tries = np.zeros(n_genomes, dtype=np.int64)
        self._n_retries = 0
        self._policy = policy
        self._report_fault = report_fault
        self._divisible = divisible
        self._observed: Observed | None = None

    def take(self, rows: Uint32s, outcome: Attempt) -> None:
        """Takes what an attempt at a unit gave."""
        self._results[rows] = outcome.results
        self._failed[rows] = outcome.failed
        self._observe(rows, outcome.observed)
        for positions, fault in outcome.faults:
            self._mend(rows[positions], fault)

    def lose(self, rows: Uint32s, fault: Fault) -> None:
        """Records that an attempt at a unit gave nothing."""
        self.take(rows, Attempt.nothing(len(rows), self._results.shape[1], fault))

    def evaluation(self) -> Evaluation:
        """What all achieved; 0 where failed."""
        self._results[self._failed] = 0.0
        moments = None if self._observed is None else self._observed.total(~self._failed)
        return Evaluation(self._results, self._failed, self._n_retries, moments)

    def _observe(self, rows: Uint32s, observed: Observed | None) -> None:
        """Keeps what the networks of a unit have seen, in place of what they saw in an attempt before."""
        if observed is None:
            return
        if self._observed is None:
            self._observed = Observed.nothing(len(self._failed), observed.means.shape[1])
        for kept, found in zip(self._observed, observed, strict=True):
            kept[rows] = found

    def _mend(self, rows: Uint32s, fault: Fault) -> None:
        if len(rows) > 1 and self._divisible:
            self.waiting.extend(_parts(rows, 1))
            return
        self._n_tries[rows] += 1
        if self._n_tries[rows[0]] <= self._policy.n_retries(fault.kind):
            self._n_retries += len(rows)
            self.waiting.appendleft(rows)  # what ends the run, ends it soon
            return
        self._failed[rows] = True
        self._report_fault(rows, fault)


def _parts(rows: Uint32s, size: int) -> Iterator[Uint32s]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
