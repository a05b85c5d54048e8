"""Offspring that islands bred apart get the numbers that breeding all at once would have given them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.parity.evolving import assert_equal_arrays, columns_of
from tests.parity.strategies import (
    EVALUATIONS,
    Evaluations,
    Settings,
    as_settings,
    settings_strategy,
    settings_with,
)

from speciate.backends.reference.backend import ReferenceBackend
from speciate.evolution.renumbering import renumbered
from speciate.values.generation import NO_PARENT, Ledger, Parentage
from speciate.values.population import Population

GROWTH = {"add_node_rate": 1.0, "add_connection_rate": 1.0, "structural_mutations": "independent"}


def planned(
    backend: ReferenceBackend, evaluations: Evaluations, generation: int, population: Population
) -> Parentage:
    n_objectives, failed = 1, np.zeros(len(population), dtype=np.bool_)
    objectives = evaluations.objectives(generation, len(population), n_objectives)
    ranking = backend.rank(objectives, failed, population.sizes, population.ids)
    fitness = objectives[:, 0]
    species = backend.speciate(population, None, ranking, fitness, failed, generation)
    nobody = np.zeros(0, dtype=np.uint32)
    return backend.plan(species, ranking, fitness, failed, population.sizes, nobody, generation, 0)


def only(plan: Parentage, rows: slice) -> Parentage:
    """The plan in which only some rows change, the others being copies: rows keep the draws they have."""
    others = np.ones(len(plan.parent_a), dtype=np.bool_)
    others[rows] = False
    return plan._replace(
        parent_b=np.where(others, NO_PARENT, plan.parent_b).astype(np.uint32),
        elite=plan.elite | others,
    )


def apart(
    backend: ReferenceBackend,
    population: Population,
    plan: Parentage,
    ledger: Ledger,
    generation: int,
    cut: int,
) -> list[Population]:
    """The offspring of rows before and after a cut, each bred as if the others were not there."""
    parts: list[Population] = []
    for rows in (slice(0, cut), slice(cut, None)):
        bred, _ = backend.breed(population, None, only(plan, rows), ledger, generation)
        parts.append(bred.select(np.arange(len(bred), dtype=np.uint32)[rows]))
    return parts


@hypothesis_settings(deadline=None, max_examples=30)
@given(
    settings_strategy(n_objectives=1, selection={"survival": "generational"}),
    EVALUATIONS,
    st.floats(0.0, 1.0),
    st.sampled_from([{}, GROWTH]),
)
def test_parts_are_numbered_as_the_whole_is(
    settings: Settings, evaluations: Evaluations, at: float, changes: dict[str, Any]
) -> None:
    settings = settings | {"mutation": settings["mutation"] | changes}
    assert_numbered_as_the_whole(settings, evaluations, round(at * settings["population_size"]))


def test_a_new_connection_comes_behind_a_split_that_another_part_made_as_well() -> None:
    grows = {"founders": "partial"}
    settings = settings_with(
        population_size=40, n_inputs=4, genome=grows, mutation=GROWTH | {"add_node_rate": 0.5}
    )
    assert_numbered_as_the_whole(settings, Evaluations(1, "normal", 0.0), 13)


def assert_numbered_as_the_whole(settings: Settings, evaluations: Evaluations, cut: int) -> None:
    backend = ReferenceBackend(as_settings(settings))
    population, ledger = backend.found()
    for generation in range(4):
        plan = planned(backend, evaluations, generation, population)
        parts = apart(backend, population, plan, ledger, generation, cut)
        genes, numbers = renumbered(parts, ledger, (generation + 1) * settings["population_size"])
        population, ledger = backend.breed(population, None, plan, ledger, generation)
        joined = backend.population(genes)
        assert_equal_arrays(columns_of("offspring", joined), columns_of("offspring", population))
        assert numbers == ledger


def test_running_out_of_numbers_is_an_error() -> None:
    settings = settings_with(n_inputs=2, n_outputs=1, mutation=GROWTH | {"delete_connection_rate": 0.0})
    backend = ReferenceBackend(as_settings(settings))
    population, _ = backend.found()
    plan = planned(backend, Evaluations(1, "normal", 0.0), 0, population)
    ledger = Ledger(2**32 - 4, 100)  # enough for a part, not for all
    parts: list[Population] = []
    for row in range(len(population)):
        bred, _ = backend.breed(population, None, only(plan, slice(row, row + 1)), ledger, 0)
        parts.append(bred.select(np.array([row], dtype=np.uint32)))
    with pytest.raises(ValueError, match="innovations of this run are used"):
        renumbered(parts, ledger, 0)
