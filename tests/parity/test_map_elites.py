"""The grid of MAP-Elites: both backends keep the same genomes in its cells, and draw the same parents."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parity.backends import CASES, both
from tests.parity.evolving import assert_equal_arrays
from tests.parity.strategies import settings_with

NUMBER = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5])
BOUND = st.floats(-1e300, 1e300) | st.sampled_from([0.0, 1.0])


@st.composite
def axes(draw: st.DrawFn) -> list[tuple[float, float, int]]:
    bounds = draw(
        st.lists(st.tuples(BOUND, BOUND).filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=3)
    )
    return [(lower, upper, draw(st.integers(1, 6))) for lower, upper in bounds]


def inserted(backend: Any, *arguments: Any) -> dict[str, Any]:
    rows, cells = backend.grid_insert(*arguments)
    return {"rows": rows, "cells": cells}


@CASES
@given(data=st.data(), grid=axes(), n_places=st.integers(0, 12))
def test_the_same_genomes_stay_in_the_same_cells(data: st.DataObject, grid: Any, n_places: int) -> None:
    native, reference = both(settings_with())
    cells = np.zeros(0, dtype=np.uint32)
    objective = np.zeros(0)
    for _ in range(3):
        n_numbers = n_places * len(grid)
        measures = data.draw(st.lists(NUMBER, min_size=n_numbers, max_size=n_numbers))
        new = data.draw(st.lists(NUMBER, min_size=n_places, max_size=n_places))
        places = np.array(measures, dtype=np.float64).reshape(n_places, len(grid))
        objective = np.concatenate([objective, np.array(new, dtype=np.float64)])
        expected = inserted(reference, grid, cells, places, objective)
        assert_equal_arrays(inserted(native, grid, cells, places, objective), expected)
        cells, objective = expected["cells"], objective[expected["rows"]]


@CASES
@given(
    objective=st.lists(NUMBER, min_size=1, max_size=9),
    seed=st.integers(0, 2**64 - 1),
    rate=st.sampled_from([0.0, 0.5, 1.0]),
    generation=st.integers(0, 2**32),
)
def test_the_same_parents_are_drawn(objective: list[float], seed: int, rate: float, generation: int) -> None:
    settings = settings_with(seed=seed, population_size=20, crossover={"crossover_rate": rate})
    sizes = np.arange(len(objective), dtype=np.uint32) // 2
    plans = [one.grid_plan(np.array(objective), sizes, generation)._asdict() for one in both(settings)]
    assert_equal_arrays(*plans)


@pytest.mark.parametrize(
    "grid",
    [[], [(0.0, 0.0, 3)], [(1.0, 0.0, 3)], [(-1e308, 1e308, 3)], [(0.0, 1.0, 0)], [(0.0, 1.0, 2**16)] * 2],
)
def test_what_is_no_grid_is_refused_by_both(grid: Any) -> None:
    arguments = grid, np.zeros(0, np.uint32), np.zeros((1, len(grid))), np.zeros(1)
    for one in both(settings_with()):
        with pytest.raises(ValueError, match=r"bounds of measure|the grid has"):
            one.grid_insert(*arguments)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"measures": np.zeros((2, 1))}, r"measures have shape \[2, 1\], expected 2 columns"),
        ({"measures": np.full((2, 2), np.nan)}, "measures of row 0 are not finite"),
        ({"objective": np.zeros(4)}, "objective has 4 entries, expected 3"),
        ({"objective": np.array([0.0, np.nan, 0.0])}, "objective of row 1 is not a number"),
    ],
)
def test_the_core_checks_what_is_inserted(change: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {
        "axes": [(0.0, 1.0, 3)] * 2,
        "cells": np.zeros(1, np.uint32),
        "measures": np.zeros((2, 2)),
        "objective": np.zeros(3),
    }
    native, _ = both(settings_with())
    with pytest.raises(ValueError, match=message):
        native.grid_insert(**arguments | change)


def test_parents_of_nobody_are_refused() -> None:
    native, _ = both(settings_with())
    with pytest.raises(ValueError, match="nothing to breed from"):
        native.grid_plan(np.zeros(0), np.zeros(0, np.uint32), 0)
