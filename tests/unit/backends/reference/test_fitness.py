"""The order of genomes."""

import numpy as np

from speciate.backends.reference.selection.fitness import rank


def order(objectives: list[list[float]], failed: list[int], sizes: list[int]) -> list[int]:
    n = len(objectives)
    flags = np.isin(np.arange(n), failed)
    ids = np.arange(n, dtype=np.uint64)
    ranking = rank(np.array(objectives), flags, np.array(sizes, dtype=np.uint32), ids)
    return ranking.order.tolist()  # type: ignore[no-any-return]


def test_the_greater_fitness_comes_first() -> None:
    assert order([[1.0], [3.0], [2.0]], [], [0, 0, 0]) == [1, 2, 0]


def test_of_equal_fitness_the_smaller_genome_comes_first_and_then_the_older() -> None:
    assert order([[1.0], [1.0], [1.0]], [], [5, 4, 4]) == [1, 2, 0]


def test_failed_genomes_come_last() -> None:
    assert order([[9.0], [1.0], [np.nan]], [0, 2], [1, 9, 0]) == [1, 2, 0]


def test_front_then_crowding_decide() -> None:
    assert order([[0.0, 4.0], [1.0, 3.0], [4.0, 0.0], [0.0, 0.0]], [], [3, 0, 2, 0]) == [2, 0, 1, 3]


def test_failed_genomes_have_the_front_after_the_last() -> None:
    n = 3
    flags = np.array([False, False, True])
    ranking = rank(
        np.array([[2.0], [1.0], [5.0]]), flags, np.zeros(n, np.uint32), np.arange(n, dtype=np.uint64)
    )
    assert ranking.fronts.tolist() == [0, 1, 2]
    everyone = rank(
        np.zeros((2, 1)), np.ones(2, np.bool_), np.zeros(2, np.uint32), np.arange(2, dtype=np.uint64)
    )
    assert everyone.fronts.tolist() == [0, 0]
