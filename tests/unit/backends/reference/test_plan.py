"""Plans."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.backends.reference.genomes import ranking, settings, species

from speciate.backends.reference.reproduction.plan import BreedingPool, plan, quotas
from speciate.values.generation import NO_PARENT, Parentage


def plan_of(fitness: list[float], assignment: list[int], **changes: Any) -> Parentage:
    n = len(fitness)
    given_species = species(assignment, changes.pop("last_improved", None))
    generation, stagnant = changes.pop("generation", 0), changes.pop("stagnant_generations", 0)
    archive = np.zeros(changes.pop("n_archive", 0), dtype=np.uint32)
    failed = np.isneginf(fitness)
    survivors = BreedingPool(
        given_species,
        ranking(fitness),
        np.array(fitness),
        failed,
        np.zeros(n, dtype=np.uint32),
        archive,
        generation,
        stagnant,
    )
    return plan(settings(**changes), survivors)


def granted(result: Parentage, n_species: int) -> list[int]:
    return np.bincount(result.species, minlength=n_species).tolist()  # type: ignore[no-any-return]


@given(
    st.lists(st.one_of(st.just(0.0), st.floats(0.0, 1.0)), min_size=1, max_size=40),
    st.integers(1, 200),
    st.integers(1, 9),
)
def test_quotas_add_up_to_the_population_size(shares: list[float], size: int, least: int) -> None:
    of = settings(population_size=size, reproduction={"min_species_size": least})
    result = quotas(of, shares)
    assert sum(result) == size
    assert min(result) >= min(least, size // len(shares))


def test_quotas_go_by_share_with_the_largest_remainder_first() -> None:
    of = settings(population_size=10, reproduction={"min_species_size": 0})
    assert quotas(of, [0.5, 0.3, 0.2]) == [5, 3, 2]
    assert quotas(of, [1.0, 1.0, 1.0]) == [4, 3, 3]
    assert quotas(of, [0.0, 0.0]) == [5, 5]
    assert quotas(of, [0.26, 0.37, 0.37]) == [2, 4, 4]


def test_shares_are_means_above_the_worst() -> None:
    result = plan_of([5.0, 1.0, 3.0, 3.0], [0, 0, 1, 1], reproduction={"min_species_size": 1})
    assert granted(result, 2) == [6, 6]
    shifted = plan_of([-5.0, -9.0, -7.0, -7.0], [0, 0, 1, 1], reproduction={"min_species_size": 1})
    assert granted(shifted, 2) == [6, 6]


def test_shares_of_fitness_above_zero_leave_the_worst_its_own() -> None:
    rules = {"min_species_size": 1, "fitness_sharing": "above_zero"}
    assert granted(plan_of([8.0, 4.0, -3.0], [0, 1, 2], reproduction=rules), 3) == [7, 4, 1]
    assert granted(plan_of([-8.0, -4.0, -3.0], [0, 1, 2], reproduction=rules), 3) == [4, 4, 4]


def test_failed_members_count_as_the_worst() -> None:
    result = plan_of([4.0, -np.inf, 2.0, 0.0], [0, 0, 1, 2], reproduction={"min_species_size": 1})
    assert granted(result, 3) == [6, 5, 1]


def test_the_greatest_penalties_do_not_overflow() -> None:
    result = plan_of([1.7e308, -1.7e308, 1.0], [0, 1, 2], reproduction={"min_species_size": 1})
    assert granted(result, 3) == [7, 1, 4]


def test_a_stagnant_species_gets_nothing_unless_it_is_protected() -> None:
    rules = {"stagnation_generations": 3, "protected_species": 1, "min_species_size": 1}
    given_values: dict[str, Any] = {"last_improved": [0, 0, 5], "generation": 5, "reproduction": rules}
    assert granted(plan_of([3.0, 2.0, 1.0], [0, 1, 2], **given_values), 3)[1] == 0
    assert granted(plan_of([3.0, 2.0, 1.0], [0, 1, 2], **given_values), 3)[0] > 0
    given_values["reproduction"] = rules | {"protected_species": 2}
    assert granted(plan_of([3.0, 2.0, 1.0], [0, 1, 2], **given_values), 3)[1] > 0


@pytest.mark.parametrize(("stagnant_generations", "n_breeding"), [(0, 4), (2, 4), (3, 2), (4, 4), (6, 2)])
def test_only_the_top_two_breed_when_the_population_stagnates(
    stagnant_generations: int, n_breeding: int
) -> None:
    rules = {"population_stagnation_generations": 3, "min_species_size": 1}
    result = plan_of(
        [1.0, 4.0, 3.0, 2.0], [0, 1, 2, 3], stagnant_generations=stagnant_generations, reproduction=rules
    )
    assert sum(quota > 0 for quota in granted(result, 4)) == n_breeding


def test_the_best_species_remain_when_there_is_no_room_for_all() -> None:
    result = plan_of([1.0, 4.0, 3.0], [0, 1, 2], population_size=5, reproduction={"min_species_size": 2})
    assert granted(result, 3)[0] == 0
    assert min(granted(result, 3)[1:]) >= 2


def test_champions_of_large_species_and_the_best_of_all_are_copied() -> None:
    rules = {"elite_species_size": 2, "min_species_size": 2}
    result = plan_of([1.0, 2.0, 3.0, 9.0, 0.0], [0, 0, 0, 1, 2], reproduction=rules)
    assert result.parent_a[result.elite].tolist() == [2, 3]
    assert result.parent_b[result.elite].tolist() == [NO_PARENT, NO_PARENT]


@pytest.mark.parametrize("survival", ["elitist", "mixed"])
def test_nobody_is_copied_where_parents_survive_anyway(survival: str) -> None:
    assert not plan_of([1.0, 2.0, 3.0], [0, 0, 0], selection={"survival": survival}).elite.any()


def test_parents_are_the_best_of_a_species() -> None:
    fitness = [float(row) for row in range(10)]
    result = plan_of(fitness, [0] * 10, population_size=200, reproduction={"survival_rate": 0.25})
    assert set(result.parent_a.tolist()) == {7, 8, 9}


def test_two_parents_differ() -> None:
    crossover = {"crossover_rate": 1.0, "interspecies_rate": 0.0}
    result = plan_of([3.0, 2.0, 1.0], [0, 0, 0], population_size=200, crossover=crossover)
    bred = ~result.elite
    assert (result.parent_a[bred] != result.parent_b[bred]).all()


def test_the_second_parent_may_come_from_elsewhere() -> None:
    crossover = {"crossover_rate": 1.0, "interspecies_rate": 1.0}
    result = plan_of([3.0, 1.0], [0, 1], crossover=crossover)
    bred = ~result.elite
    assert (result.parent_b[bred] == 1 - result.parent_a[bred]).all()
    crossover["interspecies_rate"] = 0.0
    selection = {"archive_breeding_rate": 1.0}
    result = plan_of([3.0, 1.0], [0, 1], n_archive=3, crossover=crossover, selection=selection)
    assert set(result.parent_b[~result.elite].tolist()) <= {2, 3, 4}


def test_a_lone_parent_mates_with_nobody() -> None:
    crossover = {"crossover_rate": 1.0, "interspecies_rate": 1.0}
    assert set(plan_of([3.0], [0], crossover=crossover).parent_b.tolist()) == {NO_PARENT}


def test_the_fitter_parent_is_named() -> None:
    crossover = {"crossover_rate": 1.0, "interspecies_rate": 0.0}
    reproduction = {"survival_rate": 1.0}
    result = plan_of([3.0, 1.0], [0, 0], population_size=50, crossover=crossover, reproduction=reproduction)
    for a, fitter, elite in zip(result.parent_a, result.fitter, result.elite, strict=True):
        assert fitter == (0 if elite else 1 if a == 0 else 2)
