"""What the networks of a generation have seen, added to what was seen before."""

import numpy as np

from speciate.errors import EvaluationError, ShapeError, StateError
from speciate.phrases import shown
from speciate.values.networks import Networks
from speciate.values.normalization import Moments
from speciate.values.types import Bools


def seen_with(
    known: Moments | None, told: Moments | None, networks: Networks, failed: Bools
) -> Moments | None:
    """The moments after a generation; None where observations are not normalised.

    Args:
        known: The moments before it.
        told: Those of its networks; None takes what these have seen themselves.
        networks: Its networks.
        failed: bool (n_genomes,), whose observations do not count.

    Raises:
        StateError: There are moments where none are kept.
        ShapeError: They are none, or of observations of another length.
        EvaluationError: A value is NaN, infinite, or a sum of squares below 0.
    """
    if known is None:
        if told is not None:
            raise StateError("tell with moments: network.normalize_observations is false; leave them out")
        return None
    if told is None:
        observed = networks.observed
        return known if observed is None else known.merged(observed.total(~failed))
    _check(told, len(known.means))
    return known.merged(told)


def _check(told: Moments, n_inputs: int) -> None:
    if not isinstance(told, Moments):
        raise ShapeError(f"moments = {shown(told)}: expected Moments, as networks.observed.total(~failed)")
    if told.means.shape != (n_inputs,):
        raise ShapeError(f"moments of {len(told.means)} inputs; expected {n_inputs}")
    if told.squares.shape != told.means.shape:
        raise ShapeError("moments of inputs without a sum of squares each; expected as many as means")
    if not np.isfinite(told.means).all() or not np.isfinite(told.squares).all() or (told.squares < 0.0).any():
        raise EvaluationError("moments have means that are not finite, or squares that are none or below 0")
