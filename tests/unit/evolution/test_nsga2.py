"""NSGA-II over vectors, asked and told."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import speciate
from speciate.errors import (
    BackendError,
    CheckpointError,
    ConfigError,
    EvaluationError,
    ShapeError,
    StateError,
)
from speciate.evolution.nsga2 import Nsga2
from speciate.values.types import Float64s


def evaluate(vectors: Float64s) -> Float64s:
    """The distance to 0, and that to 1."""
    return np.column_stack([np.abs(vectors).sum(axis=1), np.abs(vectors - 1.0).sum(axis=1)])


def evolved(n_generations: int, backend: str, **changes: Any) -> Nsga2:
    arguments: dict[str, Any] = {"n_variables": 3, "population_size": 12, "backend": backend} | changes
    evolution = Nsga2(**arguments)
    for _ in range(n_generations):
        evolution.tell(evaluate(evolution.ask()))
    return evolution


def state(evolution: Nsga2) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in evolution.snapshot().arrays.items()}


def test_it_is_a_public_name() -> None:
    assert speciate.Nsga2 is Nsga2


def test_the_first_vectors_fill_the_bounds(backend: str) -> None:
    lower, upper = [-5.0, 0.0, 2.0], [5.0, 1e-6, 2.0]
    evolution = Nsga2(n_variables=3, lower=lower, upper=upper, population_size=200, backend=backend)
    vectors = evolution.ask()
    assert vectors.shape == (200, 3)
    assert vectors.dtype == np.float64
    assert (vectors.min(axis=0) >= lower).all()
    assert (vectors.max(axis=0) <= upper).all()
    assert vectors[:, 0].std() == pytest.approx(10 / np.sqrt(12), rel=0.1)
    assert (vectors[:, 2] == 2.0).all()


def test_bounds_are_never_left(backend: str) -> None:
    lower, upper = np.array([-1.0, 3.0, 0.0]), np.array([-0.5, 3.0, 1e-13])
    evolution = Nsga2(
        n_variables=3,
        lower=lower,
        upper=upper,
        mutation_rate=1.0,
        mutation_eta=0.0,
        crossover_eta=0.0,
        population_size=20,
        backend=backend,
    )
    for _ in range(10):
        vectors = evolution.ask()
        assert ((vectors >= lower) & (vectors <= upper)).all()
        evolution.tell(evaluate(vectors))


def test_equal_seeds_give_equal_bits_and_others_do_not(backend: str) -> None:
    first, again, other = (evolved(5, backend, seed=seed) for seed in (3, 3, 4))
    assert state(first) == state(again)
    assert state(first) != state(other)


def test_the_population_gets_better(backend: str) -> None:
    before, after = evolved(1, backend), evolved(25, backend)
    volumes = [speciate.pareto.hypervolume(one.objectives, [3.0, 3.0], "min") for one in (before, after)]
    assert volumes[0] < volumes[1]


def test_the_population_is_the_best_of_parents_and_offspring(backend: str) -> None:
    evolution = evolved(3, backend, truncation="at_once")
    pool = np.concatenate([evolution.objectives, evaluate(evolution.ask())])
    evolution.tell(evaluate(evolution.ask()))
    best = pool[speciate.pareto.survivors(pool, 12, "min")]
    assert evolution.objectives.tolist() == best.tolist()
    assert evaluate(evolution.population).tolist() == best.tolist()


def test_the_front_that_does_not_fit_is_thinned_one_by_one(backend: str) -> None:
    evolution = evolved(8, backend)
    pool = np.concatenate([evolution.objectives, evaluate(evolution.ask())])
    evolution.tell(evaluate(evolution.ask()))
    fronts = speciate.pareto.fronts(pool, "min")
    last = fronts[speciate.pareto.survivors(pool, 12, "min")][-1]
    members, whole = pool[fronts == last], pool[fronts < last]
    kept = members[speciate.pareto.thinned(members, 12 - len(whole))]
    assert len(whole) + len(members) > 12
    assert sorted(evolution.objectives.tolist()) == sorted([*whole.tolist(), *kept.tolist()])
    of_last = evolution.snapshot().arrays["crowding"][len(whole) :]
    assert sorted(of_last) == sorted(speciate.pareto.crowding(kept, np.zeros(len(kept), int)))
    assert of_last.tolist() == sorted(of_last, reverse=True)


def test_the_front_holds_what_nothing_dominates(backend: str) -> None:
    evolution = evolved(4, backend)
    front = evolution.pareto_front
    expected = speciate.pareto.fronts(evolution.objectives, "min") == 0
    assert len(front) == expected.sum()
    assert front.objectives.tolist() == evolution.objectives[expected].tolist()
    assert evaluate(front.vectors).tolist() == front.objectives.tolist()


def test_directions_are_yours(backend: str) -> None:
    minimised = evolved(3, backend)
    maximised = Nsga2(n_variables=3, population_size=12, directions="max", backend=backend)
    for _ in range(3):
        maximised.tell(-evaluate(maximised.ask()))
    assert maximised.population.tolist() == minimised.population.tolist()
    assert maximised.objectives.tolist() == (-minimised.objectives).tolist()
    assert maximised.directions == ("max", "max")
    each = Nsga2(n_variables=3, directions=np.array(["max", "min"]), backend=backend)  # type: ignore[arg-type]
    assert each.directions == ("max", "min")
    assert {type(one) for one in each.directions} == {str}


def test_one_objective_may_come_as_a_column_or_flat(backend: str) -> None:
    flat, column = (
        Nsga2(n_variables=3, population_size=12, objectives=["cost"], backend=backend) for _ in range(2)
    )
    for _ in range(3):
        flat.tell(flat.ask().sum(axis=1))
        column.tell(column.ask().sum(axis=1, keepdims=True))
    assert state(flat) == state(column)
    assert flat.names == ("cost",)
    assert len(flat.pareto_front) >= 1


def test_failed_vectors_rank_last(backend: str) -> None:
    evolution = Nsga2(n_variables=3, population_size=12, backend=backend)
    failed = np.arange(12) < 5
    objectives = evaluate(evolution.ask())
    objectives[:5] = np.nan
    evolution.tell(objectives, failed=failed)
    assert evolution.objectives[7:].tolist() == [[0.0, 0.0]] * 5
    assert np.isin(evolution.pareto_front.objectives, objectives).all()


def test_a_front_of_failures_is_none(backend: str) -> None:
    evolution = Nsga2(n_variables=3, population_size=12, backend=backend)
    evolution.ask()
    evolution.tell(np.zeros((12, 2)), failed=np.ones(12, dtype=np.bool_))
    with pytest.raises(StateError, match="no vector was evaluated with success"):
        _ = evolution.pareto_front


@pytest.mark.parametrize("n_generations", [0, 1, 4])
def test_a_snapshot_goes_on_with_equal_bits(backend: str, n_generations: int) -> None:
    whole, first = (evolved(n, backend, population_size=14) for n in (n_generations + 3, n_generations))
    resumed = Nsga2.from_snapshot(first.snapshot(), backend=backend)
    assert resumed.generation == n_generations
    for _ in range(3):
        resumed.tell(evaluate(resumed.ask()))
    assert state(resumed) == state(whole)
    assert resumed.snapshot().scalars == whole.snapshot().scalars


def test_asking_twice_gives_the_same_vectors_which_cannot_be_changed(backend: str) -> None:
    evolution = evolved(1, backend)
    assert evolution.ask() is evolution.ask()
    for vectors in (evolution.ask(), evolution.population):
        with pytest.raises(ValueError, match="read-only"):
            vectors[0, 0] = 1.0


def test_calls_at_the_wrong_moment_are_explained() -> None:
    evolution = Nsga2(n_variables=3, population_size=12, backend="reference")
    with pytest.raises(StateError, match="tell before ask"):
        evolution.tell(np.zeros((12, 2)))
    with pytest.raises(StateError, match="tell before ask"):
        evolved(1, "reference").tell(np.zeros((12, 2)))
    with pytest.raises(StateError, match="before the first tell"):
        _ = evolution.population
    with pytest.raises(StateError, match="before the first tell"):
        _ = evolution.objectives


@pytest.mark.parametrize(
    ("objectives", "error", "message"),
    [
        (np.zeros((12, 3)), ShapeError, r"shape \(12, 3\); expected \(12, 2\)"),
        (np.zeros(12), ShapeError, r"shape \(12,\); expected \(12, 2\)"),
        ("none", ShapeError, "type"),
        (np.full((12, 2), np.nan), EvaluationError, "objectives of vector row 0"),
        (np.full((12, 2), np.inf), EvaluationError, "finite"),
    ],
)
def test_objectives_that_cannot_be_ranked_change_nothing(
    objectives: Any, error: type[Exception], message: str
) -> None:
    evolution = evolved(1, "reference")
    evolution.ask()
    before = state(evolution)
    with pytest.raises(error, match=message):
        evolution.tell(objectives)
    assert state(evolution) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_variables": 0}, "n_variables = 0: expected a whole number from 1"),
        ({"n_variables": 2.0}, "n_variables = 2.0: expected a whole number"),
        ({"population_size": 1}, "population_size = 1: expected a whole number from 2"),
        (
            {"population_size": 10**8},
            "population_size = 100000000: expected a whole number from 2 to 10000000",
        ),
        ({"seed": -1}, "seed = -1: expected a whole number from 0"),
        ({"seed": 2**63}, "expected a whole number from 0 to 9223372036854775807"),
        (
            {"lower": [0.0]},
            "lower = .*: expected a number, or 3, one per variable",
        ),
        (
            {"lower": [[0.0]]},
            "lower = .*: expected a number, or 3, one per variable",
        ),
        ({"lower": [0.0, [1.0]]}, r"lower: no array \(rows of different lengths\); expected a number, or 3"),
        ({"upper": np.nan}, "upper = nan: expected a number, or 3"),
        ({"upper": 1e301}, r"upper = 1e\+301: expected .* from -1e\+300 to 1e\+300"),
        ({"upper": "one"}, "upper = 'one': expected a number"),
        (
            {"upper": [1.0, -1.0, 1.0]},
            "lower = 0 and upper = -1 of variable 1: expected lower to be at most upper",
        ),
        ({"truncation": "never"}, "truncation = 'never': expected one of one_by_one, at_once"),
        ({"objectives": 0}, "objectives = 0: expected a whole number from 1"),
        ({"objectives": []}, r"objectives = \[\]: expected their number, or up to 1000 different names"),
        ({"objectives": "cost"}, "objectives = 'cost': expected their number, or up to 1000 different names"),
        ({"objectives": ["a", "a"]}, "expected their number, or up to 1000 different names"),
        ({"directions": "least"}, 'directions = .least.: expected "max" or "min", for all or for each of 2'),
        ({"directions": ["max"] * 3}, "directions = .*: expected"),
        ({"crossover_rate": 1.1}, "crossover_rate = 1.1: expected a number from 0 to 1"),
        ({"crossover_eta": -1}, "crossover_eta = -1: expected a number from 0"),
        ({"mutation_rate": True}, "mutation_rate = True: expected a number from 0 to 1"),
        ({"mutation_rate": "0.1"}, "mutation_rate = '0.1': expected a number from 0 to 1"),
        ({"mutation_eta": np.inf}, "mutation_eta = inf: expected a number from 0"),
    ],
)
def test_arguments_that_are_refused_are_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        evolved(0, "reference", **arguments)


def test_an_unknown_backend_is_named() -> None:
    with pytest.raises(BackendError, match='backend = "fast": unknown; expected one of native, reference'):
        Nsga2(n_variables=3, backend="fast")


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        (
            "asked",
            np.zeros((12, 2)),
            r"asked have type float64 and shape \(12, 2\); expected float64 and \(12, 3\)",
        ),
        ("asked", np.full((12, 3), 2.0), "asked leave the bounds"),
        ("vectors", np.full((12, 3), np.nan), "vectors leave the bounds"),
        ("objectives", np.full((12, 2), np.inf), "objectives are not all finite"),
        ("fronts", np.zeros(12), "fronts have type float64"),
        ("lower", np.full(3, 9.0), "does not fit: lower = 9 and upper = 1"),
    ],
)
def test_a_snapshot_that_does_not_fit_is_refused(name: str, array: Any, message: str) -> None:
    snapshot = evolved(2, "reference").snapshot()
    with pytest.raises(CheckpointError, match=message):
        Nsga2.from_snapshot(replace(snapshot, arrays=snapshot.arrays | {name: array}), "reference")


@pytest.mark.parametrize("part", ["arrays", "scalars"])
def test_a_snapshot_without_a_part_is_refused(part: str) -> None:
    snapshot = evolved(2, "reference").snapshot()
    for name in set(getattr(snapshot, part)) - {"truncation"}:
        rest = {key: value for key, value in getattr(snapshot, part).items() if key != name}
        with pytest.raises(CheckpointError, match=f"the snapshot has no '{name}'"):
            Nsga2.from_snapshot(replace(snapshot, **{part: rest}), "reference")


def test_a_snapshot_that_does_not_name_its_truncation_cuts_at_once() -> None:
    snapshot = evolved(2, "reference", truncation="at_once").snapshot()
    rest = {key: value for key, value in snapshot.scalars.items() if key != "truncation"}
    old = Nsga2.from_snapshot(replace(snapshot, scalars=rest), "reference")
    assert old.snapshot().scalars["truncation"] == "at_once"
