"""Hints for a function that is called with all networks and was made for one, or the other way round."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from speciate.networks import Network, Networks


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
        n_genomes: How many networks it was called with, if not with one at a time.
        n_results: How many numbers it should have returned for each.
        each: Whether it was called with one at a time.
    """
    if _is_none(values):
        return "; its return may be missing"
    of_one = values.dtype.kind in "biuf" and values.size == n_results
    return f"; {_for_one(name)}" if of_one and not each and n_genomes > 1 else ""


def words(values: NDArray[Any]) -> str:
    """What a function has returned, in words."""
    if _is_none(values):
        return "None"
    number = values.dtype.kind in "biuf" and values.shape == ()
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
