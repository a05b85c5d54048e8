"""Breeding of the reference, where crossover and mutation meet."""

from typing import Any

import numpy as np
import pytest
from tests.parity.strategies import DEFAULTS
from tests.unit.backends.reference.genomes import connection, genome, population, settings

from speciate.backends.reference.reproduction.breed import breed
from speciate.values.generation import NO_PARENT, Ledger, Parentage

NO_RATES = {name: 0.0 for name in DEFAULTS["mutation"] if name.endswith("_rate")}
N = 400


def fraction_changed(rate: float, *, mate: int, elite: bool = False) -> float:
    """How many of the offspring of two equal parents do not equal them."""
    parent = genome(connection(0, 0, 2, 0.5), connection(1, 1, 2, 0.25))
    of: dict[str, Any] = {
        "population_size": N,
        "crossover": {"mutate_after_crossover_rate": rate},
        "mutation": NO_RATES | {"weight_mutation_rate": 1.0},
    }
    rules = settings(**of)
    rows = np.zeros(N, dtype=np.uint32)
    plan = Parentage(
        rows, np.full(N, mate, dtype=np.uint32), np.ones(N, dtype=np.uint8), np.full(N, elite), rows
    )
    offspring, _ = breed(rules, population(parent, parent, of=rules), None, plan, Ledger(10, 10), 3)
    return sum(one.connections != parent.connections for one in offspring.genomes) / N


@pytest.mark.parametrize("rate", [0.0, 0.25, 1.0])
def test_children_of_two_mutate_at_their_own_rate(rate: float) -> None:
    assert fraction_changed(rate, mate=1) == pytest.approx(rate, abs=0.08 * (0.0 < rate < 1.0))


def test_children_of_one_always_mutate_and_elites_never() -> None:
    assert fraction_changed(0.0, mate=NO_PARENT) == 1.0
    assert fraction_changed(1.0, mate=1, elite=True) == 0.0
