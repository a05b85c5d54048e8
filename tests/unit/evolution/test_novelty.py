"""Novelty search: what is computed from measures, what is kept of it, and who the champion is."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Config, Evolution, Neat
from speciate.errors import ConfigError, EvaluationError, ShapeError
from speciate.evolution.novelty import NoveltyArchive

N = 12
MAZE: dict[str, Any] = {"measures": ["x", "y"], "generations": 4, "seed": 3, "quiet": True}


def searching(backend: str, **settings: Any) -> Neat:
    given = {"objectives": ["novelty"], "measures": ["place"], "population_size": N, "backend": backend}
    return Neat(n_inputs=2, n_outputs=1, config=given | settings)


def archive_of(evolution: Evolution) -> NoveltyArchive:
    arrays = evolution.snapshot().arrays
    return NoveltyArchive(arrays["novelty_archive:measures"], arrays["novelty_archive:quality"])


def told(evolution: Evolution, n_generations: int = 1) -> Evolution:
    for generation in range(n_generations):
        evolution.ask()
        random = np.random.default_rng(generation)
        evolution.tell(random.random(N), measures=random.random(N))
    return evolution


def test_novelty_is_the_mean_distance_to_the_nearest(backend: str) -> None:
    evolution = searching(backend, novelty={"n_neighbors": 2})
    evolution.ask()
    places = np.arange(N, dtype=np.float64) ** 2
    evolution.tell(np.zeros(N), measures=places)
    metrics = evolution.metrics
    assert metrics["best"] == {"novelty": ((121 - 100) + (121 - 81)) / 2}


def test_places_in_the_archive_are_neighbours_too(backend: str) -> None:
    evolution = searching(backend, novelty={"n_neighbors": 1, "n_novelty_additions": N})
    for quality in (0.0, 1.0):
        evolution.ask()
        evolution.tell(np.full(N, quality), measures=np.arange(N, dtype=np.float64))
    assert evolution.metrics["best"] == {"novelty": 0.0}  # everybody was there before
    assert len(archive_of(evolution)) == 2 * N


def test_the_champion_is_who_was_best_and_not_who_was_most_novel(backend: str) -> None:
    evolution = searching(backend)
    genomes = evolution.ask().population
    quality = np.zeros(N)
    quality[4] = 7.0
    places = np.zeros(N)
    places[9] = 100.0
    evolution.tell(quality, measures=places)
    assert evolution.champion.genome.ids.tolist() == [genomes.ids[4]]
    assert evolution.pareto_front.objectives.tolist() == [[7.0]]
    assert evolution.is_solved(7.0)
    assert not evolution.is_solved(7.5)
    assert evolution.leaders is not None
    assert evolution.leaders.population.ids[0] == genomes.ids[4]


@pytest.mark.parametrize("algorithm", ["genetic", "cma_es"])
def test_dense_networks_search_for_novelty_as_well(backend: str, algorithm: str) -> None:
    settings = {"objectives": ["novelty"], "measures": ["place"], "population_size": N, "backend": backend}
    evolution = told(Evolution(settings | {"algorithm": algorithm}, n_inputs=2, n_outputs=1), 3)
    best = max(np.random.default_rng(generation).random(N).max() for generation in range(3))
    assert evolution.pareto_front.objectives.tolist() == [[best]]
    assert len(archive_of(evolution)) == 15


def test_the_champion_of_several_objectives_is_the_best_as_well(backend: str) -> None:
    evolution = searching(backend, objectives=["novelty", "local_competition"])
    genomes = evolution.ask().population
    quality = np.arange(N, dtype=np.float64)
    evolution.tell(quality, measures=np.arange(N, dtype=np.float64)[::-1])
    assert evolution.champion.genome.ids.tolist() == [genomes.ids[N - 1]]


def test_local_competition_counts_the_neighbours_that_are_worse(backend: str) -> None:
    settings = {"objectives": ["fitness", "local_competition"], "novelty": {"n_neighbors": 3}}
    evolution = searching(backend, **settings)
    evolution.ask()
    evolution.tell(np.arange(N, dtype=np.float64), measures=np.arange(N, dtype=np.float64))
    front = evolution.pareto_front
    assert front.objectives.tolist() == [[N - 1, 3.0]]


def test_carried_genomes_are_as_novel_as_they_are_now(backend: str) -> None:
    alone = {"n_neighbors": 1, "n_novelty_additions": 0}
    evolution = searching(backend, objectives=["fitness", "novelty"], novelty=alone)
    lonely = np.zeros(N)
    lonely[0] = 50.0
    evolution.ask()
    evolution.tell(np.zeros(N), measures=lonely)
    assert evolution.pareto_front.objectives.tolist() == [[0.0, 50.0]]
    evolution.ask()
    evolution.tell(np.zeros(N), measures=np.full(N, 49.0))  # now it has company
    assert evolution.pareto_front.objectives[:, 1].max() == 1.0


def test_failed_genomes_are_neither_novel_nor_neighbours(backend: str) -> None:
    evolution = searching(backend, novelty={"n_neighbors": 1, "n_novelty_additions": N})
    failed = np.zeros(N, dtype=np.bool_)
    failed[5] = True
    places = np.arange(N, dtype=np.float64) * 10.0
    places[5] = np.nan
    evolution.ask()
    evolution.tell(np.zeros(N), failed, places)
    assert evolution.metrics["n_failed"] == 1
    assert archive_of(evolution).measures[:, 0].tolist() == np.delete(places, 5).tolist()


def test_the_archive_is_bounded_and_the_oldest_go_first(backend: str) -> None:
    settings = {"novelty": {"novelty_archive_size": 8, "n_novelty_additions": 3}}
    evolution = told(searching(backend, **settings), 2)
    before = archive_of(evolution).measures
    told(evolution)
    assert len(archive_of(evolution)) == 8
    assert np.array_equal(archive_of(evolution).measures[:5], before[1:])


def test_the_most_novel_are_taken_where_the_config_says_so(backend: str) -> None:
    settings = {"novelty": {"n_neighbors": 1, "n_novelty_additions": 2, "novelty_additions": "novel"}}
    evolution = searching(backend, **settings)
    evolution.ask()
    places = np.zeros(N)
    places[[3, 8]] = 40.0, -70.0
    evolution.tell(np.zeros(N), measures=places)
    assert sorted(archive_of(evolution).measures[:, 0].tolist()) == [-70.0, 40.0]


def test_both_backends_search_alike() -> None:
    pytest.importorskip("speciate._native")
    settings = {"objectives": ["fitness", "novelty", "local_competition"]}
    found = [told(searching(backend, **settings), 5).snapshot() for backend in ("native", "reference")]
    assert found[0].arrays.keys() == found[1].arrays.keys()
    for name, array in found[0].arrays.items():
        assert np.array_equal(array, found[1].arrays[name]), name


@pytest.mark.parametrize(
    ("measures", "error", "message"),
    [
        (None, ShapeError, r"measures: none told; expected numbers of shape \(12, 1\)"),
        (np.zeros((N, 2)), ShapeError, r"measures have shape \(12, 2\); expected \(12, 1\) or \(12,\)"),
        (["a"] * N, ShapeError, "measures have type <U1"),
        ([np.inf] * N, EvaluationError, "measures of genome row 0 .* expected finite numbers"),
    ],
)
def test_measures_that_are_none_are_refused(measures: Any, error: type[Exception], message: str) -> None:
    evolution = searching("reference")
    evolution.ask()
    with pytest.raises(error, match=message):
        evolution.tell(np.zeros(N), measures=measures)
    assert evolution.generation == 0


def test_measures_that_nobody_named_are_refused() -> None:
    evolution = Neat(n_inputs=2, n_outputs=1, population_size=N, backend="reference")
    evolution.ask()
    with pytest.raises(ShapeError, match="measures: the config names none"):
        evolution.tell(np.zeros(N), measures=np.zeros(N))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"measures": ["x", "x"]}, "measures = .*a name is there twice"),
        ({"measures": ["novelty"]}, 'measures: "novelty" is computed'),
        (
            {"measures": ["x"], "objectives": ["novelty"], "directions": ["min"]},
            'directions: "novelty" cannot be minimised',
        ),
    ],
)
def test_measures_that_cannot_be_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Config(**settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"objectives": ["novelty"]}, r'"novelty" is computed from measures; name some.*\["x", "y"\]'),
        ({"objectives": ["novelty"], "measures": ["z"]}, 'measures: unknown "z"; expected some of fitness'),
    ],
)
def test_a_run_needs_measures_that_are_results(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        speciate.train("maze", quiet=True, config={"backend": "reference"} | settings)


def test_objectives_that_nobody_computes_may_be_called_anything() -> None:
    evolution = Neat(n_inputs=2, n_outputs=1, population_size=N, objectives=["novelty"], backend="reference")
    assert evolution.told_names == ("novelty",)


@pytest.mark.parametrize("objectives", [["novelty"], ["fitness", "novelty"]])
def test_a_run_resumes_as_if_it_had_never_stopped(objectives: list[str], tmp_path: Path) -> None:
    pytest.importorskip("speciate._native")
    settings = MAZE | {"objectives": objectives, "population_size": 20}
    speciate.train("maze", **settings, run_directory=tmp_path / "run")
    resumed = speciate.resume(tmp_path / "run", generations=8, quiet=True)
    whole = speciate.train("maze", **settings | {"generations": 8})
    ours, theirs = resumed.evolution.snapshot(), whole.evolution.snapshot()
    assert ours.arrays.keys() == theirs.arrays.keys()
    assert all(np.array_equal(array, theirs.arrays[name]) for name, array in ours.arrays.items())
    assert resumed.champion_results == whole.champion_results


def test_a_run_ends_with_the_genome_that_reached_the_goal() -> None:
    def evaluate(networks: speciate.Networks) -> np.ndarray[Any, Any]:
        outputs = networks.forward([0.5, -0.5])[:, 0].astype(np.float64)
        return np.stack([-np.abs(outputs - 0.25), outputs], axis=1)

    environment = speciate.FunctionEnvironment(
        evaluate, n_inputs=2, n_outputs=1, results=["nearness", "place"], solved=("nearness", -0.01)
    )
    settings = {"objectives": ["novelty"], "measures": ["place"], "backend": "reference"}
    run = speciate.train(
        environment,
        population_size=30,
        generations=40,
        quiet=True,
        config=settings | {"stop_when_solved": True},
    )
    assert run.solved
    assert run.champion_results["nearness"] >= -0.01
    assert run.generation < 40


def test_a_search_over_nobody_changes_nothing() -> None:
    config = Config(objectives=("novelty",), measures=("place",), population_size=N, backend="reference")
    evolution = Evolution(config, n_inputs=2, n_outputs=1)
    evolution.ask()
    evolution.tell(np.zeros(N), np.ones(N, dtype=np.bool_), np.zeros(N))
    assert evolution.generation == 1
    assert len(archive_of(evolution)) == 0
