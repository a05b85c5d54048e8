"""The stages of training: when one ends, and what contradicts a snapshot."""

from typing import Any

import numpy as np
import pytest

from speciate import Config
from speciate.environments import stages
from speciate.environments.native import BuiltInEnvironment
from speciate.environments.sized import sized
from speciate.errors import CheckpointError, ConfigError
from speciate.training import curriculum
from speciate.training.curriculum import Curriculum
from speciate.values.evaluation import Evaluation
from speciate.values.snapshot import Snapshot

TWO_STAGES = Curriculum(thresholds=(10.0,), n_averaged=3)


def evaluation(*results: float, failed: int = 0) -> Evaluation:
    """The first result of every genome; the last ones failed."""
    columns = np.array([[result, -1e9] for result in results])
    flags = np.arange(len(results)) >= len(results) - failed
    return Evaluation(columns, flags)


def after(begun: Curriculum, *means: float) -> Curriculum:
    for mean in means:
        begun = begun.after(evaluation(mean, mean))
    return begun


def arena(**options: Any) -> BuiltInEnvironment:
    return BuiltInEnvironment("arena", options, "reference")


def test_a_stage_ends_when_the_mean_of_its_last_three_means_reaches_the_threshold() -> None:
    assert after(TWO_STAGES, 0.0, 9.0, 9.0, 11.0).stage == 0
    assert after(TWO_STAGES, 0.0, 9.0, 9.0, 12.0).stage == 1


def test_a_stage_lasts_at_least_three_generations() -> None:
    begun = Curriculum(thresholds=(10.0, 10.0), n_averaged=3)
    assert [after(begun, *[100.0] * n).stage for n in range(8)] == [0, 0, 0, 1, 1, 1, 2, 2]


def test_the_last_stage_never_ends() -> None:
    ended = after(TWO_STAGES, *[100.0] * 9)
    assert (ended.stage, ended.playing, ended.means) == (1, None, (100.0, 100.0, 100.0))


def test_only_the_first_generation_of_a_later_stage_begins_one() -> None:
    begins = [after(TWO_STAGES, *[100.0] * n).begins for n in range(6)]
    assert begins == [False, False, False, True, False, False]


def test_the_metrics_of_a_generation_have_the_stage_that_it_played() -> None:
    assert [after(TWO_STAGES, *[100.0] * n).metrics()["stage"] for n in range(1, 6)] == [0, 0, 0, 1, 1]


def test_genomes_that_failed_do_not_count() -> None:
    (mean,) = TWO_STAGES.after(evaluation(1.0, 2.0, 1e6, failed=1)).means
    assert mean == 1.5


def test_without_stages_nothing_is_remembered_and_the_environment_itself_is_played() -> None:
    plain = after(Curriculum(), 1.0, 2.0)
    assert plain == Curriculum()
    assert (plain.playing, plain.begins, plain.metrics(), plain.snapshot().scalars) == (None, False, {}, {})
    assert plain.restored(Snapshot({}, {})) == plain


@pytest.mark.parametrize("n", range(9))
def test_a_snapshot_gives_the_same_curriculum_again(n: int) -> None:
    begun = Curriculum(thresholds=(10.0, 50.0), n_averaged=3)
    found = after(begun, *[20.0 + k for k in range(n)])
    scalars = found.snapshot().scalars | {"generation": n}
    assert begun.restored(Snapshot({}, scalars)) == found


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stage": 2}, "stage is 2; expected a whole number from 0 to 1"),
        ({"stage": True}, "stage is True"),
        ({"stage": None}, "stage is None"),
        ({"stage_means": 1.0}, "stage_means are 1.0; expected a list of finite numbers"),
        ({"stage_means": ["1"]}, "stage_means are .'1'.; expected"),
        ({"stage_means": [float("nan")] * 3}, "expected a list of finite numbers"),
        ({"stage_means": [1.0] * 4}, "has 4 means after 5 generations"),
        ({"stage_means": [1.0] * 2}, "has 2 means after 5 generations"),
        (
            {"stage_means": [1.0] * 3, "generation": 2},
            "is in stage 0 after 2 generations, which is too early",
        ),
        ({"stage": 1, "stage_means": [1.0] * 3}, "is in stage 1 after 5 generations, which is too early"),
        ({"stage_means": [10.0] * 3}, "is in stage 0, whose threshold was reached"),
        ({"generation": -1}, "generation is -1"),
    ],
)
def test_what_contradicts_a_snapshot_is_refused(changes: dict[str, Any], message: str) -> None:
    scalars = {"stage": 0, "stage_means": [1.0, 2.0, 3.0], "generation": 5}
    TWO_STAGES.restored(Snapshot({}, scalars))
    with pytest.raises(CheckpointError, match=message):
        TWO_STAGES.restored(Snapshot({}, scalars | changes))


@pytest.mark.parametrize("missing", ["stage", "stage_means"])
def test_a_snapshot_without_its_stage_is_refused(missing: str) -> None:
    scalars = {"stage": 0, "stage_means": [], "generation": 0}
    del scalars[missing]
    with pytest.raises(CheckpointError, match=f"has no '{missing}'"):
        TWO_STAGES.restored(Snapshot({}, scalars))


def test_the_arena_has_thresholds_of_its_own_for_either_preset() -> None:
    config = Config.build({"environment": "arena", "curriculum": {"staged": True}})
    classic = config.changed(environment_options={"preset": "classic"})
    assert len(curriculum.of(config, arena()).thresholds) == 4
    given = Config.build(
        {
            "environment": "arena",
            "environment_options": {"preset": "classic"},
            "curriculum": {"staged": True},
        }
    )
    assert curriculum.of(given, arena(preset="classic")).thresholds == (5_000, 10_000, 15_000, 12_000)
    assert given.objectives == ("fitness",)
    assert classic.curriculum == config.curriculum, "what was chosen once stays"


def test_the_curriculum_is_off_unless_somebody_wants_it() -> None:
    for options in ({}, {"preset": "classic"}):
        config = Config.build({"environment": "arena", "environment_options": options})
        assert curriculum.of(config, arena(**options)) == Curriculum()


@pytest.mark.parametrize(
    ("settings", "environment", "message"),
    [
        ({"environment": "xor"}, BuiltInEnvironment("xor", {}, "reference"), "staged: xor has no stages"),
        (
            {"environment": "arena", "curriculum": {"stage_thresholds": [1.0, 2.0]}},
            arena(),
            "curriculum.stage_thresholds: 2 given; expected 4, one for each stage of arena but the last",
        ),
        (
            {"environment": "arena", "environment_options": {"scale": 0.5}},
            arena(scale=0.5),
            "environment_options.scale: the stages of the curriculum decide it",
        ),
    ],
)
def test_a_curriculum_that_does_not_fit_its_environment_is_refused(
    settings: dict[str, Any], environment: BuiltInEnvironment, message: str
) -> None:
    config = Config.build(settings, {"curriculum": {"staged": True}})
    with pytest.raises(ConfigError, match=message):
        curriculum.of(config, environment)


@pytest.mark.parametrize("thresholds", [[float("nan")], ["a"], [1.0] * 65, 3.0])
def test_thresholds_that_are_no_numbers_are_refused(thresholds: Any) -> None:
    with pytest.raises(ConfigError, match=r"curriculum\.stage_thresholds"):
        Config.build({"curriculum": {"stage_thresholds": thresholds}})


def test_the_stages_of_the_arena_are_the_published_ones() -> None:
    played = arena(preset="classic")
    rules = [played.at_stage(stage)._given for stage in range(5)]
    assert [one.get("scale", 1.0) for one in rules] == [0.25, 0.5, 0.75, 1.0, 1.0]
    assert [len(one.get("pieces", "all of")) for one in rules] == [1, 2, 3, 4, 6]
    assert [len(one.get("power_ups", ())) for one in rules] == [2, 3, 6, 0, 0]
    assert rules[2]["pieces"] == ("pawn", "knight", "bishop")
    assert rules[2]["power_ups"] == ("speed", "shield", "slow", "invincibility", "rapid_fire", "piercing")
    assert all(one["preset"] == "classic" for one in rules)


def test_a_smaller_stage_has_its_walls_nearer() -> None:
    """Of the field, and of what the agent senses: both come from the same width."""
    played = arena()
    smallest, whole = (
        played.at_stage(stage).play_without_network("idle", np.zeros(1, dtype=np.uint64)) for stage in (0, 4)
    )
    assert np.array_equal(whole, played.play_without_network("idle", np.zeros(1, dtype=np.uint64)))
    assert not np.array_equal(smallest, whole)


def test_an_environment_with_the_size_as_a_result_has_the_same_stages() -> None:
    played = sized(arena(), ["fitness", "connections"])
    assert stages.of(played) == arena().stages
    assert stages.at(played, 0).spec.results == played.spec.results
    assert stages.at(played, None) is played
