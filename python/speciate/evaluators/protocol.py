"""The seam between a run and where its networks are evaluated."""

from collections.abc import Callable
from typing import Protocol

from speciate.values.evaluation import Evaluation
from speciate.values.faults import Fault
from speciate.values.networks import Networks
from speciate.values.types import Uint32s, Uint64s

ReportFault = Callable[[Uint32s, Fault, Networks, Uint64s], None]
"""Told of a fault that no retry mended: the rows, what happened, the networks and the seeds. May raise."""


class Evaluator(Protocol):
    """Evaluates networks. The same networks and seeds give the same evaluation, wherever it happens."""

    def evaluate(self, networks: Networks, seeds: Uint64s) -> Evaluation:
        """Plays an episode per network and seed.

        Args:
            networks: Who plays; ``networks.population`` is what an evaluator elsewhere would send.
            seeds: uint64 (n_episodes,), the same for every network.

        Raises:
            EvaluationError: An evaluation is invalid, and the run is to end for it.
        """
        ...

    def close(self) -> None:
        """Ends whatever runs for it; the next evaluation begins anew."""
        ...
