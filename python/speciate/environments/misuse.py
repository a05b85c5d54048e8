"""Hints for a function that is called with all networks and was made for one, or the other way round."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from speciate.values import arrays
from speciate.values.networks import Network, Networks


def explain(error: BaseException, given: Network | Networks, name: str) -> None:
    """Adds a note to what a function has raised, if it may have been made for something else than it got.

    Args:
        error: What it raised.
        given: What it was called with.
        name: What it is called.
    """
    hint = _for_one(name) if isinstance(given, Networks) else _for_all(name) if _misses(error) else ""
    if hint and hint not in getattr(error, "__notes__", ()):
        error.add_note(hint)


def of_returned(values: NDArray[Any], name: str, n_genomes: int, n_results: int, *, each: bool) -> str:
    """A hint for what a function has returned, or nothing.

    Args:
        values: What it returned.
        name: What it is called.
        n_genomes: How many networks there were.
        n_results: How many numbers it should have returned for each.
        each: Whether it was called with one at a time.
    """
    if _is_none(values):
        return "; its return may be missing"
    if each or not gives_one_row(values, n_results) or (n_genomes == 1 and values.shape != ()):
        return ""
    return f"; {_for_one(name)}"


def gives_one_row(values: NDArray[Any], n_results: int) -> bool:
    """Whether a function has returned the numbers of one network."""
    return values.dtype.kind in arrays.NUMERIC and values.size == n_results


def of_pair(returned: object, n_genomes: int) -> str:
    """A hint for a pair whose second part was meant to say whose evaluation failed, or nothing.

    Args:
        returned: What a function has returned.
        n_genomes: How many networks it was called with.
    """
    if not isinstance(returned, tuple) or len(returned) != 2:  # noqa: PLR2004
        return ""
    return (
        "; the second of a pair says whose evaluation failed: give bool"
        if _is_long(returned[1], n_genomes)
        else ""
    )


def _is_long(values: object, n: int) -> bool:
    """Whether values are so many, in one row."""
    return getattr(values, "shape", None) == (n,) or (isinstance(values, list | tuple) and len(values) == n)


def words(values: NDArray[Any]) -> str:
    """What a function has returned, in words."""
    if _is_none(values):
        return "None"
    number = values.dtype.kind in arrays.NUMERIC and values.shape == ()
    return "one number" if number else f"type {values.dtype} and shape {values.shape}"


def _is_none(values: NDArray[Any]) -> bool:
    return values.shape == () and values.dtype == np.object_ and values.item() is None


def _for_one(name: str) -> str:
    return f"{name} is called with all networks at once; if it is made for one network, say each=True"


def _for_all(name: str) -> str:
    return f"{name} is called with one network at a time; if it is made for all, leave each=True out"


def _misses(error: BaseException) -> bool:
    """Whether an error is that of one network that is used as if it were several."""
    if isinstance(error, AttributeError):
        return isinstance(error.obj, Network)
    return isinstance(error, TypeError) and "'Network'" in str(error)
