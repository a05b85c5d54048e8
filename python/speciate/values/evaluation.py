"""What an evaluator gives."""

from dataclasses import dataclass

from speciate.values.normalization import Moments
from speciate.values.types import Bools, Float64s, Uint32s


@dataclass(frozen=True)
class Evaluation:
    """What networks achieved.

    Attributes:
        results: float64 (n_genomes, n_results), means over episodes.
        failed: bool (n_genomes,), whose results do not count because something went wrong.
        n_retries: How many evaluations were tried again.
        moments: Those of the observations of all that did not fail; None without a normalisation.
    """

    results: Float64s
    failed: Bools
    n_retries: int = 0
    moments: Moments | None = None

    def select(self, rows: Uint32s) -> "Evaluation":
        """That of the genomes at ``rows``, in that order."""
        return Evaluation(self.results[rows], self.failed[rows])
