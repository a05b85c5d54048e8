"""Which episodes are played: never the same twice, and others with another seed."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest

import speciate
from speciate import FunctionEnvironment, Network
from speciate.environments.native import BuiltInEnvironment
from speciate.values import episodes


class Playing:
    """An environment that remembers which episodes were played, in order."""

    def __init__(self) -> None:
        self.seeds: list[int] = []

    def __call__(self, network: Network, seed: int) -> float:
        self.seeds.append(seed)
        return float(network.forward([1.0])[0])


def played(seed: int, backend: str, generations: int = 3) -> list[list[int]]:
    """Seeds of the episodes of each generation, then those of validation."""
    playing = Playing()
    environment = FunctionEnvironment(playing, n_inputs=1, n_outputs=1, each=True, seeded=True)
    config = {"evaluations": 2, "validation_episodes": 3, "held_out_episodes": 3, "backend": backend}
    speciate.train(
        environment, config=config, population_size=4, generations=generations, seed=seed, quiet=True
    )
    ends = [8 * generation for generation in range(generations + 1)]
    training = [playing.seeds[start:end] for start, end in pairwise(ends)]
    return [list(dict.fromkeys(part)) for part in (*training, playing.seeds[ends[-1] :])]


def test_seeds_are_the_words_that_are_kept() -> None:
    """If this fails, equal seeds give other episodes than before."""
    assert episodes.training_seeds(7, 2, 2).tolist() == [2113218901205114083, 16451669813408559271]
    assert episodes.validation_seeds(7, 1).tolist() == [899091180339189788]
    assert episodes.held_out_seeds(7, 1).tolist() == [10733327062551647822]


def test_more_episodes_begin_with_the_same_ones() -> None:
    kinds = (
        partial(episodes.training_seeds, 3, 5),
        partial(episodes.validation_seeds, 3),
        partial(episodes.held_out_seeds, 3),
    )
    for seeds in kinds:
        np.testing.assert_array_equal(seeds(10)[:4], seeds(4))
        assert len(set(seeds(1000).tolist())) == 1000


def test_no_generation_run_or_purpose_shares_an_episode_with_another() -> None:
    seeds = [
        *(episodes.training_seeds(seed, generation, 5) for seed in (0, 1) for generation in range(4)),
        *(episodes.validation_seeds(seed, 5) for seed in (0, 1)),
        *(episodes.held_out_seeds(seed, 5) for seed in (0, 1)),
    ]
    assert len(set(np.concatenate(seeds).tolist())) == 5 * len(seeds)


def test_a_run_plays_new_episodes_in_every_generation_and_others_in_validation(backend: str) -> None:
    *training, validation = played(6, backend)
    for generation, seeds in enumerate(training):
        assert seeds == episodes.training_seeds(6, generation, 2).tolist()
    assert len(validation) >= 3
    assert validation == episodes.validation_seeds(6, len(validation)).tolist()


@pytest.mark.parametrize("name", ["cart_pole", "arena"])
def test_episodes_of_another_run_generation_or_purpose_give_other_results(backend: str, name: str) -> None:
    """XOR ignores seeds; these environments do not."""
    options = {"duration_seconds": 3.0} if name == "arena" else {}
    environment = BuiltInEnvironment(name, options, backend)
    spec, n = environment.spec, 2 if name == "arena" else 12
    assert spec.stochastic
    settings = {"population_size": 6, "seed": 1, "backend": backend, "mutation": {"add_node_rate": 0.5}}
    evolution = speciate.Evolution(settings, n_inputs=spec.n_observations, n_outputs=spec.n_actions)
    seeds = [
        episodes.training_seeds(1, 0, n),
        episodes.training_seeds(2, 0, n),
        episodes.training_seeds(1, 1, n),
        episodes.validation_seeds(1, n),
        episodes.held_out_seeds(1, n),
    ]
    results = [environment.play(evolution.ask(), each).results.tobytes() for each in seeds]
    assert len(set(results)) == len(results)
    assert environment.play(evolution.ask(), seeds[0]).results.tobytes() == results[0]


def test_a_mean_counts_every_episode_once() -> None:
    results = np.array([[[1.0, -8.0], [2.0, 0.0], [6.0, 2.0]], [[0.5, 0.0], [0.25, 0.0], [0.0, -3.0]]])
    assert episodes.mean(results).tolist() == [[3.0, -2.0], [0.25, -1.0]]
    assert episodes.mean(results[:, 2:]).tolist() == results[:, 2].tolist()
