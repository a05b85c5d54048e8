"""Objectives to rank."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray

TIES = st.sampled_from([-1.0, -0.0, 0.0, 1.0, 2.0])
ANY = st.floats(allow_nan=False)


@st.composite
def evaluated(
    draw: st.DrawFn, values: st.SearchStrategy[float]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.uint32], NDArray[np.uint64]]:
    """Objectives, failures, sizes and ids of up to 40 genomes."""
    n_genomes, n_objectives = draw(st.integers(0, 40)), draw(st.integers(1, 5))
    objectives = draw(npst.arrays(np.float64, (n_genomes, n_objectives), elements=values))
    failed = draw(npst.arrays(np.bool_, n_genomes))
    sizes = draw(npst.arrays(np.uint32, n_genomes, elements=st.integers(0, 3)))
    ids = np.array(draw(st.permutations(range(n_genomes))), dtype=np.uint64)
    return objectives, failed, sizes, ids
