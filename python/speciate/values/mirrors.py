"""Looks and merges of two views, of which the second one sees and answers in a mirror."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speciate.arguments import shown, whole
from speciate.errors import ConfigError
from speciate.values import stacks


def matrices(
    name: str, places: Sequence[int], signs: Sequence[float] | None, chosen: Sequence[int] | None
) -> NDArray[np.float64]:
    """Both directions of one end of a network: float64 (2, n_chosen, n).

    Args:
        name: "input" or "output", for messages.
        places: For each of them, which one stands there in the mirror.
        signs: 1, or -1 for each of them whose sign changes in the mirror; None changes none.
        chosen: Those of the first view, by number; None is all of them.

    Raises:
        ConfigError: A number is out of range.
    """
    n = len(_checked(name, places))
    flips = _signs(name, signs, places)
    rows = _chosen(name, range(n) if chosen is None else chosen, n)
    stacks.check_size(f"{name}s", 2, len(rows), n)
    found = np.zeros((2, len(rows), n))
    for row, place in enumerate(rows):
        found[0, row, place] = 1.0
        found[1, row, places[place]] = flips[place]
    return found


def _checked(name: str, places: Any) -> list[int]:
    """Places that are a mirror: whoever stands in the place of another has the other in its own place."""
    given = _listed(f"{name}s", places)
    numbers = [whole(f"views: a number in {name}s", one, 0, len(given) - 1) for one in given]
    if not numbers:
        raise ConfigError(f"views: {name}s = []: expected a number for each {name}")
    for place, other in enumerate(numbers):
        if numbers[other] != place:
            raise ConfigError(
                f"views: {name}s is no mirror: at {place} stands {other}, but at {other} stands "
                f"{numbers[other]}"
            )
    return numbers


def _signs(name: str, signs: Any, places: Sequence[int]) -> list[float]:
    """A sign for each place, the same for both of a pair. Raises ``ConfigError``."""
    if signs is None:
        return [1.0] * len(places)
    given = _listed(f"{name}_signs", signs)
    if len(given) != len(places) or any(sign not in {-1, 1} for sign in given):
        raise ConfigError(
            f"views: {name}_signs = {shown(given)[:60]}: expected 1 or -1 for each of {len(places)} {name}s"
        )
    for place, other in enumerate(places):
        if given[place] != given[other]:
            raise ConfigError(
                f"views: {name}_signs: {place} and {other} take each other's places and have other signs; "
                "expected the same"
            )
    return [float(sign) for sign in given]


def _chosen(name: str, chosen: Any, n: int) -> list[int]:
    """Different numbers of an end, in the order given. Raises ``ConfigError``."""
    what = "sees" if name == "input" else "answers"
    numbers = [whole(f"views: a number in {what}", one, 0, n - 1) for one in _listed(what, chosen)]
    if not numbers or len(set(numbers)) < len(numbers):
        raise ConfigError(f"views: {what} = {numbers}: expected different numbers of {name}s, at least one")
    return numbers


def _listed(name: str, given: Any) -> list[Any]:
    """What a sequence holds. Raises ``ConfigError`` for what is none."""
    try:
        return list(given)
    except TypeError:
        raise ConfigError(f"views: {name} = {shown(given)[:60]}: expected a sequence of numbers") from None
