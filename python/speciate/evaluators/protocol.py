"""The seam between a run and where its networks are evaluated."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from speciate.backends.protocol import Bools, Float64s, Uint32s, Uint64s
from speciate.faults import Fault
from speciate.networks import Networks

ReportFault = Callable[[Uint32s, Fault, Networks, Uint64s], None]
"""Told of a fault that no retry mended: the rows, what happened, the networks and the seeds. May raise."""


@dataclass(frozen=True)
class Evaluation:
    """What networks achieved.

    Attributes:
        results: float64 (n_genomes, n_results), means over episodes.
        failed: bool (n_genomes,), whose results do not count because something went wrong.
        n_retries: How many evaluations were tried again.
    """

    results: Float64s
    failed: Bools
    n_retries: int = 0

    def select(self, rows: Uint32s) -> "Evaluation":
        """That of the genomes at ``rows``, in that order."""
        return Evaluation(self.results[rows], self.failed[rows])


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
