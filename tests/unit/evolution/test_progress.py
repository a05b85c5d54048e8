"""What counts as progress, and when a population has stalled."""

import math
from typing import Final

import numpy as np
import pytest

from speciate.errors import CheckpointError
from speciate.evolution.progress import Progress, restored
from speciate.values.snapshot import Snapshot

LARGEST: Final = 1.7976931348623157e308


def after(*bests: float | None) -> Progress:
    """The progress of a population whose best genome stays, and that reaches these values."""
    progress, best = Progress(), None
    for generation, now in enumerate(bests):
        known = [one for one in (best, now) if one is not None]
        best = max(known) if known else None
        progress = progress.after(generation, best, now)
    return progress


def test_a_rise_of_more_than_a_hundredth_of_the_whole_rise_is_progress() -> None:
    assert after(0.0, 1.0, 1.02).generation == 2
    assert after(0.0, 1.0, 1.009).generation == 1


def test_small_rises_add_up_to_progress() -> None:
    assert after(0.0, 1.0, 1.006).generation == 1
    assert after(0.0, 1.0, 1.006, 1.012).generation == 3


def test_a_best_fitness_that_creeps_towards_a_limit_makes_no_progress() -> None:
    creeping = after(*(9.0 - 4.0 * 0.5**generation for generation in range(60)))
    assert creeping.generation < 10


@pytest.mark.parametrize(("scale", "shift"), [(1e-3, 0.0), (1e6, 0.0), (1.0, -1e3), (-1.0, 0.0)])
def test_the_scale_and_the_zero_of_fitness_do_not_matter(scale: float, shift: float) -> None:
    values = [0.0, 1.0, 1.005, 1.5, 1.503]
    moved = [abs(scale) * value + shift for value in values]
    assert after(*moved).generation == after(*values).generation == 3


def test_huge_fitness_does_not_overflow() -> None:
    progress = after(-LARGEST, LARGEST, LARGEST)
    assert (progress.generation, progress.fitness) == (1, LARGEST)


def test_a_population_that_falls_back_has_noisy_evaluations_and_never_stalls() -> None:
    assert after(1.0, 2.0, 1.5, 1.9).generation == 3
    assert after(1.0, None).generation == 1


def test_nothing_is_known_before_an_evaluation_succeeds() -> None:
    assert after(None, None) == Progress(1)
    assert after(None, None, 3.0) == Progress(2, 3.0, 3.0)


def test_a_population_stalls_after_as_many_generations_as_its_progress_took() -> None:
    early, late, alike = Progress(5, 1.0, 0.0), Progress(50, 1.0, 0.0), np.ones(10)
    assert [early.has_stalled(generation, alike, 20) for generation in (24, 25)] == [False, True]
    assert [late.has_stalled(generation, alike, 20) for generation in (99, 100)] == [False, True]
    assert not early.has_stalled(1_000_000, alike, 0)


def test_a_population_stalls_if_a_tenth_of_it_is_about_as_good_as_the_best() -> None:
    progress = Progress(5, 1.0, 0.0)
    assert progress.has_stalled(100, np.array([1.0, 0.991] + [0.5] * 18), 20)
    assert not progress.has_stalled(100, np.array([1.0, 0.989] + [0.5] * 18), 20)


def test_a_population_that_never_rose_has_not_stalled() -> None:
    assert not Progress(0, 1.0, 1.0).has_stalled(100, np.ones(10), 20)
    assert not Progress(0).has_stalled(100, np.empty(0), 20)


@pytest.mark.parametrize("progress", [Progress(3, 2.5, -math.pi), Progress(4, -LARGEST, -LARGEST)])
def test_a_snapshot_keeps_the_progress(progress: Progress) -> None:
    assert restored(Snapshot({}, progress.scalars()), 5) == progress


def test_nothing_is_known_in_a_snapshot_of_an_older_version() -> None:
    assert restored(Snapshot({}, {}), 5) == Progress(4)
    assert restored(Snapshot({}, Progress(2).scalars()), 5) == Progress(2)


@pytest.mark.parametrize("changes", [{"generation": 5}, {"fitness": "x"}, {"first": math.inf}])
def test_damaged_progress_is_refused(changes: dict[str, object]) -> None:
    scalars = Progress(3, 2.5, 1.0).scalars() | {f"progress_{name}": one for name, one in changes.items()}
    with pytest.raises(CheckpointError, match="progress_"):
        restored(Snapshot({}, scalars), 5)
