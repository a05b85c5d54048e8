"""Multi-objective selection on plain arrays."""

import numpy as np

from speciate.backends.reference.selection import crowding as distances
from speciate.backends.reference.selection import nondominated, thinning
from speciate.values import arrays
from speciate.values.types import Float64s, Uint32s


class ReferencePareto:
    """The functions are described in the protocol of backends."""

    def fronts(self, points: Float64s) -> Uint32s:
        """The front of each point."""
        return nondominated.fronts(arrays.without_nan(points))

    def crowding(self, points: Float64s, fronts: Uint32s) -> Float64s:
        """How far each point is from its neighbours in its front."""
        return distances.crowding(arrays.without_nan(points), fronts)

    def best(self, points: Float64s, n: int) -> Uint32s:
        """The best points, by front, then crowding, then row."""
        fronts = self.fronts(points)
        order = np.lexsort((np.arange(len(points)), -self.crowding(points, fronts), fronts))
        return order[:n].astype(np.uint32)

    def thinned(self, points: Float64s, n: int) -> Uint32s:
        """The points of one front that are spread best."""
        return thinning.thinned(arrays.without_nan(points), n)
