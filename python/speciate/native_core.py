"""The compiled module, for the rooms that lie below the backends.

Two of its functions belong to no backend, because rooms that know no backend need them: the check of the
numbers that users give, and the checksums of files. Both have a plain form that gives the same result, so a
source tree that was not built has them too. The backends reach everything else.
"""

import zlib
from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import cast

import numpy as np
from numpy.typing import NDArray

from speciate.errors import BackendError


@cache
def core() -> ModuleType | None:
    """The compiled module; None in a source tree that was not built."""
    try:
        from speciate import _native  # noqa: PLC0415  # a source tree may lack it
    except ImportError:
        return None
    return _native


def missing(error: ImportError) -> BackendError:
    """The error that says how to get the compiled module."""
    return BackendError(
        f"the native backend is not installed ({error}): build it with `pip install .` in the source tree, "
        'which needs cargo, or choose the slower plain Python with backend = "reference"'
    )


def finite(given: object, n_rows: int, n_columns: int) -> NDArray[np.float64] | None:
    """A fast copy of finite doubles, without -0.0.

    Args:
        given: What a user gave. Only a plain NumPy array is copied: one of a subclass may have a mask.
        n_rows: Expected number of rows.
        n_columns: Expected number of columns; one column may come as (n_rows,).

    Returns:
        float64 (n_rows, n_columns). None if ``given`` is anything else, or the compiled module is missing:
        the caller then converts ``given`` or refuses it.
    """
    native = core()
    if native is None or type(given) is not np.ndarray:
        return None
    return cast("NDArray[np.float64] | None", native.finite(given, n_rows, n_columns))


def checksums(columns: Sequence[NDArray[np.uint8]], block: int) -> list[list[int]]:
    """The CRC-32 of every started block of ``block`` bytes of each column, uint8 (n_bytes,).

    The compiled module computes them several times as fast, and without holding other threads up.
    """
    native = core()
    if native is None:
        return [_checksums(memoryview(column.data), block) for column in columns]
    return cast("list[list[int]]", native.checksums(list(columns), block))


def _checksums(content: memoryview, block: int) -> list[int]:
    return [zlib.crc32(content[start : start + block]) for start in range(0, len(content), block)]
