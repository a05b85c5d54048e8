"""Speciation."""

from typing import Any

import numpy as np
import pytest
from tests.unit.backends.reference.genomes import connection, genome, population, ranking, settings

from speciate.backends.reference.population.genome import Genome
from speciate.backends.reference.speciation import first_threshold, speciate
from speciate.values.generation import Species

NOBODY = np.zeros(9, dtype=np.bool_)


def at(weight: float) -> Genome:
    """A genome whose distance to another one is the difference of their weights."""
    return genome(connection(0, 0, 2, weight))


def rules(**speciation: Any) -> Any:
    return settings(distance={"weight_coefficient": 1.0}, speciation={"target_species": 0} | speciation)


def step(of: Any, weights: list[float], previous: Species | None = None, **given: Any) -> Species:
    members = population(*map(at, weights), of=of)
    fitness = given.get("fitness", [0.0] * len(weights))
    values = None if given.get("several") else np.array(fitness)
    accepted = np.array(given.get("accepted", NOBODY[: len(weights)]))
    return speciate(of, members, previous, ranking(fitness), values, accepted, given.get("generation", 0))


def weights_of(species: Species) -> list[float]:
    return species.representatives.columns()["weight"].tolist()  # type: ignore[no-any-return]


def test_a_genome_joins_the_first_species_within_the_threshold() -> None:
    species = step(rules(compatibility_threshold=1.0), [0.0, 1.5, 0.75, 0.5])
    assert species.assignment.tolist() == [0, 1, 0, 0]
    assert species.ids.tolist() == [0, 1]
    assert species.next_id == 2


def test_a_genome_joins_the_nearest_species_if_so_asked() -> None:
    of = rules(compatibility_threshold=1.0, species_assignment="nearest")
    assert step(of, [0.0, 1.5, 1.0, 0.75]).assignment.tolist() == [0, 1, 1, 0]


def test_the_threshold_itself_is_too_far() -> None:
    assert step(rules(compatibility_threshold=1.0), [0.0, 1.0]).assignment.tolist() == [0, 1]


def test_species_without_members_are_dropped_and_ids_never_reused() -> None:
    of = rules(compatibility_threshold=1.0, representative="champion")
    first = step(of, [0.0, 4.0])
    second = step(of, [4.0, 8.0], first, generation=1)
    assert second.ids.tolist() == [1, 2]
    assert second.created.tolist() == [0, 1]
    assert second.assignment.tolist() == [0, 1]
    assert step(of, [0.0], second, generation=2).ids.tolist() == [3]


def test_improvement_is_a_better_best_member() -> None:
    of = rules(compatibility_threshold=1.0, representative="champion")
    first = step(of, [0.0, 4.0], fitness=[1.0, 5.0])
    second = step(of, [0.0, 4.0], first, fitness=[2.0, 5.0], generation=1)
    assert second.last_improved.tolist() == [1, 0]
    assert second.best_fitness.tolist() == [2.0, 5.0]
    third = step(of, [0.0, 4.0], second, fitness=[0.0, 0.0], generation=2)
    assert third.best_fitness.tolist() == [2.0, 5.0]


def test_with_several_objectives_improvement_is_a_place_in_the_archive() -> None:
    of = rules(compatibility_threshold=1.0, representative="champion")
    first = step(of, [0.0, 4.0], several=True)
    second = step(of, [0.0, 4.0], first, several=True, accepted=[False, True], generation=3)
    assert second.last_improved.tolist() == [0, 3]
    assert second.best_fitness.tolist() == [0.0, 0.0]


def test_representatives_are_chosen_as_asked() -> None:
    weights, fitness = [0.0, 0.5, -0.5], [1.0, 3.0, 2.0]
    champion = step(rules(compatibility_threshold=1.0, representative="champion"), weights, fitness=fitness)
    assert weights_of(champion) == [0.5]
    nearest = step(rules(compatibility_threshold=1.0, representative="nearest"), [-0.25, 0.75], champion)
    assert weights_of(nearest) == [0.75]
    random = step(rules(compatibility_threshold=1.0, representative="random"), weights)
    assert weights_of(random)[0] in weights


@pytest.mark.parametrize("target", [1, 2, 4, 8])
def test_the_first_threshold_gives_the_target(target: int) -> None:
    of = rules(target_species=target, representative="champion")
    species = step(of, [0.0, 1.0, 2.1, 3.3, 4.6, 6.0, 7.5, -1.3])
    assert len(species.ids) == target


def test_the_first_threshold_of_equal_genomes_is_one() -> None:
    assert first_threshold([at(1.0), at(1.0)], rules(target_species=1)) == 1.0
    assert first_threshold([at(1.0)], rules(target_species=1)) == 1.0


@pytest.mark.parametrize(("target", "factor"), [(2, 1.0), (1, 2**0.5), (20, 0.1**0.5), (200, 0.25)])
def test_the_threshold_moves_by_the_square_root_of_the_excess_within_bounds(
    target: int, factor: float
) -> None:
    of = rules(compatibility_threshold=1.0, target_species=target)
    assert step(of, [0.0, 4.0]).threshold == pytest.approx(factor, rel=1e-15)


def test_the_threshold_stays_without_a_target() -> None:
    assert step(rules(compatibility_threshold=3.0), [0.0, 4.0]).threshold == 3.0
