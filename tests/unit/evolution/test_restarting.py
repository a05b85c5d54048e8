"""A population that has stalled starts anew from founders beside its best genome."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from speciate import Config, Evolution
from speciate.errors import ConfigError
from speciate.values.snapshot import Snapshot
from speciate.values.types import Float64s

N = 12
PATIENCE = 4
STALLED = 5
"""The generation after which founders come, if generation 1 made the last progress."""


def evolution(backend: str, snapshot: Snapshot | None = None, **changes: Any) -> Evolution:
    settings: dict[str, Any] = {"population_size": N, "seed": 5, "backend": backend}
    restart = {"restart": {"restart_generations": PATIENCE}}
    config = Config.build(settings | restart | changes)  # a section that is given replaces that one
    return Evolution(config, n_inputs=2, n_outputs=1, snapshot=snapshot)


@cache
def best_weight() -> float:
    """The weight of the first connection of the first founder."""
    return weights(evolution("reference"))[0][0]


def is_best(one: Evolution) -> list[bool]:
    """Which genomes are the first founder, or have its first weight."""
    return [row[0] == best_weight() for row in weights(one)]


def by_weight(one: Evolution, others: float = 0.999) -> Float64s:
    """1 for the best and a little less for others, but half of that in the first generation."""
    return np.where(is_best(one), 1.0, others) * (0.5 if one.generation == 0 else 1.0)


def apart(one: Evolution) -> Float64s:
    """The same, but others are far below."""
    return by_weight(one, others=0.0)


def told(
    one: Evolution, n_generations: int, fitness: Callable[[Evolution], Float64s] = by_weight
) -> Evolution:
    """Takes an evolution through generations."""
    for _ in range(n_generations):
        one.ask()
        one.tell(fitness(one))
    return one


def weights(one: Evolution) -> list[list[float]]:
    columns = one.population.columns()
    ends = columns["connection_offsets"][1:-1].astype(np.intp)
    return [part.tolist() for part in np.split(columns["weight"], ends)]


def test_founders_take_all_places_but_that_of_the_best_genome(backend: str) -> None:
    one = told(evolution(backend), STALLED + 1)
    columns = one.population.columns()
    assert is_best(one) == [True] + [False] * (N - 1)
    assert one.population.sizes.tolist() == [2] * N
    assert columns["ids"].tolist() == list(range((STALLED + 1) * N, (STALLED + 2) * N))
    assert one.metrics["n_restarts"] == 1


def test_a_population_that_makes_progress_has_no_founders(backend: str) -> None:
    one = told(evolution(backend), STALLED)
    assert "n_restarts" not in one.metrics
    never = told(evolution(backend, restart={"restart_generations": 0}), STALLED + 1)
    assert "n_restarts" not in never.metrics


def test_a_population_whose_genomes_differ_has_no_founders(backend: str) -> None:
    few = {"crossover_rate": 0.0, "mutate_after_crossover_rate": 1.0}
    changed = {"weight_mutation_rate": 1.0}
    one = told(evolution(backend, crossover=few, mutation=changed), STALLED + 1, apart)
    assert "n_restarts" not in one.metrics


def test_the_founders_of_every_restart_are_others(backend: str) -> None:
    one = told(evolution(backend), STALLED + 1)
    first = weights(one)
    assert not any(row in first[1:] for row in weights(evolution(backend)))
    told(one, STALLED)
    assert one.metrics["n_restarts"] == 1
    assert not any(row in first[1:] for row in weights(one)[1:])


def test_the_threshold_is_looked_for_again(backend: str) -> None:
    one = told(evolution(backend), STALLED + 1)
    assert one.species.threshold == 0.0
    told(one, 1)
    assert one.species.threshold > 0.0
    fixed = {"target_species": 0, "compatibility_threshold": 2.5}
    assert told(evolution(backend, speciation=fixed), STALLED + 1).species.threshold == 2.5


def test_stagnation_is_counted_from_the_restart_on(backend: str) -> None:
    """Else the founders would soon be left to their two best species."""
    assert told(evolution(backend), STALLED).snapshot().scalars["last_improved"] == 1
    assert told(evolution(backend), STALLED + 1).snapshot().scalars["last_improved"] == STALLED


def test_both_backends_start_anew_alike(native: str) -> None:
    one, other = (told(evolution(backend), 3 * STALLED).snapshot() for backend in (native, "reference"))
    for name, array in one.arrays.items():
        assert array.tobytes() == other.arrays[name].tobytes(), name


@pytest.mark.parametrize("generation", [STALLED - 1, STALLED + 1, STALLED + 2])
def test_a_snapshot_goes_on_to_the_same_founders(backend: str, generation: int) -> None:
    straight = told(evolution(backend), 3 * STALLED).snapshot()
    part = told(evolution(backend), generation).snapshot()
    resumed = told(evolution(backend, snapshot=part), 3 * STALLED - generation).snapshot()
    assert resumed.scalars == straight.scalars
    for name, array in straight.arrays.items():
        assert array.tobytes() == resumed.arrays[name].tobytes(), name


def test_a_run_of_an_older_version_never_starts_anew_by_itself(backend: str) -> None:
    part = told(evolution(backend, restart={}), 2).snapshot()
    scalars = {name: one for name, one in part.scalars.items() if not name.startswith("progress_")}
    older = Snapshot(part.arrays, scalars)
    assert evolution(backend, snapshot=older, restart={}).config.restart.restart_generations == 0
    assert evolution(backend, snapshot=part, restart={}).config.restart.restart_generations == 20
    assert evolution(backend, snapshot=older).config.restart.restart_generations == PATIENCE


def test_every_island_starts_anew(backend: str) -> None:
    islands = {"n_islands": 2, "migration_generations": 100}
    one = told(evolution(backend, islands=islands), STALLED + 1)
    assert one.metrics["n_restarts"] == 2
    assert len(one.population) == N
    told(one, 2)


def test_noisy_evaluations_are_no_stall(backend: str) -> None:
    def noisy(one: Evolution) -> Float64s:
        return np.random.default_rng(one.generation).uniform(size=N)

    one = evolution(backend)
    for _ in range(40):
        told(one, 1, noisy)
        assert "n_restarts" not in one.metrics


@pytest.mark.parametrize(
    "changes",
    [
        {"objectives": ["a", "b"]},
        {"objectives": ["novelty"], "measures": ["x"]},
        {"selection": {"survival": "elitist"}},
    ],
)
def test_a_restart_needs_one_objective_and_no_survivors(changes: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"^restart\.restart_generations = 9: .* expected 0"):
        Config.build(changes | {"restart": {"restart_generations": 9}})
    assert Config.build(changes).resolved().restart.restart_generations == 0


def test_restarts_are_left_out_where_episodes_differ_and_where_topology_does_not_evolve() -> None:
    assert Config().resolved().restart.restart_generations == 20
    assert Config().resolved(stochastic=True).restart.restart_generations == 0
    assert Config(algorithm="genetic").resolved().restart.restart_generations == 0
