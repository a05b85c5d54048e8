"""The operators of vectors."""

from typing import Any

import numpy as np
import pytest

from speciate.backends.reference.vectors import raised, within
from speciate.backends.reference.vectors.nsga2 import ReferenceVectors, winners
from speciate.backends.reference.vectors.polynomial import mutated
from speciate.backends.reference.vectors.sbx import crossed, spread
from speciate.draws.arithmetic import exp, power
from speciate.values.vectors import RankedVectors, VectorSettings


def settings(**changes: Any) -> VectorSettings:
    values: dict[str, Any] = {
        "seed": 1,
        "population_size": 40,
        "lower": np.zeros(6),
        "upper": np.ones(6),
        "crossover_rate": 0.9,
        "crossover_eta": 15.0,
        "mutation_rate": 0.2,
        "mutation_eta": 20.0,
        "truncation": "one_by_one",
    }
    return VectorSettings(**values | changes)


def parents(vectors: np.ndarray) -> RankedVectors:
    n = len(vectors)
    return RankedVectors(
        vectors, np.zeros((n, 1)), np.zeros(n, np.bool_), np.zeros(n, np.uint32), np.zeros(n)
    )


def test_powers_are_those_of_the_standard_library() -> None:
    for x in (0.0, 1e-9, 0.3, 1.0):
        for exponent in (1.0, 2.5, 16.0, 64.0, 65.0, 1 / 16):
            assert raised(x, exponent) == pytest.approx(x**exponent, rel=1e-13)
    assert exp(-1e4) == exp(-708.0) == pytest.approx(np.exp(-708.0))
    assert power(0.0, 3.0) == 0.0


def test_a_bound_stands_for_what_equals_it() -> None:
    assert np.signbit(within(0.0, -0.0, 1.0))
    assert [within(x, 0.0, 1.0) for x in (-1.0, 0.5, 2.0)] == [0.0, 0.5, 1.0]


def test_spreads_have_the_distribution_of_simulated_binary_crossover() -> None:
    quantiles = (np.arange(20_000) + 0.5) / 20_000
    spreads = np.array([spread(0.0, u, 15.0) for u in quantiles.tolist()])
    for limit in (0.8, 0.95, 1.0):
        assert (spreads <= limit).mean() == pytest.approx(0.5 * limit**16, abs=1e-4)
    for limit in (1.05, 1.3):
        assert (spreads > limit).mean() == pytest.approx(0.5 * limit**-16, abs=1e-4)


def test_crossed_numbers_keep_the_mean_where_no_bound_is_near() -> None:
    for u in (0.01, 0.5, 0.99):
        below, above = crossed(0.6, 0.4, -100.0, 101.0, u, 15.0)
        assert below <= above
        assert below + above == pytest.approx(1.0)


def test_crossed_numbers_reach_up_to_the_bounds() -> None:
    below, above = crossed(0.1, 0.7, 0.0, 1.0, 1.0 - 2.0**-53, 2.0)
    assert below == pytest.approx(0.0, abs=1e-9)
    assert above == pytest.approx(1.0, abs=1e-9)


def test_mutated_numbers_move_down_below_the_median_and_up_above_it() -> None:
    assert mutated(0.3, 0.0, 1.0, 0.5, 20.0) == 0.3
    assert mutated(0.3, 0.0, 1.0, 0.0, 20.0) == pytest.approx(0.0, abs=1e-12)
    assert mutated(0.3, 0.0, 1.0, 1.0, 20.0) == pytest.approx(1.0)
    assert 0.0 < mutated(0.3, 0.0, 1.0, 0.4, 20.0) < 0.3 < mutated(0.3, 0.0, 1.0, 0.6, 20.0) < 1.0


def test_a_fifth_of_the_variables_mutates_at_a_rate_of_a_fifth() -> None:
    backend = ReferenceVectors(settings(population_size=200, crossover_rate=0.0))
    same = np.full((200, 6), 0.5)
    changed = backend.offspring(parents(same), 1) != same
    assert changed.mean() == pytest.approx(0.2, abs=0.04)


def test_equal_parents_have_equal_offspring_but_for_mutation() -> None:
    same = np.full((40, 6), 0.5)
    without = ReferenceVectors(settings(mutation_rate=0.0, crossover_rate=1.0))
    assert (without.offspring(parents(same), 1) == same).all()
    with_mutation = ReferenceVectors(settings(crossover_rate=1.0))
    assert (with_mutation.offspring(parents(same), 1) != same).any()


def test_parents_next_to_each_other_do_not_cross() -> None:
    steps = np.arange(40.0)[:, np.newaxis] % 2 * np.ones(6)
    backend = ReferenceVectors(settings(mutation_rate=0.0, crossover_rate=1.0))
    for distance, crosses in ((0.9e-14, False), (1.1e-14, True)):
        vectors = steps * distance
        offspring = backend.offspring(parents(vectors), 1)
        assert (~np.isin(offspring, vectors)).any() == crosses


def test_half_of_the_variables_of_a_pair_cross() -> None:
    backend = ReferenceVectors(settings(population_size=200, mutation_rate=0.0, crossover_rate=1.0))
    vectors = backend.found()
    offspring = backend.offspring(parents(vectors), 1)
    kept = np.isin(offspring, vectors)
    assert 1.0 - kept.mean() == pytest.approx(0.5, abs=0.06)


def test_without_operators_offspring_are_winners_of_tournaments() -> None:
    backend = ReferenceVectors(settings(mutation_rate=0.0, crossover_rate=0.0))
    vectors = backend.found()
    rows = winners(settings(), np.zeros(40, np.uint32), np.zeros(40), 1)
    assert (backend.offspring(parents(vectors), 1) == vectors[rows]).all()


def test_everybody_meets_two_others() -> None:
    fronts = np.arange(40, dtype=np.uint32)
    won = np.bincount(winners(settings(), fronts, np.zeros(40), 1), minlength=40)
    assert won[0] == 2
    assert won[39] == 0
    assert won.max() == 2


@pytest.mark.parametrize(
    ("fronts", "crowding", "winner"),
    [([0, 1], [0.0, 9.0], 0), ([1, 1], [0.5, 2.0], 1), ([2, 1], [9.0, 0.0], 1)],
)
def test_the_lower_front_wins_then_the_greater_crowding(
    fronts: list[int], crowding: list[float], winner: int
) -> None:
    two = settings(population_size=2)
    assert winners(two, np.array(fronts, np.uint32), np.array(crowding), 1) == [winner, winner]
