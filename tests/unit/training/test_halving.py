"""Sequential halving: the better a candidate looks, the more episodes it plays, and all within a budget."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

import speciate
from speciate.training import halving
from speciate.training.halving import Winner
from speciate.values import episodes
from speciate.values.evaluation import Evaluation
from speciate.values.networks import Networks
from speciate.values.types import Bools, Float64s, Uint32s, Uint64s

Play = Callable[[int, int], float]
"""Gives the result of a candidate in the episode of a number."""


class Playing:
    """An evaluator that keeps who played which episodes."""

    def __init__(self, play: Play, fails: Callable[[int, int], bool] = lambda _, __: False) -> None:
        self.play, self.fails = play, fails
        self.played: dict[int, list[int]] = {}
        self.rounds: list[tuple[int, int]] = []

    def evaluate(self, networks: Networks, seeds: Uint64s) -> Evaluation:
        ids, numbers = networks.population.ids.tolist(), seeds.tolist()
        self.rounds.append((len(ids), len(numbers)))
        for one in ids:
            self.played.setdefault(one, []).extend(numbers)
        results: Float64s = np.array([[np.mean([self.play(one, n) for n in numbers])] for one in ids])
        failed: Bools = np.array([any(self.fails(one, n) for n in numbers) for one in ids])
        return Evaluation(np.where(failed[:, None], 0.0, results), failed)

    def close(self) -> None:
        """Nothing runs here."""


def best_first(evaluation: Evaluation) -> Uint32s:
    return np.lexsort((-evaluation.results[:, 0], evaluation.failed)).astype(np.uint32)


def chosen(playing: Playing, n_candidates: int, n_episodes: int) -> Winner:
    settings = {"population_size": max(n_candidates, 2), "backend": "reference"}
    networks = speciate.Evolution(settings, n_inputs=1, n_outputs=1).ask()
    if n_candidates == 1:
        networks = networks.only(0)
    numbers = partial(np.arange, dtype=np.uint64)
    return halving.winner(networks, playing, numbers, n_episodes, best_first)


def test_the_better_half_goes_on_in_every_round_with_new_episodes() -> None:
    playing = Playing(lambda one, _: float(one))
    row, evaluation = chosen(playing, 8, 3)
    assert (row, evaluation.results.tolist()) == (7, [[7.0]])
    assert playing.rounds == [(8, 1), (4, 2), (2, 4)]
    assert playing.played[7] == list(range(7))
    assert playing.played[0] == [0]


@pytest.mark.parametrize("n_candidates", [1, 2, 3, 7, 11, 178])
@pytest.mark.parametrize("n_episodes", [1, 2, 20])
def test_the_episodes_of_all_are_at_most_those_of_equal_shares(n_candidates: int, n_episodes: int) -> None:
    playing = Playing(lambda one, _: float(one))
    assert chosen(playing, n_candidates, n_episodes).row == n_candidates - 1
    n_played = [len(one) for one in playing.played.values()]
    assert len(n_played) == n_candidates
    assert min(n_played) >= 1
    assert sum(n_played) <= n_candidates * n_episodes
    assert max(n_played) >= n_episodes


def test_the_mean_is_that_of_all_episodes_of_the_winner() -> None:
    playing = Playing(lambda one, episode: one + episode % 3)
    row, evaluation = chosen(playing, 5, 20)
    expected = np.mean([row + episode % 3 for episode in playing.played[row]])
    assert evaluation.results.item() == pytest.approx(expected)


def test_luck_in_the_first_episode_is_found_out() -> None:
    playing = Playing(lambda one, episode: 10.0 if (one, episode) == (0, 0) else float(one))
    assert chosen(playing, 4, 20).row == 3


def test_a_candidate_that_fails_drops_out_whatever_it_achieved_before() -> None:
    playing = Playing(lambda one, _: float(one), fails=lambda one, episode: one == 7 and episode == 1)
    row, evaluation = chosen(playing, 8, 3)
    assert (row, evaluation.failed.tolist()) == (6, [False])
    assert len(playing.played[7]) == 3


def test_a_result_is_failed_where_all_candidates_fail() -> None:
    playing = Playing(lambda one, _: float(one), fails=lambda *_: True)
    assert chosen(playing, 4, 3).evaluation.failed.all()


def test_of_equal_candidates_the_first_one_is_chosen() -> None:
    assert chosen(Playing(lambda *_: 1.0), 6, 4).row == 0


def test_means_of_two_groups_of_episodes_are_those_of_all_and_stay_finite() -> None:
    first, second = np.array([[1.0, 1.7e308]]), np.array([[4.0, -1.7e308]])
    assert episodes.joined_means(first, 2, second, 1)[0, 0] == pytest.approx(2.0)
    assert np.isfinite(episodes.joined_means(first, 2, second, 1)).all()
    largest = np.full((1, 1), np.finfo(np.float64).max)
    assert episodes.joined_means(largest, 7, largest, 3).item() == largest.item()
    assert episodes.joined_means(np.zeros((1, 1)), 0, second[:, :1], 3).item() == 4.0
