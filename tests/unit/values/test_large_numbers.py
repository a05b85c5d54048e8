"""Finite numbers of any size: no warning, no raw exception, no NaN, and the right order, on both backends."""

import json
import sys
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from speciate import Config, Evolution, FunctionEnvironment, Neat, Nsga2, train
from speciate.backends.reference.selection import crowding, thinning
from speciate.evolution import pareto, volumes
from speciate.evolution.novelty import NoveltyArchive, NoveltySearch
from speciate.values.evaluated import Evaluated
from speciate.values.snapshot import Snapshot
from speciate.values.types import Float64s

pytestmark = pytest.mark.filterwarnings("error")

LARGEST = sys.float_info.max
LEAST = sys.float_info.min * sys.float_info.epsilon
NUMBERS = {
    "huge": [LARGEST, -LARGEST, 1e308, -1e308, 1.7e308, 0.0, 1.0],
    "tiny": [LEAST, -LEAST, 2.0 * LEAST, 1e-310, 0.0, -1e-310],
    "both": [LARGEST, -LARGEST, LEAST, -LEAST, 1.0, 0.0, 1e200, -1e200, 1e-200],
    "largest": [LARGEST],
    "lowest": [-LARGEST],
}
DENSE: dict[str, Any] = {"dense": {"hidden_layers": (3,)}}
ISLANDS: dict[str, Any] = {"islands": {"n_islands": 2, "migration_generations": 2}}
MEASURES: dict[str, Any] = {"measures": ("x", "y")}
RUNS: dict[str, dict[str, Any]] = {
    "neat": {},
    "neat above zero": {"reproduction": {"fitness_sharing": "above_zero"}},
    "neat, two objectives": {"objectives": ("a", "b")},
    "neat, six objectives": {"objectives": tuple("abcdef")},
    "neat, participation": {"objectives": ("a", "b"), "participation": {"participation_rates": (0.5,)}},
    "islands": ISLANDS,
    "islands, two objectives": {"objectives": ("a", "b")} | ISLANDS,
    "genetic": {"algorithm": "genetic"} | DENSE,
    "genetic, two objectives": {"algorithm": "genetic", "objectives": ("a", "b")} | DENSE,
    "cma_es": {"algorithm": "cma_es"} | DENSE,
    "cma_es, diagonal": {"algorithm": "cma_es", "cma_es": {"covariance": "diagonal"}} | DENSE,
    "openai_es": {"algorithm": "openai_es"} | DENSE,
    "snes, two objectives": {"algorithm": "snes", "objectives": ("a", "b")} | DENSE,
    "map_elites": {
        "algorithm": "map_elites",
        "map_elites": {"grid_lower": (0.0,), "grid_upper": (1.0,), "qd_offset": -1e308},
    }
    | MEASURES,
    "novelty": {"objectives": ("novelty",)} | MEASURES,
    "novelty and quality": {
        "objectives": ("fitness", "novelty", "local_competition"),
        "novelty": {"novelty_additions": "novel"},
    }
    | MEASURES,
}


def told(name: str, numbers: list[float], backend: str, direction: str) -> Snapshot:
    """Where a run stands after being told such numbers, as objectives and as measures."""
    directions = {} if "novelty" in name else {"directions": (direction,)}
    settings = {"population_size": 8, "seed": 1, "backend": backend} | directions | RUNS[name]
    evolution = Evolution(Config.build(settings), n_inputs=2, n_outputs=1)
    random = np.random.default_rng(3)
    for generation in range(8):
        evolution.ask()
        objectives = random.choice(numbers, (8, max(len(evolution.told_names), 1)))
        measures = random.choice(numbers, (8, 2)) if evolution.config.measures else None
        failed = random.random(8) < 0.3 if generation % 2 else None
        evolution.tell(objectives, failed, measures)
        json.dumps(evolution.metrics(), allow_nan=False)
    state = evolution.snapshot()
    again = Evolution(evolution.config, n_inputs=2, n_outputs=1, snapshot=state)
    assert again.pareto_front.objectives.tobytes() == evolution.pareto_front.objectives.tobytes()
    return state


@pytest.mark.parametrize("direction", ["max", "min"])
@pytest.mark.parametrize("numbers", NUMBERS)
@pytest.mark.parametrize("name", RUNS)
def test_any_finite_numbers_are_taken_alike_by_both_backends(
    name: str, numbers: str, direction: str, native: str
) -> None:
    states = [told(name, NUMBERS[numbers], backend, direction) for backend in (native, "reference")]
    assert states[0].scalars == states[1].scalars
    for column, values in states[0].arrays.items():
        assert values.tobytes() == states[1].arrays[column].tobytes(), column


@pytest.mark.parametrize("numbers", NUMBERS)
def test_vectors_may_achieve_any_finite_numbers(numbers: str, native: str) -> None:
    found = []
    for backend in (native, "reference"):
        evolution = Nsga2(n_variables=3, population_size=10, backend=backend)
        random = np.random.default_rng(0)
        for _ in range(5):
            evolution.ask()
            evolution.tell(random.choice(NUMBERS[numbers], (10, 2)))
        found.append((evolution.population.tobytes(), evolution.ask().tobytes()))
        assert np.isfinite(evolution.pareto_front.objectives).all()
    assert found[0] == found[1]


@pytest.mark.parametrize("signs", [[1, 1, -1, -1], [1] * 5 + [-1] * 5, [1] * 8 + [-1] * 8 + [1] * 4])
def test_the_mean_of_large_numbers_of_both_signs_is_a_number(signs: list[int], backend: str) -> None:
    evolution = Neat(n_inputs=1, n_outputs=1, population_size=len(signs), backend=backend)
    evolution.ask()
    evolution.tell(1.7e308 * np.array(signs))
    expected = float(sum(Fraction(1.7e308) * sign for sign in signs) / len(signs))
    assert evolution.metrics()["mean"]["fitness"] == pytest.approx(expected, rel=1e-15)


def test_the_qd_score_of_large_objectives_is_the_largest_double(backend: str) -> None:
    grid = {"grid_lower": [0.0], "grid_upper": [1.0]}
    environment = FunctionEnvironment(
        lambda network: (1e308, float(network.forward([1.0])[0])),
        n_inputs=1,
        n_outputs=1,
        each=True,
        results=["fitness", "x"],
    )
    settings = {"algorithm": "map_elites", "measures": ["x"], "map_elites": grid, "backend": backend}
    run = train(environment, generations=2, population_size=20, config=settings, quiet=True)
    assert run.grid.qd_score == run.metrics[-1]["qd_score"] == LARGEST


def test_a_finite_penalty_is_no_invalid_evaluation_whatever_the_number_of_episodes() -> None:
    environment = FunctionEnvironment(
        lambda network, seed: -LARGEST if network.forward([1.0])[0] < 0.5 else 1.0,  # noqa: ARG005
        n_inputs=1,
        n_outputs=1,
        each=True,
        seeded=True,
    )
    for evaluations in (1, 2, 3):
        run = train(
            environment, generations=2, population_size=20, config={"evaluations": evaluations}, quiet=True
        )
        assert run.n_failed == 0


def volume_of(points: list[list[Fraction]]) -> Fraction:
    """The volume of boxes from zero to each point, slice by slice."""
    if not points or len(points[0]) == 1:
        return max((point[0] for point in points), default=Fraction(0))
    heights = sorted({Fraction(0), *(point[-1] for point in points)})
    return sum(
        (
            (top - bottom) * volume_of([point[:-1] for point in points if point[-1] >= top])
            for bottom, top in pairwise(heights)
        ),
        Fraction(0),
    )


def exact_volume(objectives: Float64s, reference_point: Float64s) -> float:
    origin = list(map(Fraction, reference_point.tolist()))
    rows = [
        [Fraction(value) - least for value, least in zip(row, origin, strict=True)]
        for row in objectives.tolist()
    ]
    volume = volume_of([row for row in rows if min(row) > 0])
    return float(min(volume, Fraction(LARGEST)))


@pytest.mark.parametrize("size", [LARGEST, 1e200, 1.0, 1e-200, 1e-310, LEAST])
@pytest.mark.parametrize("n_objectives", [1, 2, 3, 4])
def test_the_hypervolume_is_that_of_exact_arithmetic_whatever_the_scale(
    n_objectives: int, size: float
) -> None:
    random = np.random.default_rng(0)
    values = [size, -size, size / 2.0, -size / 2.0, size * 0.9, 0.0, 1.0, -1.0]
    for n_points in range(1, 12):
        points = random.choice(values, (n_points, n_objectives))
        for point in (points.min(axis=0), random.choice([-size, size, 0.0], n_objectives)):
            found, expected = pareto.hypervolume(points, point), exact_volume(points, point)
            assert found == pytest.approx(expected, rel=1e-12, abs=0.0 if expected > LEAST else LEAST)


def test_scales_that_cancel_do_not_change_a_hypervolume() -> None:
    assert pareto.hypervolume([[1e-200, 1e200]], [0.0, 0.0]) == 1.0
    assert pareto.hypervolume([[-1e-200, -1e200]], [0.0, 0.0], directions="min") == 1.0
    assert pareto.hypervolume([[1e200, 1e200, 1e-300]], [0.0] * 3) == pytest.approx(1e100)
    assert pareto.hypervolume([[1e-300, 1e300], [1e300, 1e-300]], [0.0, 0.0]) == pytest.approx(2.0)


SCALES = (LEAST, 1e-300, 1e-200, 1e-100, 1e-20, 1.0, 1e10, 1e100, 1e200, 1e300, LARGEST)


@pytest.mark.parametrize("n_objectives", [1, 2, 3, 4])
@pytest.mark.parametrize("scales", [SCALES, SCALES[:6], SCALES[5:], (1.0, LARGEST), (1e-300, 1e300)])
def test_the_hypervolume_of_points_of_mixed_scales_is_that_of_exact_arithmetic(
    scales: tuple[float, ...], n_objectives: int
) -> None:
    random = np.random.default_rng(n_objectives)
    for n_points in (*range(1, 6), *range(1, 6), *range(1, 6)):
        shape = (n_points, n_objectives)
        points = (
            np.sign(random.uniform(-0.2, 1.0, shape)) * random.random(shape) * random.choice(scales, shape)
        )
        for point in (np.zeros(n_objectives), -random.choice(scales, n_objectives)):
            found, expected = pareto.hypervolume(points, point), exact_volume(points, point)
            assert found == pytest.approx(expected, rel=1e-12, abs=0.0 if expected > LEAST else LEAST)


def test_a_hypervolume_of_large_and_small_numbers_is_the_sum_of_both() -> None:
    origin = [0.0, 0.0]
    assert pareto.hypervolume([[1e-20, 1e308], [1e308, 1e-20]], origin) == pytest.approx(2e288)
    assert pareto.hypervolume([[1e-301, 1e308], [1e308, 1e-301]], origin) == pytest.approx(2e7)


@pytest.mark.parametrize("n_objectives", range(1, 9))
def test_powers_of_two_multiply_a_hypervolume_to_the_bit(n_objectives: int) -> None:
    points = np.random.default_rng(n_objectives).random((20, n_objectives))
    plain = volumes.hypervolume(points, np.zeros(n_objectives))
    powers = np.where(np.arange(n_objectives) % 2, 600, -600)
    found = volumes.hypervolume(np.ldexp(points, powers), np.zeros(n_objectives))
    assert found == np.ldexp(plain, int(powers.sum()))


def test_crowding_counts_a_range_that_is_larger_than_any_number(native: str) -> None:
    assert native
    side = np.array([-1.0, -0.5, -0.25, 0.0, 0.875, 1.0])
    points = LARGEST * np.stack([side, -side], axis=1)
    fronts = np.zeros(6, dtype=np.uint32)
    assert pareto.crowding(points, fronts).tolist() == [np.inf, 0.75, 0.5, 1.125, 1.0, np.inf]
    assert crowding.crowding(points, fronts).tolist() == [np.inf, 0.75, 0.5, 1.125, 1.0, np.inf]
    assert pareto.thinned(points, 5).tolist() == thinning.thinned(points, 5).tolist() == [0, 1, 3, 4, 5]
    assert pareto.thinned(points, 4).tolist() == thinning.thinned(points, 4).tolist() == [0, 3, 4, 5]


@pytest.mark.parametrize("power", [-700, -400, 0, 400, 600, 1000])
def test_novelty_keeps_its_order_whatever_the_unit_of_measures(power: int, backend: str) -> None:
    def novelty_of(power: int) -> Float64s:
        settings = {"objectives": ("novelty",), "population_size": 12, "backend": backend} | MEASURES
        evolution = Evolution(Config.build(settings), n_inputs=2, n_outputs=1)
        evolution.ask()
        evolution.tell(np.zeros(12), measures=np.ldexp(np.random.default_rng(5).random((12, 2)), power))
        leaders = evolution.leaders
        assert leaders is not None
        return leaders.objectives[:, 0]

    assert novelty_of(power).tolist() == np.ldexp(novelty_of(0), power).tolist()


def ratings_of(measures: Float64s, backend: str, objective: str = "novelty") -> list[float]:
    """The computed objective of each genome; a later one is of a better quality."""
    n = len(measures)
    settings = {"objectives": (objective,), "population_size": n, "backend": backend} | MEASURES
    evolution = Evolution(Config.build(settings), n_inputs=2, n_outputs=1)
    quality, nobody = np.arange(float(n)), np.zeros(n, dtype=np.bool_)
    told = Evaluated(evolution.population, np.zeros((n, 1)), nobody, measures, quality)
    search = NoveltySearch(evolution.config, evolution.backend)
    return list(search.rate([told], NoveltyArchive.empty(2))[0].objectives[:, 0].tolist())


def with_outlier(size: float, power: int = 0) -> Float64s:
    """Ordinary measures of twenty genomes, of which one is far away."""
    measures = np.ldexp(np.stack([np.arange(20.0) ** 1.5, np.zeros(20)], axis=1), power)
    measures[7, 0] = size
    return measures


@pytest.mark.parametrize("size", [1e100, 1e150, 1e170, 1e200, -1e300, LARGEST])
def test_one_far_measure_leaves_the_novelty_of_all_others_as_it_is(size: float, backend: str) -> None:
    found, expected = (ratings_of(with_outlier(far), backend) for far in (size, 1e6))
    assert found[:7] + found[8:] == expected[:7] + expected[8:]
    assert found[7] == pytest.approx(abs(size))


def test_far_and_ordinary_neighbours_are_beaten_alike_whatever_the_size(backend: str) -> None:
    beaten = [ratings_of(with_outlier(far), backend, "local_competition") for far in (1e6, 1e170, 1e300)]
    for counts in beaten:
        counts.pop(7)  # the far one's neighbours are all equally far, to as many digits as doubles have
    assert beaten[0] == beaten[1] == beaten[2]


@pytest.mark.parametrize("size", [1e-100, 1.0, 1e170])
def test_novelty_of_tiny_measures_is_kept_beside_a_far_one(size: float, backend: str) -> None:
    found, expected = with_outlier(size, -700), with_outlier(1e6)
    novelty = np.ldexp(ratings_of(expected, backend), -700).tolist()
    assert ratings_of(found, backend)[:7] == novelty[:7]


def test_of_tiny_distances_the_nearest_count(backend: str) -> None:
    beaten = [
        ratings_of(np.ldexp(with_outlier(1e6), power), backend, "local_competition")
        for power in (0, -600, -1000)
    ]
    assert beaten[0] == beaten[1] == beaten[2]
