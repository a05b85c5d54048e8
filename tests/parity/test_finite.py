"""What users tell is taken alike whether the core copies it or NumPy does."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from speciate import _native
from speciate.errors import EvaluationError, ShapeError
from speciate.values.told import checked

N_GENOMES = 5

FINITE = st.floats(allow_nan=False, allow_infinity=False)
SHAPES = st.sampled_from(
    [(N_GENOMES,), (N_GENOMES, 1), (N_GENOMES, 2), (1, N_GENOMES), (4,), (N_GENOMES, 1, 1), ()]
)


@st.composite
def told(draw: st.DrawFn) -> NDArray[Any]:
    """Arrays as users have them: of any type, any layout in memory, and any values."""
    dtype = draw(st.sampled_from(["<f8", "<f8", ">f8", "<f4", "<i8", "?"]))
    elements = FINITE if dtype.endswith("f8") and draw(st.booleans()) else None
    array = draw(arrays.arrays(dtype, draw(SHAPES), elements=elements))
    layout = draw(st.sampled_from(["as it is", "fortran", "every second", "unaligned", "read-only"]))
    if layout == "fortran":
        array = np.asfortranarray(array)
    elif layout == "every second" and array.ndim:
        array = np.repeat(array, 2, axis=0)[::2]
    elif layout == "unaligned":
        memory = np.zeros(array.nbytes + 1, dtype=np.uint8)[1:]
        unaligned = np.frombuffer(memory.data, dtype=array.dtype).reshape(array.shape)
        unaligned[...] = array
        array = unaligned
    elif layout == "read-only":
        array.flags.writeable = False
    return array


def taken(objectives: Any, failed: Any, signs: Any) -> tuple[Any, ...]:
    """What is taken, to the bit, or why not."""
    try:
        values, flags = checked(objectives, failed, N_GENOMES, signs)
    except (ShapeError, EvaluationError) as error:
        return type(error), str(error)
    return values.shape, values.dtype, values.flags.c_contiguous, values.tobytes(), flags.tobytes()


@given(
    told(),
    st.none() | arrays.arrays(np.bool_, N_GENOMES) | arrays.arrays(np.bool_, 4),
    st.sampled_from([[1.0], [-1.0], [1.0, -1.0]]),
)
def test_numbers_are_taken_and_refused_alike(objectives: Any, failed: Any, signs: list[float]) -> None:
    by_core = taken(objectives, failed, np.array(signs))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_native, "finite", lambda *_: None)
        assert taken(objectives, failed, np.array(signs)) == by_core


def test_the_core_copies_what_most_users_tell() -> None:
    told = np.array([1.0, -0.0, 2.5])
    copy = _native.finite(told, 3, 1)
    assert copy is not None
    assert copy.tobytes() == np.array([[1.0], [0.0], [2.5]]).tobytes()
    told[0] = 9.0
    assert copy[0, 0] == 1.0


@pytest.mark.parametrize(
    "objectives",
    [
        [1.0, 2.0],
        np.array([1.0, np.nan]),
        np.array([1.0, -np.inf]),
        np.array([1, 2]),
        np.array([1.0, 2.0, 3.0]),
        np.arange(4.0)[::2],
        None,
        "two",
    ],
)
def test_the_core_leaves_everything_else_to_numpy(objectives: Any) -> None:
    assert _native.finite(objectives, 2, 1) is None


@pytest.mark.parametrize("objectives", [np.ones(2), np.ones((2, 3)), np.asfortranarray(np.ones((2, 2)))])
def test_the_core_leaves_columns_that_do_not_fit_to_numpy(objectives: Any) -> None:
    assert _native.finite(objectives, 2, 2) is None
