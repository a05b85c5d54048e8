"""How species learn the distributions of their weights, by hand-made members."""

from collections import Counter
from dataclasses import replace

import pytest
from tests.unit.backends.reference.genomes import settings

from speciate.backends.reference.distribution.members import Gene, Member
from speciate.backends.reference.distribution.moving import moved
from speciate.backends.reference.distribution.own import Own, kinship, utility
from speciate.values.generation import COPIED, DRAWN, FIRST_NODE

SETTINGS = settings(reproduction={"weights": "distribution"})
BEFORE: list[dict[int, Gene]] = [{0: (1.0, 0.5)}]


def own_of(members: list[Member], known: dict[int, Gene]) -> Own:
    return Own(0, Counter(key for member in members for key in member.genes), {}, known, (0.25, 0.75))


def members_at(numbers: list[float], kind: int = DRAWN) -> list[Member]:
    return [Member({0: number}, 0, 0, kind) for number in numbers]


def test_the_better_half_counts_and_the_best_most() -> None:
    weights = [utility(8.0, place) for place in range(1, 9)]
    assert weights == sorted(weights, reverse=True)
    assert weights[4:] == [0.0] * 4


def test_the_mean_goes_to_the_best_genomes() -> None:
    members = members_at([1.5, 1.4, 1.0, 0.9, 0.6, 0.5])
    ((mean, _),) = moved(SETTINGS, members, BEFORE, own_of(members, BEFORE[0]), [1.0]).values()
    assert 1.4 < mean < 1.5


@pytest.mark.parametrize(
    ("numbers", "change"), [([2.0, 0.0, 1.1, 0.9, 1.0], "grows"), ([1.0, 1.1, 0.9, 2.0, 0.0], "shrinks")]
)
def test_a_step_size_grows_where_the_best_are_far_from_the_mean(numbers: list[float], change: str) -> None:
    members = members_at(numbers)
    ((_, step),) = moved(SETTINGS, members, BEFORE, own_of(members, BEFORE[0]), [1.0]).values()
    assert (step > 0.5) == (change == "grows")


def test_genomes_that_were_not_drawn_move_the_mean_and_no_step_size() -> None:
    members = members_at([2.0, 0.0, 1.1, 0.9, 1.0], COPIED)
    ((mean, step),) = moved(SETTINGS, members, BEFORE, own_of(members, BEFORE[0]), [1.0]).values()
    assert mean != 1.0
    assert step == 0.5


def test_a_gene_of_fewer_than_three_members_is_not_learnt() -> None:
    few = [Member({7: 1.0}, 0, 0, DRAWN), Member({7: 2.0}, 0, 0, DRAWN), Member({8: 2.0}, 0, 0, DRAWN)]
    assert moved(SETTINGS, few, [{}], own_of(few, {}), [1.0]) == {}
    known = {7: (0.5, 0.3)}
    assert moved(SETTINGS, few, [known], own_of(few, known), [1.0]) == known  # and what is known stays


def test_a_new_gene_begins_at_the_mean_of_its_members_with_the_step_of_a_mutation() -> None:
    members = [Member({5: 2.0, FIRST_NODE + 3: -1.0}, 0, None, COPIED)] * 3
    found = moved(SETTINGS, members, [], own_of(members, {}), [1.0])
    assert found == {5: (2.0, 0.25), FIRST_NODE + 3: (-1.0, 0.75)}


def test_species_learn_from_those_that_are_alike_alone() -> None:
    strangers = [member._replace(species=1) for member in members_at([3.0] * 4)]
    members = [*strangers, *members_at([1.0] * 4)]
    mine = own_of(members[4:], BEFORE[0])
    ((alone, _),) = moved(SETTINGS, members, BEFORE, mine, [1.0, 0.0]).values()
    ((together, _),) = moved(SETTINGS, members, BEFORE, mine, [1.0, 0.9]).values()
    assert alone == 1.0
    assert together > 2.0


def test_species_with_equal_weights_are_kin_and_those_with_other_signs_are_not() -> None:
    one = Own(0, Counter(), {1: 2.0, 2: -2.0}, {1: (0.0, 0.5), 2: (0.0, 0.5)}, (1.0, 1.0))
    assert kinship(one, one) == 1.0
    assert kinship(one, one._replace(recombined={1: -2.0, 2: 2.0})) == 0.0
    assert kinship(one, one._replace(recombined={9: 2.0})) == 0.0  # no gene in common
    assert 0.3 < kinship(one, one._replace(recombined={1: 2.5, 2: -2.5})) < 0.9


def test_means_stay_within_the_limit_of_weights() -> None:
    members = members_at([8.0] * 3)
    narrow = replace(SETTINGS, genome=replace(SETTINGS.genome, weight_limit=2.0))
    ((mean, _),) = moved(narrow, members, BEFORE, own_of(members, BEFORE[0]), [1.0]).values()
    assert mean == 2.0
