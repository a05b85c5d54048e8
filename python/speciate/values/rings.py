"""Looks and merges of a ring of sensors, whose views see and answer in their own frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.arguments import shown, whole
from speciate.errors import ConfigError
from speciate.values import stacks

Pairs = Sequence[tuple[int, int]]
Float64s = NDArray[np.float64]

_MOST_SENSORS: Final = 4096
_MOST_VALUES: Final = 65_536


@dataclass(frozen=True)
class Ring:
    """A ring; see ``speciate.Views.ring`` for what its fields mean."""

    n_views: int
    n_values: int
    vectors: Pairs
    states: Sequence[int]
    neighbors: Pairs
    turned: Pairs
    pointed: Pairs
    reach: int

    def __post_init__(self) -> None:
        """Refuses numbers that are out of range. Raises ``ConfigError``."""
        n = whole("views: n_views", self.n_views, 2, _MOST_SENSORS)
        n_values = whole("views: n_values", self.n_values, 1, _MOST_VALUES)
        first = n * n_values
        _check_each(
            "vectors and states", [*_flat("vectors", self.vectors), *_listed("states", self.states)], first
        )
        for offset, value in _paired("neighbors", self.neighbors):
            whole("views: the offset of a neighbor", offset, 1 - n, n - 1)
            whole("views: the value of a neighbor", value, 0, n_values - 1)
        outputs = [output for output, _ in _paired("pointed", self.pointed)]
        _check_each("turned and pointed", [*_flat("turned", self.turned), *outputs], 0)
        if not (self.turned or self.pointed):
            raise ConfigError("views: no outputs; name them in turned or in pointed")
        for _, sensor in self.pointed:
            whole("views: the sensor of an output in pointed", sensor, 0, n - 1)
        if whole("views: reach", self.reach, 0, n // 2) and not self.pointed:
            raise ConfigError(f"views: reach = {self.reach}: has no effect without outputs in pointed")

    def looks(self) -> Float64s:
        """What each view shows: float64 (n_views, n_view_inputs, n_inputs)."""
        n, n_values = self.n_views, self.n_values
        n_seen = n_values + 2 * len(self.vectors) + len(self.states) + len(self.neighbors)
        shape = n, n_seen, n * n_values + 2 * len(self.vectors) + len(self.states)
        stacks.check_size("looks", *shape)
        looks = np.zeros(shape)
        for view, (x, y) in enumerate(_frames(n)):
            seen = [{n_values * view + value: 1.0} for value in range(n_values)]
            for along, across in self.vectors:
                seen += [{along: x, across: y}, {along: -y, across: x}]
            seen += [{state: 1.0} for state in self.states]
            seen += [{n_values * ((view + offset) % n) + value: 1.0} for offset, value in self.neighbors]
            for row, places in enumerate(seen):
                looks[view, row, list(places)] = list(places.values())
        return looks

    def merges(self) -> Float64s:
        """What each answer adds to the action: float64 (n_views, n_outputs, n_view_outputs)."""
        n, n_turned = self.n_views, 2 * len(self.turned)
        n_answers = n_turned + (self.reach + 1 if self.pointed else 0)
        merges = np.zeros((n, n_turned + len(self.pointed), n_answers))
        for view, (x, y) in enumerate(_frames(n)):
            for index, (along, across) in enumerate(self.turned):
                merges[view, [along, across], 2 * index] = x, y
                merges[view, [along, across], 2 * index + 1] = -y, x
            for output, sensor in self.pointed:
                distance = min((view - sensor) % n, (sensor - view) % n)
                if distance <= self.reach:
                    merges[view, output, n_turned + distance] = 1.0
        return merges


def _frames(n_views: int) -> list[tuple[float, float]]:
    """The directions of the sensors, (x, y) each, rounded, so that every machine has the same bits."""
    angles = [2.0 * pi * view / n_views for view in range(n_views)]
    return [(round(cos(angle), 9), round(sin(angle), 9)) for angle in angles]


def _listed(name: str, given: Any) -> list[Any]:
    """What a sequence holds. Raises ``ConfigError`` for what is none."""
    try:
        return list(given)
    except TypeError:
        raise ConfigError(
            f"views: {name} = {shown(given)[:60]}: expected a sequence of whole numbers"
        ) from None


def _paired(name: str, given: Any) -> list[tuple[Any, Any]]:
    """Pairs. Raises ``ConfigError`` for what is none."""
    try:
        return [(first, second) for first, second in given]
    except (TypeError, ValueError):
        raise ConfigError(
            f"views: {name} = {shown(given)[:60]}: expected pairs of whole numbers, as in [(0, 1)]"
        ) from None


def _flat(name: str, given: Any) -> list[Any]:
    return [number for pair in _paired(name, given) for number in pair]


def _check_each(names: str, given: list[Any], first: int) -> None:
    """Refuses all but the whole numbers from ``first`` on, each once. Raises ``ConfigError``."""
    found = [whole(f"views: a number in {names}", number, 0) for number in given]
    last = first + len(found) - 1
    if sorted(found) != list(range(first, last + 1)):
        raise ConfigError(
            f"views: {names} name {shown(sorted(found))[:60]}; expected each from {first} to {last} once"
        )
