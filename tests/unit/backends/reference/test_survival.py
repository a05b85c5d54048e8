"""Survival."""

from typing import Any

import numpy as np
from tests.unit.backends.reference.genomes import ranking, settings

from speciate.backends.reference.selection.survival import survive


def survivors(survival: str, fitness: list[float], n_carried: int, **changes: Any) -> list[int]:
    failed = np.isneginf(fitness)
    selection = {"survival": survival, "survivor_fraction": changes.pop("survivor_fraction", 0.5)}
    of = settings(population_size=4, selection=selection)
    objectives = np.array(fitness)[:, np.newaxis]
    return survive(of, objectives, failed, ranking(fitness).order, n_carried, 3).tolist()  # type: ignore[no-any-return]


def test_generational_survivors_are_the_asked() -> None:
    assert survivors("generational", [9.0, 8.0, 1.0, 2.0, 0.0, 3.0], 2) == [2, 3, 4, 5]


def test_elitist_survivors_are_the_best_of_all() -> None:
    assert survivors("elitist", [9.0, 8.0, 1.0, 2.0, 0.0, 3.0, -1.0], 3) == [0, 1, 3, 5]


def test_mixed_survivors_are_the_best_half_and_offspring() -> None:
    rows = survivors("mixed", [9.0, 8.0, 7.0, 6.0, 0.0, 1.0, 2.0, 3.0], 4)
    assert rows[:2] == [0, 1]
    assert len(rows) == 4
    assert set(rows[2:]) <= {4, 5, 6, 7}


def test_mixed_survivors_of_the_best_half_differ() -> None:
    rows = survivors("mixed", [9.0, 9.0, 9.0, 6.0, 0.0, 0.0, 0.0, 0.0], 4)
    assert rows[:2] == [0, 3]


def test_failed_offspring_survive_only_when_nobody_else_is_left() -> None:
    low = -np.inf
    assert survivors("mixed", [9.0, 8.0, 7.0, 6.0, low, 1.0, low, 3.0], 4) == [0, 1, 5, 7]
    assert survivors("mixed", [low, low, low, low], 0) == [0, 1, 2, 3]


def test_everyone_survives_the_first_generation() -> None:
    for survival in ("generational", "elitist", "mixed"):
        assert survivors(survival, [1.0, 1.0, 1.0, 2.0], 0) == [0, 1, 2, 3]
