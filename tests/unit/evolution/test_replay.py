"""The archive plays again: who was lucky once does not stay, and drives nobody out for good."""

from typing import Any

import numpy as np
import pytest

import speciate
from speciate import FunctionEnvironment, Networks, backends
from speciate.config import Config
from speciate.config.archive import Archive
from speciate.errors import CheckpointError, ConfigError, EvaluationError, ShapeError, StateError
from speciate.evolution.loop import Evolution
from speciate.evolution.replay import Replay, Replayed
from speciate.values import episodes
from speciate.values.backend import NeatBackend
from speciate.values.evaluated import Evaluated
from speciate.values.snapshot import Snapshot

LUCKY_GENERATION = 3


@pytest.fixture
def steps(backend: str) -> NeatBackend:
    return backends.create(backend).neat(Config(population_size=12, objectives=("a", "b")).steps(2, 1))


def evaluated(steps: NeatBackend, objectives: Any, failed: Any = ()) -> Evaluated:
    population = steps.found()[0].select(np.arange(len(objectives), dtype=np.uint32))
    flags = np.isin(np.arange(len(objectives)), failed)
    return Evaluated(population, np.array(objectives, dtype=np.float64), flags)


def archive(steps: NeatBackend, objectives: Any, n_episodes: list[int]) -> Replayed:
    return Replayed(evaluated(steps, objectives), np.array(n_episodes, dtype=np.uint32))


def replay(steps: NeatBackend, n_places: int = 6, **changes: int) -> Replay:
    return Replay(steps, n_places, **{"n_each": 2, "n_settled": 6, "size": 12} | changes)


def test_a_newcomer_is_on_probation_and_drives_no_member_out(steps: NeatBackend) -> None:
    before = archive(steps, [[1, 2], [2, 1]], [6, 8])
    after, accepted = replay(steps).updated(before, evaluated(steps, [[9, 9], [0, 0], [3, 3]]))
    assert after is not None
    assert after.genomes.objectives.tolist() == [[1, 2], [2, 1], [9, 9], [3, 3]]  # a third of six places
    assert after.n_episodes.tolist() == [6, 8, 2, 2]
    assert accepted.tolist() == [True, False, False]
    assert replay(steps).front(after).objectives.tolist() == [[1, 2], [2, 1]]


def test_a_mean_is_over_all_episodes_that_a_genome_played(steps: NeatBackend) -> None:
    before = archive(steps, [[4, 0], [6, 6]], [6, 2])
    after = replay(steps).played(before, np.array([[0.0, 4.0], [0.0, 2.0]]), np.zeros(2, dtype=np.bool_))
    assert after is not None
    assert after.genomes.objectives.tolist() == [[3, 1], [3, 4]]
    assert after.n_episodes.tolist() == [8, 4]
    assert before.genomes.objectives.tolist() == [[4, 0], [6, 6]]


def test_the_better_half_of_those_that_came_together_stays_on_probation(steps: NeatBackend) -> None:
    before = archive(steps, [[4, 0], [0, 1], [3, 3], [0, 0]], [4, 4, 4, 4])
    after, _ = replay(steps, n_places=12).updated(before, evaluated(steps, [[1, 1]]))
    assert after is not None
    assert after.genomes.objectives.tolist() == [[4, 0], [3, 3], [1, 1]]


def test_a_member_that_is_dominated_stays_as_long_as_it_can_play_again(steps: NeatBackend) -> None:
    before = archive(steps, [[5, 5], [1, 1], [2, 2]], [6, 6, 6])
    for n_places, kept in ((3, [[5, 5], [1, 1], [2, 2]]), (2, [[5, 5], [2, 2]]), (1, [[5, 5]])):
        rule = replay(steps, n_places=n_places)
        after, _ = rule.updated(before, evaluated(steps, [[0, 0], [0, 0]], failed=[1]))
        assert after is not None
        assert after.genomes.objectives[after.n_episodes >= 6].tolist() == kept
        assert rule.front(after).objectives.tolist() == [[5, 5]]


def test_genomes_near_the_end_of_their_probation_play_first_then_members_with_few_episodes(
    steps: NeatBackend,
) -> None:
    before = archive(steps, [[0, 0]] * 6, [2, 4, 9, 6, 2, 7])
    chosen = [replay(steps, n_places=n).rows(before).tolist() for n in range(1, 7)]
    assert chosen == [[1], [1, 3], [0, 1, 3], [0, 1, 3, 4], [0, 1, 3, 4, 5], [0, 1, 2, 3, 4, 5]]


def test_members_have_a_third_of_the_places_however_many_are_on_probation(steps: NeatBackend) -> None:
    before = archive(steps, [[0, 0]] * 9, [2, 2, 2, 2, 4, 4, 6, 7, 8])
    assert replay(steps).rows(before).tolist() == [0, 1, 4, 5, 6, 7]


def test_genomes_that_fail_when_they_play_again_leave(steps: NeatBackend) -> None:
    before, results = archive(steps, [[1, 2], [2, 1]], [6, 6]), np.zeros((2, 2))
    after = replay(steps).played(before, results, np.array([True, False]))
    assert after is not None
    assert after.genomes.ids.tolist() == before.genomes.ids[1:].tolist()
    assert replay(steps).played(before, results, np.array([True, True])) is None


def test_as_long_as_there_is_no_member_those_that_played_most_are_the_front(steps: NeatBackend) -> None:
    before = archive(steps, [[9, 9], [1, 2], [2, 1], [1, 1]], [2, 4, 4, 4])
    assert replay(steps).front(before).objectives.tolist() == [[1, 2], [2, 1]]


def test_one_evaluation_may_be_enough_to_become_a_member(steps: NeatBackend) -> None:
    rule = replay(steps, n_settled=2)
    after, _ = rule.updated(None, evaluated(steps, [[1, 2], [2, 1], [0, 0]]))
    assert after is not None
    assert rule.front(after).objectives.tolist() == [[1, 2], [2, 1]]


def noisy(backend: str, n_generations: int, n_again: int) -> speciate.Run:
    """All genomes lie on one front, a little noise aside; one was lucky in one generation."""
    (lucky,) = episodes.training_seeds(1, LUCKY_GENERATION, 1).tolist()

    def played(networks: Networks, seed: int) -> Any:
        place = (networks.population.ids % 11).astype(np.float64) / 10.0
        noise = np.random.default_rng(seed % 2**32).normal(scale=0.001, size=(len(networks), 2))
        results = np.stack([place, 1.0 - place], axis=1) + noise
        results[0] += 1.5 * (seed == lucky and len(networks) == 40)
        return results

    environment = FunctionEnvironment(
        played, n_inputs=1, n_outputs=1, results=("a", "b"), seeded=True, stochastic=True
    )
    config = {"evaluations": 1, "archive": {"archive_episodes": n_again}, "validation_episodes": 1}
    return speciate.train(
        environment,
        objectives=["a", "b"],
        population_size=40,
        generations=n_generations,
        seed=1,
        config=config | {"backend": backend},
        quiet=True,
    )


def test_a_lucky_genome_erases_the_front_only_where_nothing_plays_again(backend: str) -> None:
    without, again = noisy(backend, 40, 0).pareto_front, noisy(backend, 40, 20).pareto_front
    assert len(without.objectives) == 1
    assert without.objectives.sum() > 2.8  # and what it says is made up
    assert len(np.unique(again.genomes.ids % 11)) >= 5
    assert abs(again.objectives.sum(axis=1) - 1.0).max() < 0.3


def test_episodes_of_the_archive_are_counted(backend: str) -> None:
    run = noisy(backend, 4, 20)
    first, *_, last = run.metrics
    assert (first["episodes"], first["archive_episodes"]) == (40, 0)
    assert 0 < last["archive_episodes"] <= 3 * 20
    assert last["episodes"] == 4 * 40 + last["archive_episodes"]
    assert "archive_episodes" not in noisy(backend, 1, 0).metrics[-1]


@pytest.mark.parametrize(
    ("changes", "n_again"),
    [
        ({"objectives": ("fitness", "kills")}, 36),
        ({"objectives": ("fitness", "kills"), "evaluations": 3}, 54),
        ({"objectives": ("fitness",)}, 0),
        ({"objectives": ("fitness", "novelty"), "measures": ("kills",)}, 0),
    ],
)
def test_by_default_it_plays_again_with_several_told_objectives_where_episodes_differ(
    changes: Any, n_again: int
) -> None:
    config = Config(population_size=72, **changes)
    assert config.resolved(stochastic=True).archive.archive_episodes == n_again
    assert config.resolved(stochastic=False).archive.archive_episodes == 0


def loop(backend: str, **archive_settings: int) -> Evolution:
    settings = {"population_size": 12, "objectives": ["a", "b"], "seed": 1, "backend": backend}
    return Evolution(settings | {"archive": archive_settings}, n_inputs=2, n_outputs=1)


def told(evolution: Evolution, n_generations: int) -> Evolution:
    while evolution.generation < n_generations:
        chance = np.random.default_rng(evolution.generation)
        n_asked, again = len(evolution.ask()), evolution.ask_archive()
        results = chance.random((n_asked, 2))
        evolution.tell(results, archive=None if again is None else chance.random((len(again), 2)))
    return evolution


def test_a_loop_of_ones_own_plays_nothing_again_unless_it_is_set(backend: str) -> None:
    evolution = loop(backend)
    evolution.ask()
    evolution.tell(np.random.default_rng(0).random((12, 2)))
    assert evolution.ask_archive() is None
    evolution.ask()
    with pytest.raises(StateError, match=r"tell with archive: ask_archive\(\) gives no networks now"):
        evolution.tell(np.zeros((12, 2)), archive=np.zeros((1, 2)))


def test_a_loop_that_plays_again_tells_of_the_archive_and_of_as_many_genomes_as_ever(backend: str) -> None:
    evolution = told(loop(backend, archive_episodes=6), 2)
    again = evolution.ask_archive()
    assert again is not None
    assert again is evolution.ask_archive()
    assert len(evolution.ask()) == 12
    with pytest.raises(StateError, match=r"tell without archive: .* or set it to 0"):
        evolution.tell(np.zeros((12, 2)))
    with pytest.raises(ShapeError):
        evolution.tell(np.zeros((12, 2)), archive=np.zeros((len(again) + 1, 2)))
    with pytest.raises(EvaluationError):
        evolution.tell(np.zeros((12, 2)), archive=np.full((len(again), 2), np.nan))
    failed = np.ones(len(again), dtype=np.bool_)
    evolution.tell(np.ones((12, 2)), archive=np.zeros((len(again), 2)), archive_failed=failed)
    assert not np.isin(again.population.ids, evolution.pareto_front.genomes.ids).any()


def test_results_of_before_do_not_count_after_a_change_of_the_task(backend: str) -> None:
    evolution = told(loop(backend, archive_episodes=6), 5)
    newest = evolution.ask().population.ids
    evolution.tell(np.random.default_rng(9).random((12, 2)), afresh=True)
    assert np.isin(evolution.pareto_front.genomes.ids, newest).all()


def test_a_loop_goes_on_from_a_snapshot_bit_for_bit(backend: str) -> None:
    straight = told(loop(backend, archive_episodes=6), 12)
    cut = told(loop(backend, archive_episodes=6), 7)
    again = told(Evolution(cut.config, n_inputs=2, n_outputs=1, snapshot=cut.snapshot()), 12)
    assert again.metrics == straight.metrics
    arrays = again.snapshot().arrays
    assert arrays["archive:episodes"].max() > 6
    for name, array in straight.snapshot().arrays.items():
        assert arrays[name].tobytes() == array.tobytes(), name


@pytest.mark.parametrize("change", ["missing", "zero", "short"])
def test_a_snapshot_without_the_episodes_of_its_archive_is_refused(backend: str, change: str) -> None:
    evolution = told(loop(backend, archive_episodes=6), 4)
    snapshot = evolution.snapshot()
    arrays = dict(snapshot.arrays)
    n_episodes = arrays.pop("archive:episodes")
    if change != "missing":
        arrays["archive:episodes"] = n_episodes * np.uint32(0) if change == "zero" else n_episodes[1:]
    with pytest.raises(CheckpointError):
        Evolution(evolution.config, n_inputs=2, n_outputs=1, snapshot=Snapshot(arrays, snapshot.scalars))


def test_a_run_of_an_earlier_version_goes_on_without_playing_again() -> None:
    settings = Config(objectives=("a", "b")).resolved(stochastic=True).model_dump(mode="json")
    assert settings.pop("archive")["archive_episodes"] > 0
    assert Config.written(settings).resolved(stochastic=True).archive.archive_episodes == 0


def test_fewer_episodes_than_an_evaluation_has_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"archive\.archive_episodes = 3: expected 0 or at least .* = 4"):
        Config(evaluations=4, objectives=("a", "b"), archive=Archive(archive_episodes=3))
    with pytest.raises(ConfigError, match=r"archive\.archive_episodes = 9: .* novelty"):
        Config(objectives=("a", "novelty"), measures=("x",), archive=Archive(archive_episodes=9))
