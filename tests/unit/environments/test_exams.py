"""The exam of double pole balancing without velocities."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import speciate
from speciate.config import Config
from speciate.environments.exams import Stage, StagedExam
from speciate.environments.native import BuiltInEnvironment
from speciate.errors import ConfigError
from speciate.values.networks import Networks

STAGES = (
    Stage("endurance", {"max_steps": 9}, 1, 1, 9.0, 1),
    Stage("generalization", {"start": "grid"}, 5, 1, 3.0, 2),
)


def exam_with(*results: list[float]) -> tuple[StagedExam, list[tuple[Mapping[str, Any], list[int]]]]:
    """An exam whose stages give results, and what was played for it."""
    played: list[tuple[Mapping[str, Any], list[int]]] = []

    def play(options: Mapping[str, Any], networks: Networks, seeds: Any) -> Any:
        del networks
        played.append((options, seeds.tolist()))
        steps = np.array(results[len(played) - 1])
        return np.stack([np.zeros_like(steps), steps], axis=1)[None]

    return StagedExam(STAGES, play), played


def test_who_fails_a_stage_plays_no_other(networks: Networks) -> None:
    exam, played = exam_with([8.0])
    assert exam.take(networks) is None
    assert played == [({"max_steps": 9}, [0])]


def test_enough_episodes_pass_a_stage_and_their_number_is_told(networks: Networks) -> None:
    exam, played = exam_with([9.0], [3.0, 2.0, 7.0, 1.0, 3.0])
    assert exam.take(networks) == {"endurance": 1.0, "generalization": 3.0}
    assert played[1] == ({"start": "grid"}, [0, 1, 2, 3, 4])
    assert exam_with([9.0], [3.0, 2.0, 2.0, 1.0, 0.0])[0].take(networks) is None


def test_only_the_double_pole_without_velocities_has_an_exam() -> None:
    assert BuiltInEnvironment("double_pole", {"velocities": False}, "reference").exam is not None
    assert BuiltInEnvironment("double_pole", {}, "reference").exam is None
    assert BuiltInEnvironment("xor", {}, "reference").exam is None


def test_the_exam_asks_for_as_many_starts_as_an_option_says() -> None:
    options = {"velocities": False, "exam_starts": 300}
    exam = BuiltInEnvironment("double_pole", options, "reference").exam
    assert isinstance(exam, StagedExam)
    assert [stage.n_passes for stage in exam.stages] == [1, 300]
    published = BuiltInEnvironment("double_pole", {"velocities": False}, "reference").exam
    assert isinstance(published, StagedExam)
    assert published.stages[1].n_passes == 200
    assert Config.build({"environment": "double_pole"}).environment_options == {}
    config = Config.build({"environment": "double_pole", "environment_options": {"velocities": False}})
    assert config.environment_options == {"velocities": False, "exam_starts": 250}


@pytest.mark.parametrize("starts", [0, 626, 2.5, True, "all"])
def test_a_number_of_starts_that_there_is_not_is_refused(starts: object) -> None:
    with pytest.raises(ConfigError, match=r"exam_starts is .*, expected a whole number from 1 to 625"):
        BuiltInEnvironment("double_pole", {"velocities": False, "exam_starts": starts}, "reference")


def test_who_sees_velocities_has_no_exam_to_set() -> None:
    with pytest.raises(ConfigError, match=r"exam_starts belongs to .*; give velocities=false as well"):
        BuiltInEnvironment("double_pole", {"exam_starts": 300}, "reference")


@pytest.fixture
def networks() -> Networks:
    return speciate.Neat(n_inputs=1, n_outputs=1, population_size=2, backend="reference").ask().only(0)


def test_a_solution_of_the_double_pole_without_velocities_generalizes() -> None:
    pytest.importorskip("speciate._native")
    run = speciate.train(
        "double_pole", seed=1, quiet=True, config={"environment_options": {"velocities": False}}
    )
    assert run.solved
    results = run.champion_results
    assert results["endurance"] == 1.0
    assert 200 <= results["generalization"] <= 625
    wanted = int(results["generalization"])
    grid = {"velocities": False, "start": "grid", "max_steps": 1000}
    environment = BuiltInEnvironment("double_pole", grid, "native")
    network = Networks(run.champion.genome, run.evolution.backend)
    played = environment.play(network, np.arange(625, dtype=np.uint64)).results
    assert np.count_nonzero(played[0, :, 1] == 1000.0) == wanted
