"""Training through the stages of the arena: the same run however it came about, judged in the whole arena."""

import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Networks
from speciate.environments import checks
from speciate.errors import CheckpointError, ConfigError
from speciate.storage.run_directory import RunDirectory
from speciate.values import episodes
from speciate.values.environment import EnvironmentSpec, Episodes

N_GENERATIONS = 11
KINDS: dict[str, dict[str, Any]] = {
    "NEAT": {"objectives": ["fitness"]},
    "NEAT with NSGA-II": {"objectives": ["survival", "kills", "power_ups"]},
    "NEAT, some parents stay": {
        "objectives": ["survival", "kills", "power_ups"],
        "selection": {"survival": "mixed"},
    },
    "genetic, the best parents stay": {
        "objectives": ["survival", "connections"],
        "algorithm": "genetic",
        "selection": {"survival": "elitist"},
    },
}
STAGES = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4]


def train(kind: str, folder: Path, **changes: Any) -> speciate.Run:
    """A run of short episodes, every stage of which lasts two generations."""
    config = {
        "environment_options": {"duration_seconds": 4},
        "curriculum": {"staged": True, "stage_thresholds": [0.0] * 4, "stage_generations": 2},
        "validation_episodes": 5,
        "population_size": 10,
        "generations": N_GENERATIONS,
        "seed": 5,
        "checkpoint_seconds": 0.0,
        "checkpoints_kept": 100,
        "threads": 1,
    }
    return speciate.train("arena", config=config | KINDS[kind] | changes, run_directory=folder, quiet=True)


def digest(folder: Path) -> list[Any]:
    """Everything that two runs of one seed share: the state, the champion, the metrics."""
    run = speciate.load(folder)
    snapshot, _ = RunDirectory(folder).load()
    scalars = {name: snapshot.scalars[name] for name in ("stage", "stage_means", "generation")}
    metrics = [{key: one[key] for key in one if key != "timing"} for one in run.metrics]
    arrays = snapshot.arrays | run.champion.genome.columns()
    return [scalars, metrics, {name: array.tobytes() for name, array in arrays.items()}]


@pytest.mark.parametrize("kind", KINDS)
def test_a_staged_run_goes_on_after_each_of_its_generations_as_if_it_had_never_stopped(
    native: str, kind: str, tmp_path: Path
) -> None:
    del native
    run = train(kind, tmp_path / "straight")
    assert [one["stage"] for one in run.metrics] == STAGES
    expected = digest(tmp_path / "straight")
    for generation in range(1, N_GENERATIONS):
        place = tmp_path / str(generation)
        shutil.copytree(tmp_path / "straight", place)
        (place / "champion.safetensors").unlink()
        for number, path in RunDirectory(place).checkpoints.paths().items():
            if number > generation:
                path.unlink()
        speciate.resume(place, threads=1 + generation % 2, quiet=True)
        assert digest(place) == expected, f"after generation {generation}"


def test_a_staged_run_is_the_same_in_worker_processes(native: str, tmp_path: Path) -> None:
    del native
    train("NEAT with NSGA-II", tmp_path / "here")
    train("NEAT with NSGA-II", tmp_path / "there", workers=2)
    assert digest(tmp_path / "there") == digest(tmp_path / "here")


def test_the_champion_of_a_staged_run_is_chosen_in_the_whole_arena(native: str, tmp_path: Path) -> None:
    del native
    run = train("NEAT", tmp_path / "run", generations=3)  # it ends in stage 1
    seeds = episodes.validation_seeds(run.config.seed, 50)
    networks = Networks(run.champion.genome, run.evolution.backend)
    options = dict(run.config.environment_options)
    played = checks.play(run.environment, networks, seeds)
    assert options == {"duration_seconds": 4}
    means = [episodes.mean(played.results[:, :n])[0] for n in range(5, len(seeds))]
    assert any(np.allclose(list(run.champion_results.values()), one, rtol=1e-12) for one in means)


@pytest.mark.parametrize("n_again", [0, 4])
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_best_in_a_stage_is_forgotten_when_the_next_one_was_played(
    native: str, kind: str, n_again: int, tmp_path: Path
) -> None:
    del native
    several = len(KINDS[kind]["objectives"]) > 1
    changes = {"archive": {"archive_episodes": n_again}} if several else {}
    run = train(kind, tmp_path / "run", generations=7, **changes)  # the last one alone played stage 3
    assert run.metrics[-1]["stage"] == 3
    assert (run.pareto_front.genomes.ids >= 60).all(), "genomes of generation 6 alone"
    for before, after in pairwise(run.metrics):
        if after["stage"] == before["stage"] and "hypervolume" in after and not n_again:
            assert after["hypervolume"] >= before["hypervolume"]


def test_a_run_that_ends_with_a_stage_has_a_champion(native: str, tmp_path: Path) -> None:
    del native
    run = train("NEAT with NSGA-II", tmp_path / "run", generations=6)
    assert [one["stage"] for one in run.metrics] == STAGES[:6]
    assert len(run.pareto_front) >= 1
    assert run.champion_results


def test_the_stages_of_a_run_cannot_be_changed(native: str, tmp_path: Path) -> None:
    del native
    train("NEAT", tmp_path / "run", generations=2)
    path = tmp_path / "run" / "config.toml"
    path.write_text(path.read_text().replace("staged = true", "staged = false"))
    with pytest.raises(ConfigError, match=r"curriculum\.staged = false, but the checkpoint has true"):
        speciate.resume(tmp_path / "run", generations=3, quiet=True)


def test_a_stage_that_contradicts_the_run_is_refused(native: str, tmp_path: Path) -> None:
    del native
    run = train("NEAT", tmp_path / "run", generations=2)
    directory = RunDirectory(tmp_path / "run")
    snapshot, config = directory.load()
    snapshot.scalars["stage"] = 4
    directory.save(snapshot, config, run.environment)
    with pytest.raises(CheckpointError, match="is in stage 4 after 2 generations, which is too early"):
        speciate.resume(tmp_path / "run", generations=3, quiet=True)


def test_the_hypervolume_of_the_archive_never_falls_where_nothing_plays_again(native: str) -> None:
    del native
    run = speciate.train(
        "arena",
        objectives=["survival", "kills", "power_ups"],
        population_size=60,
        generations=40,
        seed=1,
        quiet=True,
        config={"environment_options": {"duration_seconds": 20}, "archive": {"archive_episodes": 0}},
    )
    volumes = [one["hypervolume"] for one in run.metrics]
    assert volumes == sorted(volumes)
    assert volumes[-1] > 1.5 * volumes[0] > 0.0
    assert np.isfinite(volumes).all()


class TwoSteps:
    """An environment of one's own: everybody does well in its easier stage, and nobody in the whole of it."""

    name = "two steps"
    stages: tuple[dict[str, Any], ...] = ({"easy": True}, {})

    def __init__(self, *, easy: bool = False) -> None:
        self._result = 10.0 if easy else 1.0
        self.spec = EnvironmentSpec(
            n_observations=1,
            n_actions=1,
            results=("fitness", "luck"),
            worst=(),
            max_steps=1,
            solved=("fitness", 5.0),
            stochastic=False,
        )

    def at_stage(self, stage: int) -> "TwoSteps":
        return TwoSteps(**self.stages[stage])

    def play(self, networks: Networks, seeds: Any) -> Episodes:
        results = np.full((len(networks), len(seeds), 2), self._result)
        results[0, :, 0] = np.nan
        return Episodes(results, np.zeros(len(networks), dtype=np.bool_))


def test_an_easier_stage_solves_nothing_and_a_mean_without_a_number_is_a_fault() -> None:
    run = speciate.train(
        TwoSteps(),
        config={
            "objectives": ["luck"],
            "population_size": 6,
            "generations": 4,
            "stop_when_solved": True,
            "curriculum": {"staged": True, "stage_thresholds": [9.0], "stage_generations": 2},
            "backend": "reference",
        },
        quiet=True,
    )
    assert not run.solved
    assert [one["stage"] for one in run.metrics] == [0, 0, 1, 1]
    assert [one["n_failed"] for one in run.metrics] == [1] * 4
