"""MAP-Elites: what the grid keeps, what it is worth, and that a run goes on from it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Config, Evolution
from speciate.errors import CheckpointError, ConfigError, StateError
from speciate.values.snapshot import Snapshot

N = 10
GENOMES = ("neat", "dense")


def filling(backend: str, genomes: str = "neat", **settings: Any) -> Evolution:
    grid = {"grid_cells": [5, 2], "grid_lower": [0.0], "grid_upper": [1.0], "grid_genomes": genomes}
    given = {"algorithm": "map_elites", "population_size": N, "measures": ["x", "y"], "backend": backend}
    changed = {"map_elites": grid | settings.pop("map_elites", {})}
    return Evolution(given | settings | changed, n_inputs=2, n_outputs=1)


def told(evolution: Evolution, n_generations: int) -> Evolution:
    for _ in range(n_generations):
        random = np.random.default_rng(evolution.generation)
        evolution.ask()
        evolution.tell(random.random(N).round(1), measures=random.random((N, 2)))
    return evolution


@pytest.mark.parametrize("genomes", GENOMES)
def test_every_cell_keeps_the_best_it_ever_saw(backend: str, genomes: str) -> None:
    evolution = filling(backend, genomes)
    best: dict[tuple[int, int], float] = {}
    for generation in range(6):
        random = np.random.default_rng(generation)
        objectives, places = random.random(N), random.random((N, 2))
        evolution.ask()
        evolution.tell(objectives, measures=places)
        for value, place in zip(objectives, places, strict=True):
            cell = (int(place[0] * 5), int(place[1] * 2))
            best[cell] = max(best.get(cell, -1.0), value)
    grid = evolution.grid
    assert {
        tuple(cell): value for cell, value in zip(grid.cells.tolist(), grid.objectives, strict=True)
    } == best
    assert grid.coverage == len(best) / 10 == evolution.metrics["coverage"]
    assert grid.qd_score == pytest.approx(sum(best.values()))
    assert len(grid) == len(grid.networks) == len(grid.genomes) == len(grid.measures)
    assert grid.shape == (5, 2)


@pytest.mark.parametrize("genomes", GENOMES)
def test_a_task_that_has_changed_begins_with_an_empty_grid(backend: str, genomes: str) -> None:
    evolution = told(filling(backend, genomes), 3)
    asked = evolution.ask().population.ids.tolist()
    evolution.tell(np.full(N, -5.0), measures=np.full((N, 2), 0.1), afresh=True)
    assert evolution.grid.objectives.tolist() == [-5.0]
    assert evolution.grid.genomes.ids.tolist() == asked[:1]


def test_the_older_of_equally_good_genomes_stays(backend: str) -> None:
    evolution = filling(backend)
    first = evolution.ask().population.ids[0]
    for _ in range(2):
        evolution.ask()
        evolution.tell(np.ones(N), measures=np.zeros((N, 2)))
    assert evolution.grid.genomes.ids.tolist() == [first]


def test_a_minimised_objective_counts_downwards_from_the_offset(backend: str) -> None:
    evolution = filling(backend, directions=("min",), map_elites={"qd_offset": 10.0})
    evolution.ask()
    places = np.zeros((N, 2))
    places[0] = 0.9
    evolution.tell(np.arange(N, dtype=np.float64) + 2.0, measures=places)
    assert evolution.grid.objectives.tolist() == [3.0, 2.0]
    assert evolution.grid.qd_score == (10.0 - 3.0) + (10.0 - 2.0)


@pytest.mark.parametrize("genomes", GENOMES)
def test_failed_genomes_enter_no_cell_and_a_failed_generation_changes_nothing(
    backend: str, genomes: str
) -> None:
    evolution = filling(backend, genomes)
    everybody = np.ones(N, dtype=np.bool_)
    evolution.ask()
    evolution.tell(np.zeros(N), everybody, np.zeros((N, 2)))
    with pytest.raises(StateError, match="the grid is empty"):
        _ = evolution.grid
    told(evolution, 1)
    before = evolution.grid.genomes.ids.tolist()
    evolution.ask()
    evolution.tell(np.ones(N), everybody, np.zeros((N, 2)))
    assert evolution.grid.genomes.ids.tolist() == before


@pytest.mark.parametrize("genomes", GENOMES)
def test_both_backends_fill_the_grid_alike(genomes: str) -> None:
    pytest.importorskip("speciate._native")
    found = [told(filling(backend, genomes), 6).snapshot() for backend in ("native", "reference")]
    assert found[0].arrays.keys() == found[1].arrays.keys()
    for name, array in found[0].arrays.items():
        assert np.array_equal(array, found[1].arrays[name]), name


@pytest.mark.parametrize("genomes", GENOMES)
def test_a_snapshot_goes_on_as_if_nothing_had_happened(backend: str, genomes: str) -> None:
    straight = told(filling(backend, genomes), 5)
    middle = told(filling(backend, genomes), 3)
    resumed = Evolution(middle.config, n_inputs=2, n_outputs=1, snapshot=middle.snapshot())
    ours, theirs = told(resumed, 2).snapshot(), straight.snapshot()
    assert ours.scalars == theirs.scalars
    assert all(np.array_equal(array, theirs.arrays[name]) for name, array in ours.arrays.items())


@pytest.mark.parametrize(
    ("key", "change", "message"),
    [
        ("grid:cells", lambda a: a[::-1].copy(), "genomes in cells that are not theirs"),
        ("grid:cells", lambda a: a[1:], "grid:cells have type uint32 and shape"),
        ("grid:measures", lambda a: a * np.nan, "grid:measures are not all finite"),
        ("grid:measures", lambda a: 1.0 - a, "genomes in cells that are not theirs"),
        ("grid:objectives", lambda a: a[:, 0], "grid:objectives have type float64 and shape"),
        ("grid.weight", lambda a: a * np.float32(np.nan), "grid: .*weight"),
    ],
)
def test_a_damaged_grid_is_refused(key: str, change: Any, message: str) -> None:
    evolution = told(filling("reference"), 3)
    snapshot = evolution.snapshot()
    arrays = snapshot.arrays | {key: change(snapshot.arrays[key])}
    with pytest.raises(CheckpointError, match=message):
        Evolution(evolution.config, n_inputs=2, n_outputs=1, snapshot=Snapshot(arrays, snapshot.scalars))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"measures": []}, r"measures = \[\]: algorithm = .map_elites. needs some"),
        ({"objectives": ["a", "b"]}, "takes one"),
        ({"objectives": ["novelty"]}, "takes one"),
        ({"selection": {"survival": "elitist"}}, "with algorithm = .map_elites. the grid decides"),
        ({"map_elites": {"grid_lower": [0.0]}}, r"map_elites.grid_upper = \[\]: expected 1 or 2 numbers"),
        (
            {"map_elites": {"grid_lower": [0.0, 1.0], "grid_upper": [1.0]}},
            'the grid of "y" goes from 1 to 1; raise grid_upper',
        ),
        (
            {"map_elites": {"grid_lower": [0.0], "grid_upper": [1.0], "grid_cells": [100_000]}},
            "the grid has 10000000000 cells",
        ),
    ],
)
def test_settings_without_a_grid_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Config(**{"algorithm": "map_elites", "measures": ["x", "y"]} | settings)


def test_only_map_elites_has_a_grid() -> None:
    with pytest.raises(StateError, match=r"grid: algorithm = .neat. fills none"):
        _ = speciate.Neat(n_inputs=2, n_outputs=1, backend="reference").grid


@pytest.mark.parametrize("genomes", GENOMES)
def test_a_run_fills_the_maze_and_resumes(genomes: str, tmp_path: Path) -> None:
    pytest.importorskip("speciate._native")
    config = {
        "algorithm": "map_elites",
        "population_size": 20,
        "measures": ["x", "y"],
        "map_elites": {"grid_lower": [0.0], "grid_upper": [205.0], "grid_genomes": genomes},
    }
    settings: dict[str, Any] = {"config": config, "quiet": True, "seed": 2}
    speciate.train("maze", **settings, generations=3, run_directory=tmp_path / "run")
    resumed = speciate.resume(tmp_path / "run", generations=6, quiet=True)
    whole = speciate.train("maze", **settings, generations=6)
    assert np.array_equal(resumed.grid.measures, whole.grid.measures)
    assert resumed.grid.coverage > 0
    coverages = [one["coverage"] for one in whole.metrics]
    scores = [one["qd_score"] for one in whole.metrics]
    assert coverages == sorted(coverages)
    assert scores == sorted(scores)
    assert resumed.champion_results["fitness"] == max(resumed.grid.objectives)
