"""Populations and their columns, and the invariants that columns from outside must keep."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.backends.reference.genomes import connection, genome, population, settings

from speciate.backends.reference.population.columns import Population
from speciate.backends.reference.population.invariants import checked_genomes
from speciate.values.columns import COLUMNS

SMALL = (
    genome(connection(0, 0, 2, 0.5), connection(1, 1, 2, -1.0, enabled=False), genome_id=7),
    genome(genome_id=9),
    genome(connection(0, 0, 4), connection(5, 4, 6), connection(8, 6, 2), hidden=(4, 6), genome_id=3),
)


def columns() -> dict[str, NDArray[Any]]:
    return {name: column.copy() for name, column in population(*SMALL).columns().items()}


def test_columns_hold_one_genome_after_the_other() -> None:
    found = columns()
    assert found["ids"].tolist() == [7, 9, 3]
    assert found["node_offsets"].tolist() == [0, 1, 2, 5]
    assert found["connection_offsets"].tolist() == [0, 2, 2, 5]
    assert found["node_id"].tolist() == [2, 2, 2, 4, 6]
    assert found["innovation"].tolist() == [0, 1, 0, 5, 8]
    assert found["enabled"].tolist() == [True, False, True, True, True]
    assert {name: column.dtype for name, column in found.items()} == COLUMNS


def test_columns_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        population(*SMALL).columns()["weight"][0] = 1.0


def test_genomes_come_back_from_columns() -> None:
    assert tuple(checked_genomes(columns(), settings())) == SMALL


def test_an_empty_population_has_columns() -> None:
    empty = Population([], settings())
    assert checked_genomes(empty.columns(), settings()) == []


def test_selected_rows_keep_their_order() -> None:
    selected = population(*SMALL).select(np.array([2, 0, 2], dtype=np.uint32))
    assert selected.genomes == (SMALL[2], SMALL[0], SMALL[2])
    assert selected.sizes.tolist() == [3, 2, 3]
    with pytest.raises(ValueError, match="row 3 of a population of 3 genomes"):
        population(*SMALL).select(np.array([3], dtype=np.uint32))


BROKEN: list[tuple[str, int, Any, str]] = [
    ("node_id", 0, 3, "genome 0: node_id must begin with every output"),
    ("node_id", 4, 4, "genome 2: node_id must be strictly ascending"),
    ("node_bias", 1, np.nan, "genome 1: node_bias is nan, but must be finite"),
    ("node_bias", 1, 8.5, "genome 1: node_bias is 8.5, but must be finite and within the limit 8.0"),
    ("node_activation", 3, 23, "genome 2: node_activation must be below 23"),
    ("node_aggregation", 3, 7, "genome 2: node_aggregation must be below 7"),
    ("innovation", 1, 0, "genome 0: innovation must be strictly ascending"),
    ("weight", 2, -np.inf, "genome 2: weight is -inf"),
    ("source", 1, 0, "genome 0: source and target 0 and 2 are joined twice"),
    ("source", 1, 3, "genome 0: source 3 is neither an input nor a node"),
    ("source", 1, 2, "genome 0: source 2 is an output"),
    ("target", 1, 0, "genome 0: target 0 is not a node"),
    ("source", 2, 6, "genome 2: source 4 and target 6 close a cycle"),
    ("source", 3, 0, ""),
    ("node_offsets", 1, 0, "node_id must begin"),
    ("node_offsets", 3, 4, "node_offsets must be 4 ascending numbers from 0 to 5"),
    ("connection_offsets", 1, 3, "connection_offsets must be"),
]


@pytest.mark.parametrize(("name", "index", "value", "message"), BROKEN)
def test_a_broken_invariant_is_named(name: str, index: int, value: Any, message: str) -> None:
    broken = columns()
    broken[name][index] = value
    if not message:
        assert checked_genomes(broken, settings())
        return
    with pytest.raises(ValueError, match=message) as error:
        checked_genomes(broken, settings())
    assert "\n" not in str(error.value)


def test_a_hidden_node_without_connections_is_refused() -> None:
    with pytest.raises(ValueError, match="genome 0: node_id 9 is a hidden node without connections"):
        checked_genomes(population(genome(hidden=(9,))).columns(), settings())


def test_a_recurrent_genome_may_have_cycles() -> None:
    looped = genome(connection(0, 2, 2), connection(1, 2, 5), connection(2, 5, 2), hidden=(5,))
    assert checked_genomes(population(looped).columns(), settings(genome={"recurrent": True})) == [looped]


@pytest.mark.parametrize("name", COLUMNS)
def test_missing_and_mistyped_columns_are_refused(name: str) -> None:
    missing = columns()
    column = missing.pop(name)
    with pytest.raises(ValueError, match=f"column {name} is missing"):
        checked_genomes(missing, settings())
    with pytest.raises(ValueError, match=f"column {name} must be"):
        checked_genomes(missing | {name: column.astype(np.float64)}, settings())
    with pytest.raises(ValueError, match=r"expected|one more than there are genomes"):
        checked_genomes(missing | {name: np.concatenate([column, column[-1:]])}, settings())


def test_unknown_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown column colour"):
        checked_genomes(columns() | {"colour": np.zeros(3)}, settings())
