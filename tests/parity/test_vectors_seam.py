"""What the native core refuses of vectors, whoever calls it."""

from typing import Any

import numpy as np
import pytest

from speciate import backends
from speciate.evolution.nsga2 import Nsga2
from speciate.values.vectors import EvaluatedVectors, RankedVectors, VectorSettings

_native = pytest.importorskip("speciate._native")

SETTINGS: dict[str, Any] = {
    "seed": 1,
    "population_size": 4,
    "lower": np.zeros(3),
    "upper": np.ones(3),
    "crossover_rate": 0.9,
    "crossover_eta": 15.0,
    "mutation_rate": 0.3,
    "mutation_eta": 20.0,
    "truncation": "one_by_one",
}
POPULATION = RankedVectors(
    np.full((4, 3), 0.5), np.zeros((4, 2)), np.zeros(4, np.bool_), np.zeros(4, np.uint32), np.zeros(4)
)
OFFSPRING = EvaluatedVectors(np.full((4, 3), 0.5), np.zeros((4, 2)), np.zeros(4, np.bool_))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"population_size": 1}, "population_size is 1, but must be 2"),
        ({"lower": np.zeros(2)}, "lower has 2 and upper 3 entries"),
        ({"lower": np.zeros(0), "upper": np.zeros(0)}, "lower has 0 and upper 0 entries"),
        ({"upper": np.array([1.0, -1.0, 1.0])}, "bounds of variable 1 are 0 and -1"),
        ({"upper": np.array([1.0, 1.0, np.inf])}, "bounds of variable 2 are 0 and inf"),
        ({"upper": np.ones(6)[::2]}, "upper must be contiguous"),
        ({"crossover_rate": -0.1}, "crossover_rate is -0.1, but must be from 0 to 1"),
        ({"mutation_eta": np.nan}, "mutation_eta is NaN"),
        ({"truncation": "never"}, "truncation is never, but must be at_once or one_by_one"),
    ],
)
def test_settings_are_checked(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        _native.VectorEngine(**SETTINGS | change)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"vectors": np.zeros((4, 2))}, r"vectors have shape \[4, 2\], expected \[4, 3\]"),
        ({"vectors": np.zeros((3, 3))}, r"vectors have shape \[3, 3\], expected \[4, 3\]"),
        ({"vectors": np.zeros((3, 4)).T}, "vectors must be contiguous, in C order"),
        ({"vectors": np.array([[0.5] * 3] * 3 + [[0.5, 1.5, 0.5]])}, "vectors of row 3 leave the bounds"),
        ({"vectors": np.full((4, 3), np.nan)}, "vectors of row 0 leave the bounds"),
        ({"fronts": np.zeros(5, np.uint32)}, "fronts has 5 entries, expected 4"),
        ({"crowding": np.zeros(3)}, "crowding has 3 entries, expected 4"),
    ],
)
def test_parents_are_checked(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        backends.create("native").vectors(VectorSettings(**SETTINGS)).offspring(
            POPULATION._replace(**change), 1
        )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"vectors": np.zeros((3, 3))}, r"vectors have shape \[3, 3\], expected \[4, 3\]"),
        ({"objectives": np.zeros((4, 3))}, "population has 2 objectives, expected 3"),
        ({"objectives": np.zeros((5, 2))}, "objectives has 5 entries, expected 4"),
        ({"objectives": np.full((4, 2), np.nan)}, "objectives of row 0 are not a number"),
        ({"failed": np.zeros(3, np.bool_)}, "objectives has 4 entries, expected 3"),
    ],
)
def test_what_was_told_is_checked(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        backends.create("native").vectors(VectorSettings(**SETTINGS)).survive(
            POPULATION, OFFSPRING._replace(**change)
        )


def test_every_instruction_set_gives_the_same_bits() -> None:
    found = []
    for name in _native.instruction_sets():
        evolution = Nsga2(n_variables=40, population_size=30, seed=5)
        _native.use_instruction_set(name)
        for _ in range(5):
            evolution.tell(np.stack([evolution.ask()[:, 0], 1.0 - evolution.ask()[:, 0]], axis=1))
        found.append(evolution.ask().tobytes())
    backends.create("native")  # which chooses one again
    assert len(set(found)) == 1
