"""Hypervolumes of other packages. Objectives are minimised, which is what all of them do themselves."""

from collections.abc import Callable
from typing import Final

from speciate.values.types import Float64s

Prepare = Callable[[Float64s, Float64s], Callable[[], float]]
"""Takes points and a reference point."""


def moocore(points: Float64s, reference_point: Float64s) -> Callable[[], float]:
    """``moocore.Hypervolume``, which keeps its reference point; its function looks at more arguments."""
    import moocore as peer  # noqa: PLC0415

    measure = peer.Hypervolume(ref=reference_point)
    return lambda: float(measure(points))


def genoxide(points: Float64s, reference_point: Float64s) -> Callable[[], float]:
    """``genoxide.indicators.hypervolume``."""
    import genoxide as peer  # noqa: PLC0415

    return lambda: float(peer.indicators.hypervolume(points, reference_point))


def pymoo(points: Float64s, reference_point: Float64s) -> Callable[[], float]:
    """``pymoo``'s ``HV``, which calls moocore."""
    from pymoo.indicators.hv import HV  # noqa: PLC0415

    measure = HV(ref_point=reference_point)
    return lambda: float(measure(points))


def pygmo(points: Float64s, reference_point: Float64s) -> Callable[[], float]:
    """``pygmo.hypervolume``."""
    import pygmo as peer  # noqa: PLC0415

    return lambda: float(peer.hypervolume(points).compute(reference_point))


VOLUMES: Final[dict[str, Prepare]] = {
    "moocore": moocore,
    "genoxide": genoxide,
    "pymoo": pymoo,
    "pygmo": pygmo,
}
"""By the name of the package."""
