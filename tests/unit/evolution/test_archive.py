"""The archive: nothing dominated, nothing twice, the most crowded leave first."""

import numpy as np
import pytest

from speciate import backends
from speciate.config import Config
from speciate.evolution import archive
from speciate.values.backend import NeatBackend
from speciate.values.evaluated import Evaluated


@pytest.fixture
def steps(backend: str) -> NeatBackend:
    return backends.create(backend).neat(Config(population_size=6, objectives=("a", "b")).steps(2, 1))


def evaluated(
    steps: NeatBackend, objectives: list[list[float]], failed: list[int] | None = None
) -> Evaluated:
    population = steps.found()[0].select(np.arange(len(objectives), dtype=np.uint32))
    flags = np.isin(np.arange(len(objectives)), failed or [])
    return Evaluated(population, np.array(objectives, dtype=np.float64), flags)


def test_dominated_and_failed_genomes_stay_out(steps: NeatBackend) -> None:
    asked = evaluated(steps, [[1, 1], [2, 0], [0, 0], [9, 9]], failed=[3])
    kept, accepted = archive.updated(steps, None, asked, size=5)
    assert kept is not None
    assert kept.objectives.tolist() == [[1, 1], [2, 0]]
    assert accepted.tolist() == [True, True, False, False]


def test_members_stay_in_the_order_in_which_they_came(steps: NeatBackend) -> None:
    first, _ = archive.updated(steps, None, evaluated(steps, [[2, 0], [1, 1]]), size=5)
    second, _ = archive.updated(steps, first, evaluated(steps, [[1.5, 0.5], [0, 3]]), size=5)
    assert second is not None
    assert second.objectives.tolist() == [[2, 0], [1, 1], [1.5, 0.5], [0, 3]]


def test_of_equal_objectives_the_older_genome_stays(steps: NeatBackend) -> None:
    old, _ = archive.updated(steps, None, evaluated(steps, [[1, 1]]), size=5)
    new, accepted = archive.updated(steps, old, evaluated(steps, [[1, 1], [1, 1]]), size=5)
    assert new is not None
    assert len(new) == 1
    assert not accepted.any()


def test_a_better_genome_drives_out_what_it_dominates(steps: NeatBackend) -> None:
    old, _ = archive.updated(steps, None, evaluated(steps, [[1, 1], [0, 5]]), size=5)
    new, accepted = archive.updated(steps, old, evaluated(steps, [[0, 0], [2, 2]]), size=5)
    assert new is not None
    assert new.objectives.tolist() == [[0, 5], [2, 2]]
    assert accepted.tolist() == [False, True]


def test_without_a_success_the_archive_stays_as_it_was(steps: NeatBackend) -> None:
    assert archive.updated(steps, None, evaluated(steps, [[1, 1]], failed=[0]), size=5)[0] is None
    old, _ = archive.updated(steps, None, evaluated(steps, [[1, 1]]), size=5)
    assert archive.updated(steps, old, evaluated(steps, [[2, 2]], failed=[0]), size=5)[0] is old


def test_when_nothing_new_is_accepted_the_archive_is_not_copied(steps: NeatBackend) -> None:
    old, _ = archive.updated(steps, None, evaluated(steps, [[1, 1], [0, 5]]), size=5)
    new, accepted = archive.updated(steps, old, evaluated(steps, [[0, 0], [1, 1]]), size=5)
    assert new is old
    assert not accepted.any()


def test_the_size_is_bounded_and_the_ends_stay(steps: NeatBackend) -> None:
    asked = evaluated(steps, [[0, 5], [1, 4], [2, 3], [3, 2], [5, 0]])
    kept, accepted = archive.updated(steps, None, asked, size=3)
    assert kept is not None
    assert len(kept) == accepted.sum() == 3
    assert [0, 5] in kept.objectives.tolist()
    assert [5, 0] in kept.objectives.tolist()


def test_the_first_of_every_group_of_equal_rows_stays(steps: NeatBackend) -> None:
    rows: list[list[float]] = [[1, 4], [3, 2], [1, 4], [0, 5], [3, 2], [3, 2]]
    kept, accepted = archive.updated(steps, None, evaluated(steps, rows), size=6)
    assert kept is not None
    assert kept.objectives.tolist() == [[1, 4], [3, 2], [0, 5]]
    assert accepted.tolist() == [True, True, False, True, False, False]
