"""The protocol of evaluators: what a run asks of the place where its networks are evaluated."""

from collections.abc import Callable
from typing import Protocol

from speciate.values.evaluation import Evaluation
from speciate.values.faults import Fault
from speciate.values.networks import Networks
from speciate.values.types import Uint32s, Uint64s

ReportFault = Callable[[Uint32s, Fault, Networks, Uint64s], None]
"""Called with a fault that no retry mended: the rows, the fault, the networks and the seeds. May raise."""


class Evaluator(Protocol):
    """Evaluates networks. The same networks and seeds give the same evaluation, wherever it happens."""

    def evaluate(self, networks: Networks, seeds: Uint64s) -> Evaluation:
        """Plays an episode per network and seed.

        Args:
            networks: The networks that play. An evaluator in other processes sends ``networks.population``.
            seeds: uint64 (n_episodes,), the same for every network.

        Raises:
            EvaluationError: An evaluation is invalid, and the run is to end for it.
        """
        ...

    def close(self) -> None:
        """Ends whatever runs for it; the next evaluation begins anew."""
        ...
