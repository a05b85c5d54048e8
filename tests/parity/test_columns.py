"""Populations from columns: both backends take and refuse the same ones."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.parity.backends import both, refusal
from tests.parity.evolving import assert_equal_arrays, columns_of, evolve, last_offspring
from tests.parity.strategies import Evaluations, settings_with

Arrays = dict[str, NDArray[Any]]

BROKEN: list[tuple[str, int, Any]] = [
    ("node_id", 0, 4),
    ("node_id", -1, 2),
    ("node_bias", 0, np.nan),
    ("node_bias", 0, 8.5),
    ("weight", 0, np.inf),
    ("weight", 0, -8.5),
    ("node_activation", 0, 200),
    ("node_aggregation", 0, 7),
    ("innovation", 1, 0),
    ("source", 0, 3),
    ("source", 0, 4000),
    ("target", 0, 0),
    ("target", 0, 4000),
    ("node_offsets", 1, 10**6),
    ("node_offsets", 0, 1),
    ("connection_offsets", -1, 0),
    ("connection_offsets", 1, 2**63),
]


def evolved() -> Arrays:
    settings = settings_with()
    return last_offspring(evolve(both(settings)[1], settings, Evaluations(0, "normal", 0.0), 4))


def test_columns_that_come_back_are_equal() -> None:
    for backend in both(settings_with()):
        columns = evolved()
        again = columns_of("", backend.population(columns))
        del again[" sizes"]
        assert_equal_arrays({f" {name}": column for name, column in columns.items()}, again)


@pytest.mark.parametrize(("name", "index", "value"), BROKEN)
def test_both_refuse_broken_columns(name: str, index: int, value: Any) -> None:
    columns = evolved()
    columns[name] = columns[name].copy()
    columns[name][index] = value
    for backend in both(settings_with()):
        assert refusal(backend.population, columns) is ValueError, backend.name


@pytest.mark.parametrize("name", list(evolved()))
def test_both_refuse_columns_that_are_missing_or_short(name: str) -> None:
    for columns in (evolved(), evolved()):
        columns[name] = columns[name][:-1]
        for backend in both(settings_with()):
            assert refusal(backend.population, columns) is ValueError, backend.name
            without = {key: column for key, column in columns.items() if key != name}
            assert refusal(backend.population, without) is ValueError, backend.name


@pytest.mark.parametrize("rows", [[], [3, 3, 0], [11], [12]])
def test_selected_rows_are_equal_or_refused(rows: list[int]) -> None:
    indices = np.array(rows, dtype=np.uint32)
    native, reference = (backend.found()[0] for backend in both(settings_with()))
    assert refusal(native.select, indices) == refusal(reference.select, indices)
    if refusal(reference.select, indices) is None:
        assert_equal_arrays(columns_of("", native.select(indices)), columns_of("", reference.select(indices)))


@pytest.mark.parametrize("rows", [None, [], [23, 0, 12, 11, 12], [24]])
def test_rows_of_several_populations_are_equal_or_refused(rows: list[int] | None) -> None:
    indices = None if rows is None else np.array(rows, dtype=np.uint32)
    found = []
    for backend in both(settings_with()):
        populations = [backend.found()[0], backend.population(evolved())]
        found.append((backend, populations))
    if rows == [24]:
        for backend, populations in found:
            assert refusal(backend.concatenate, populations, indices) is ValueError, backend.name
        return
    native, reference = (columns_of("", backend.concatenate(pair, indices)) for backend, pair in found)
    assert_equal_arrays(native, reference)
    (backend, pair), wanted = found[0], range(24) if rows is None else rows
    alone = [pair[row // 12].select(np.array([row % 12], dtype=np.uint32)) for row in wanted]
    assert_equal_arrays(native, columns_of("", backend.concatenate(alone)))
