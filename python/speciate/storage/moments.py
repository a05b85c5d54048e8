"""The moments of observations in snapshots and in the lines of a journal, every value checked when read."""

import base64
from typing import Any, Final

import numpy as np

from speciate.errors import CheckpointError
from speciate.values.normalization import Moments
from speciate.values.snapshot import Snapshot
from speciate.values.types import Float64s

MEANS: Final = "moments:means"
"""The array of means in a snapshot; there is none where observations are not normalised."""

_SQUARES: Final = "moments:squares"
COUNT: Final = "n_observed"
"""The scalar of a snapshot that says how many observations were seen."""

_MOST: Final = 2**53
_KEYS: Final = {"count", "means", "squares"}


def snapshot(moments: Moments | None) -> Snapshot:
    """Moments as data only; nothing where there are none."""
    if moments is None:
        return Snapshot({}, {})
    return Snapshot({MEANS: moments.means, _SQUARES: moments.squares}, {COUNT: moments.count})


def of_snapshot(given: Snapshot, n_inputs: int) -> Moments:
    """The moments of ``snapshot``.

    Args:
        given: A snapshot that has them.
        n_inputs: Length of an observation.

    Raises:
        CheckpointError: They are missing or damaged.
    """
    means, squares = (given.finite(name, (n_inputs,)) for name in (MEANS, _SQUARES))
    if not (squares >= 0.0).all():
        raise CheckpointError(f"the snapshot's {_SQUARES} are below 0; it is damaged")
    return Moments(given.whole(COUNT, 0, _MOST), means, squares)


def table(moments: Moments) -> dict[str, Any]:
    """Moments as a line of a journal has them."""
    return {"count": moments.count, "means": _text(moments.means), "squares": _text(moments.squares)}


def of_table(given: Any) -> Moments:
    """The moments of ``table``. Raises ``ValueError`` or ``TypeError``."""
    if not isinstance(given, dict) or given.keys() != _KEYS:
        raise ValueError("the moments are no table of count, means and squares")
    count, means, squares = given["count"], _numbers(given["means"]), _numbers(given["squares"])
    if type(count) is not int or not 0 <= count <= _MOST:
        raise ValueError("the count of the moments is no whole number")
    if len(means) != len(squares) or not (squares >= 0.0).all():
        raise ValueError("the squares of the moments are below 0, or of another length than the means")
    return Moments(count, means, squares)


def longest(n_inputs: int) -> int:
    """The most bytes that ``table`` takes in a line: two numbers of 8 bytes, in base64, for each input."""
    return 100 + 2 * 11 * n_inputs


def _text(values: Float64s) -> str:
    return base64.b64encode(values.astype("<f8").tobytes()).decode()


def _numbers(text: Any) -> Float64s:
    if not isinstance(text, str):
        raise TypeError("the moments are no text")
    values = np.frombuffer(base64.b64decode(text, validate=True), "<f8").astype(np.float64)
    if not np.isfinite(values).all():
        raise ValueError("the moments are not all finite")
    return values
