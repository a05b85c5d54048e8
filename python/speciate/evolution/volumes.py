"""Hypervolume: how much of the space above a reference point a set of points dominates."""

import math
import sys
from itertools import pairwise, product
from typing import Final

import numpy as np

from speciate.draws import sums
from speciate.values.types import Float64s

MOST_EXACT: Final = 5
"""Up to so many objectives the hypervolume of an archive is exact; time for it grows with their power."""

MOST_MEASURED: Final = 31
"""Hypervolume is known for so many objectives at most."""

_N_SAMPLES: Final = 2**14

_LARGEST: Final = 2.0**1000
"""With larger numbers the library may crash."""

_WIDE: Final = 400
"""Products of extents whose exponents add up to less are finite, in whatever order."""

_NARROW: Final = 700
"""Products of small heights, and of their differences, are normal numbers if exponents add up to less."""

_EXPONENTS: Final = 1000
"""Exponents of normal numbers below 1. All objectives of a part share them."""

_DIGITS: Final = 53
"""How much smaller than two doubles their difference may be, in powers of two."""

_LEAST_WIDTH: Final = 16

_MOST_PARTS: Final = 4096
"""Space is divided into so many parts at most."""

_Part = tuple[float, float]


def hypervolume(objectives: Float64s, reference_point: Float64s) -> float:
    """The volume that maximised objectives (n_points, n_objectives) dominate above (n_objectives,).

    Where products of the numbers would overflow or vanish, space is divided into parts at which the numbers
    are of one size, and the volumes of the parts add up. If that takes more than 4096 parts, space stays
    whole, and what is less than about 2**-1000 of the volume of the box around all points may be missing.

    Args:
        objectives: Finite numbers; points that are not above the reference point in each add nothing.
        reference_point: Finite numbers.
    """
    above = objectives[(objectives > reference_point).all(axis=1)]
    if not len(above):
        return 0.0
    heights, exponent = _heights(above, reference_point)
    if exponent == 0 and _ordinary(heights):
        largest = max(np.abs(objectives).max(), np.abs(reference_point).max())
        if largest <= _LARGEST and math.isfinite(found := _exact(objectives, reference_point)):
            return found
    n_objectives = len(reference_point)
    return _sum_of_parts(heights, exponent * n_objectives)


def volume(objectives: Float64s, reference_point: Float64s) -> float | None:
    """The same within fractions of a second, and None where there are too many objectives.

    Beyond ``MOST_EXACT`` objectives it is approximated along directions that are always the same (Deng &
    Zhang 2019, "Approximating hypervolume and hypervolume contributions using polar coordinate"), of
    objectives that are scaled alike: some percent off where points are spread evenly, and far more where few
    of them are good in one objective alone. It may fall a little when a point is added.
    """
    n_objectives = objectives.shape[1]
    if n_objectives <= MOST_EXACT:
        return hypervolume(objectives, reference_point)
    return _approximated(objectives, reference_point) if n_objectives <= MOST_MEASURED else None


def _heights(above: Float64s, reference_point: Float64s) -> tuple[Float64s, int]:
    """How far each point is above the reference point, and the exponent of what that was divided by."""
    with np.errstate(over="ignore"):
        heights = above - reference_point
    if np.isfinite(heights).all():
        return heights, 0
    return np.ldexp(above, -1) - np.ldexp(reference_point, -1), 1


def _ordinary(heights: Float64s) -> bool:
    """Whether no product of heights overflows or vanishes."""
    greatest, least = np.frexp(heights.max(axis=0))[1], np.frexp(heights.min(axis=0))[1]
    return bool(np.abs(greatest).sum() <= _WIDE and np.abs(least).sum() <= _NARROW)


def _exact(objectives: Float64s, reference_point: Float64s) -> float:
    import moocore  # noqa: PLC0415  # only runs with several objectives pay for it

    return float(moocore.hypervolume(objectives, ref=reference_point, maximise=True))


def _sum_of_parts(heights: Float64s, exponent: int) -> float:
    """The volume of heights (n_points, n_objectives), all above 0, times two to a power."""
    axes = [_divided(column, heights.shape[1]) for column in heights.T]
    if math.prod(map(len, axes)) > _MOST_PARTS:
        axes = [[(0.0, float(column.max()))] for column in heights.T]
    found = [_volume_of_part(heights, np.array(part)) for part in product(*axes)]
    most = max(exponent_of_part for _, exponent_of_part in found)
    total = math.fsum(math.ldexp(value, own - most) for value, own in found)
    return sums.scaled_up(total, most + exponent)


def _divided(heights: Float64s, n_objectives: int) -> list[_Part]:
    """Intervals that cover the heights of one objective; those that end in one are of about one size."""
    width = max(_EXPONENTS // n_objectives - _DIGITS, _LEAST_WIDTH)
    ends, rest = [], heights
    while len(rest):
        ends.append(float(rest.max()))
        rest = rest[rest < math.ldexp(ends[-1], -width)]
    return list(pairwise([0.0, *reversed(ends)]))


def _volume_of_part(heights: Float64s, part: Float64s) -> tuple[float, int]:
    """A mantissa and an exponent of the volume in a part of the space, (n_objectives, 2)."""
    lower, extents = part[:, 0], part[:, 1] - part[:, 0]
    inside = heights[(heights > lower).all(axis=1)]
    if not len(inside):
        return 0.0, -(2**20)
    exponents = np.frexp(extents)[1]
    small = np.ldexp(np.minimum(inside - lower, extents), -exponents)
    mantissa, exponent = math.frexp(_exact(small, np.zeros(len(lower))))
    return mantissa, exponent + int(exponents.sum())


def _approximated(objectives: Float64s, reference_point: Float64s) -> float:
    """The volume along directions, which are spread well only where all objectives extend about as far.

    They are divided by powers of two for that, which loses nothing.
    """
    import moocore  # noqa: PLC0415  # only runs with several objectives pay for it

    above = objectives[(objectives > reference_point).all(axis=1)]
    if not len(above):
        return 0.0
    exponents = _exponents(above, reference_point)
    found = moocore.hv_approx(
        np.ldexp(above, -exponents) - np.ldexp(reference_point, -exponents),
        np.zeros(len(reference_point)),
        maximise=True,
        nsamples=_N_SAMPLES,
        method="Rphi-FWE+",
    )
    return sums.scaled_up(float(found), int(exponents.sum()))


def _exponents(above: Float64s, reference_point: Float64s) -> sums.Exponents:
    """How far points extend above the reference point, in powers of two: int (n_objectives,)."""
    with np.errstate(over="ignore"):
        extents = above.max(axis=0) - reference_point
    return np.where(np.isinf(extents), sys.float_info.max_exp + 1, np.frexp(extents)[1])
