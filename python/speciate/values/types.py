"""Types of arrays that rooms exchange."""

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Int64s = NDArray[np.int64]
Uint32s = NDArray[np.uint32]
Uint64s = NDArray[np.uint64]

Axis = tuple[float, float, int]
"""One measure of a grid: the lower and the upper bound, and the number of cells in between."""
