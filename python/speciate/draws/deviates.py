"""Normal changes of a column of float32 numbers.

One draw of 32 bits decides both whether a number is replaced and by how much it changes. The normal deviate
is that of Giles 2010, "Approximating the erfinv function", table 5, in float32.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speciate.draws.float32 import ln
from speciate.draws.philox import Draws

_F = np.float32
_CENTRE: Final = tuple(
    map(
        _F,
        (
            2.81022636e-8,
            3.43273939e-7,
            -3.5233877e-6,
            -4.39150654e-6,
            2.1858087e-4,
            -1.25372503e-3,
            -4.17768164e-3,
            0.246640727,
            1.50140941,
        ),
    )
)
_TAIL: Final = tuple(
    map(
        _F,
        (
            -2.00214257e-4,
            1.00950558e-4,
            1.34934322e-3,
            -3.67342844e-3,
            5.73950773e-3,
            -7.6224613e-3,
            9.43887047e-3,
            1.00167406,
            2.83297682,
        ),
    )
)
_FAR: Final = _F(0.9966254)
_OUTERMOST: Final = _F(1.0 - 2.0**-24)
_PAIRS: Final = 2**31
"""How many pairs of half words there are: an even number replaces, so that both cases have a middle."""


@dataclass(frozen=True)
class Change:
    """How the numbers of a column change.

    Attributes:
        replace_rate: Fraction of the numbers that are drawn anew, rounded up to a multiple of 2**-31.
        replace_sigma: Standard deviation of new numbers.
        sigma: Standard deviation of what the others are moved by.
        limit: Limit of the absolute value.
    """

    replace_rate: float
    replace_sigma: float
    sigma: float
    limit: float

    def apply(self, draws: Draws, values: list[float]) -> list[float]:
        """The changed numbers: ``values[i]`` by half word ``i``, the lower half of a word first."""
        if not values:
            return []
        halves = _halves(draws, len(values))
        n_replacing = math.ceil(self.replace_rate * _PAIRS)
        replaced = halves >> np.uint32(1) < n_replacing
        deviates = np.where(
            replaced, _normal(halves, 0, n_replacing), _normal(halves, 2 * n_replacing, _PAIRS - n_replacing)
        )
        sigmas = np.where(replaced, _F(self.replace_sigma), _F(self.sigma))
        changed = np.where(replaced, _F(0.0), np.array(values, dtype=np.float32)) + deviates * sigmas
        limited: list[float] = np.clip(changed, -_F(self.limit), _F(self.limit)).tolist()
        return limited


def normal(halves: NDArray[np.uint32]) -> NDArray[np.float32]:
    """The normal deviates of half words."""
    return _normal(halves, 0, _PAIRS)


def normal_rows(rows: Sequence[Draws], n: int) -> NDArray[np.float32]:
    """Normal deviates, float32 (n_rows, n): of each row the first ``n`` half words, the lower one first."""
    return normal(np.stack([_halves(draws, n) for draws in rows]))


def _normal(halves: NDArray[np.uint32], first: int, n_pairs: int) -> NDArray[np.float32]:
    """The normal deviates of half words, as uniform as they are among ``2 * n_pairs`` from ``first`` on."""
    distances = (halves.astype(np.int64) - (first + n_pairs)).astype(np.float32)
    scale = _F(1.0 / n_pairs if n_pairs > 0 else 0.0)
    x = np.clip((distances + _F(0.5)) * scale, -_OUTERMOST, _OUTERMOST)
    w = -ln((_F(1.0) - x) * (_F(1.0) + x))
    far = np.abs(x) >= _FAR
    r = np.where(far, np.sqrt(np.where(far, w, _F(1.0))) - _F(3.0), w - _F(2.5))
    p = np.where(far, _TAIL[0], _CENTRE[0])
    for tail, centre in zip(_TAIL[1:], _CENTRE[1:], strict=True):
        p = p * r + np.where(far, tail, centre)
    deviates: NDArray[np.float32] = _F(np.sqrt(2.0)) * (p * x)
    return deviates


def _halves(draws: Draws, n: int) -> NDArray[np.uint32]:
    words = draws.words((n + 1) // 2)
    pairs = np.stack([words & np.uint64(0xFFFFFFFF), words >> np.uint64(32)], axis=1)
    return pairs.astype(np.uint32).reshape(-1)[:n]
