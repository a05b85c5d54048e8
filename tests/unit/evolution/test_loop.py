"""Ask and tell: what goes in is checked, what comes out depends on the seed alone."""

import gc
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from speciate import Config, Neat
from speciate.errors import ConfigError, EvaluationError, ShapeError, StateError
from speciate.evolution.loop import Evolution
from speciate.values.networks import Networks
from speciate.values.snapshot import Snapshot
from speciate.values.types import Float64s

N = 12


def neat(backend: str, **arguments: Any) -> Neat:
    return Neat(n_inputs=2, n_outputs=1, population_size=N, backend=backend, **arguments)


def fitness(networks: Networks) -> Float64s:
    """Nearness to 0.5 of the output for a fixed input, rounded so that both backends agree."""
    outputs = networks.forward([0.3, -0.8])[:, 0].astype(np.float64)
    return np.round(1.0 - np.abs(outputs - 0.5), 6)


def two_objectives(networks: Networks) -> Float64s:
    return np.stack([fitness(networks), -networks.population.sizes.astype(np.float64)], axis=1)


def columns(evolution: Evolution) -> dict[str, list[Any]]:
    return {name: column.tolist() for name, column in evolution.population.columns().items()}


@pytest.mark.parametrize(
    ("objectives", "message"),
    [
        (np.zeros(N + 1), r"objectives have shape \(13,\); expected \(12, 1\) or \(12,\)"),
        (np.zeros((N, 2)), r"objectives have shape \(12, 2\)"),
        (np.zeros(()), r"objectives have shape \(\)"),
        (["a"] * N, r"objectives have type <U1; expected numbers"),
        ([None] * N, r"objectives have type object \(NoneType\); expected numbers"),
        ([1j] * N, r"objectives have type complex128"),
        ([[1.0], [1.0, 2.0]] * (N // 2), "objectives: no array"),
    ],
)
def test_objectives_of_another_shape_or_type_are_refused(objectives: Any, message: str) -> None:
    evolution = neat("reference")
    evolution.ask()
    with pytest.raises(ShapeError, match=message):
        evolution.tell(objectives)


def test_the_layout_of_told_objectives_in_memory_does_not_matter(backend: str) -> None:
    rows, columns_first = (neat(backend, seed=3, objectives=2) for _ in range(2))
    for _ in range(3):
        objectives = two_objectives(rows.ask())
        columns_first.ask()
        rows.tell(objectives)
        columns_first.tell(np.asfortranarray(objectives))
    assert columns(rows) == columns(columns_first)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_nan_and_infinite_fitness_are_refused_with_the_row(value: float) -> None:
    evolution = neat("reference")
    evolution.ask()
    objectives = np.zeros(N)
    objectives[7] = value
    with pytest.raises(EvaluationError, match="genome row 7 are"):
        evolution.tell(objectives)
    assert evolution.generation == 0


def test_nan_is_taken_where_the_evaluation_is_marked_failed(backend: str) -> None:
    evolution = neat(backend)
    evolution.ask()
    objectives = np.arange(N, dtype=np.float64)
    objectives[N - 1] = np.nan
    evolution.tell(objectives, failed=np.arange(N) == N - 1)
    metrics = evolution.metrics
    assert metrics["n_failed"] == 1
    assert metrics["best"] == {"fitness": N - 2}
    assert metrics["mean"] == {"fitness": np.mean(np.arange(N - 1))}


def test_a_generation_in_which_all_fail_goes_on(backend: str) -> None:
    for objectives in (1, 2):
        evolution = neat(backend, objectives=objectives)
        evolution.ask()
        evolution.tell(np.full((N, objectives), np.nan), failed=np.ones(N, dtype=bool))
        assert evolution.metrics["n_failed"] == N
        assert len(evolution.ask()) == N
        with pytest.raises(StateError, match="no genome was evaluated with success"):
            _ = evolution.champion


def test_failed_flags_of_another_shape_or_type_are_refused() -> None:
    evolution = neat("reference")
    evolution.ask()
    with pytest.raises(ShapeError, match="failed has type int64"):
        evolution.tell(np.zeros(N), failed=np.zeros(N, dtype=np.int64))
    with pytest.raises(ShapeError, match=r"shape \(3,\); expected bool \(12,\)"):
        evolution.tell(np.zeros(N), failed=np.zeros(3, dtype=bool))


def test_tell_before_ask_is_refused() -> None:
    evolution = neat("reference")
    with pytest.raises(StateError, match="tell before ask"):
        evolution.tell(np.zeros(N))
    evolution.ask()
    evolution.tell(np.zeros(N))
    with pytest.raises(StateError, match="tell before ask"):
        evolution.tell(np.zeros(N))


def test_asking_twice_gives_the_same_networks() -> None:
    evolution = neat("reference")
    assert evolution.ask() is evolution.ask()


def test_what_is_not_there_before_the_first_tell_is_refused() -> None:
    evolution = neat("reference")
    assert not evolution.is_solved(0.0)
    for ask_for in (lambda: evolution.metrics, lambda: evolution.species, lambda: evolution.champion):
        with pytest.raises(StateError):
            ask_for()


@pytest.mark.parametrize("evaluate", [fitness, two_objectives])
def test_the_same_seed_gives_the_same_genomes(backend: str, evaluate: Any) -> None:
    objectives = 1 if evaluate is fitness else 2
    twins = [neat(backend, seed=5, objectives=objectives) for _ in range(2)]
    for twin in twins:
        for _ in range(4):
            twin.tell(evaluate(twin.ask()))
    assert columns(twins[0]) == columns(twins[1])
    assert twins[0].metrics == twins[1].metrics
    other = neat(backend, seed=6, objectives=objectives)
    assert columns(other) != columns(neat(backend, seed=5, objectives=objectives))


@pytest.mark.parametrize("evaluate", [fitness, two_objectives])
def test_an_evolution_of_a_snapshot_goes_on_as_if_nothing_had_happened(backend: str, evaluate: Any) -> None:
    evolution = neat(backend, seed=5, objectives=1 if evaluate is fitness else ["f", "size"])
    for _ in range(3):
        evolution.tell(evaluate(evolution.ask()))
    taken = evolution.snapshot()
    copy = Snapshot({name: np.array(array) for name, array in taken.arrays.items()}, dict(taken.scalars))
    again = Evolution(evolution.config, n_inputs=2, n_outputs=1, snapshot=copy)
    for _ in range(3):
        for each in (evolution, again):
            each.tell(evaluate(each.ask()))
    assert columns(again) == columns(evolution)
    assert again.metrics == evolution.metrics
    assert again.pareto_front.objectives.tolist() == evolution.pareto_front.objectives.tolist()


def test_minimised_objectives_mirror_maximised_ones(backend: str) -> None:
    most, least = neat(backend, seed=2), neat(backend, seed=2, directions="min")
    for _ in range(3):
        most.tell(fitness(most.ask()))
        least.tell(-fitness(least.ask()))
    assert columns(most) == columns(least)
    assert least.metrics["best"]["fitness"] == -most.metrics["best"]["fitness"]
    assert least.is_solved(-most.metrics["best"]["fitness"])
    assert not least.is_solved(-1.5)


def test_zero_is_never_negative(backend: str) -> None:
    evolution = neat(backend, objectives=2, directions=["min", "max"])
    evolution.ask()
    evolution.tell(np.stack([np.zeros(N), -np.zeros(N)], axis=1))
    for name, array in evolution.snapshot().arrays.items():
        if array.dtype.kind == "f" and "objectives" in name:
            assert not np.signbit(array).any(), name


def test_the_population_size_is_kept_in_every_generation(backend: str) -> None:
    for survival in ("generational", "mixed", "elitist"):
        config = Config.build({"selection": {"survival": survival}})
        evolution = neat(backend, objectives=2, config=config)
        for _ in range(4):
            evolution.tell(two_objectives(evolution.ask()))
            assert len(evolution.population) == N


def test_the_champion_is_the_best_genome_of_all_generations(backend: str) -> None:
    evolution = neat(backend, seed=3)
    best = -np.inf
    for _ in range(5):
        told = fitness(evolution.ask())
        best = max(best, told.max())
        evolution.tell(told)
    champion = evolution.champion
    assert round(1.0 - abs(float(champion.forward([0.3, -0.8])[0]) - 0.5), 6) == best
    assert evolution.is_solved(best)
    assert not evolution.is_solved(best + 1e-6)


def test_the_pareto_front_holds_no_dominated_genome(backend: str) -> None:
    evolution = neat(backend, seed=3, objectives=["fitness", "size"], directions=["max", "min"])
    for _ in range(5):
        objectives = two_objectives(evolution.ask()) * np.array([1.0, -1.0])
        evolution.tell(objectives)
    front = evolution.pareto_front
    assert len(front) == len(front.networks) == evolution.metrics["archive_size"] > 0
    values = front.objectives * np.array([1.0, -1.0])
    for a in values:
        assert not any((b >= a).all() and (b > a).any() for b in values)
    sizes = front.genomes.sizes.astype(np.float64)
    assert sizes.tolist() == front.objectives[:, 1].tolist()


def test_hypervolume_never_shrinks_while_the_archive_has_room(backend: str) -> None:
    config = Config.build({"backend": backend, "population_size": N, "objectives": ["fitness", "size"]})
    evolution = Evolution(config, n_inputs=2, n_outputs=1, reference_point=[0.0, -9.0])
    volumes = []
    for _ in range(5):
        evolution.tell(two_objectives(evolution.ask()))
        volumes.append(evolution.metrics["hypervolume"])
    assert volumes == sorted(volumes)
    assert volumes[-1] >= volumes[0] > 0.0


def test_the_last_improvement_is_remembered(backend: str) -> None:
    one, several = neat(backend), neat(backend, objectives=2)
    for best in (1.0, 1.0, 2.0, 2.0, 0.0):
        for evolution in (one, several):
            evolution.ask()
            evolution.tell(np.full((N, len(evolution.names)), best))
    assert one.snapshot().scalars["last_improved"] == 2
    assert several.snapshot().scalars["last_improved"] == 2


def test_the_leaders_are_the_best_of_the_last_generation_and_part_of_a_snapshot(backend: str) -> None:
    evolution = neat(backend)
    evolution.ask()
    evolution.tell(np.arange(N, dtype=np.float64), failed=np.arange(N) == N - 1)
    again = Evolution(evolution.config, n_inputs=2, n_outputs=1, snapshot=evolution.snapshot())
    for each in (evolution, again):
        assert each.leaders is not None
        assert each.leaders.objectives[:, 0].tolist() == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_metrics_describe_the_generation(backend: str) -> None:
    evolution = neat(backend, seed=3)
    told = fitness(evolution.ask())
    sizes = evolution.population.sizes
    evolution.tell(told)
    metrics = evolution.metrics
    assert metrics["generation"] == 0
    assert metrics["evaluations"] == N
    assert metrics["best"] == {"fitness": told.max()}
    assert metrics["mean"]["fitness"] == pytest.approx(told.mean())
    assert metrics["mean_connections"] == sizes.mean() == 2.0
    assert metrics["mean_hidden_nodes"] == 0.0
    assert metrics["n_species"] == len(evolution.species.ids)
    assert metrics["front_size"] == np.sum(told == told.max())


@pytest.mark.parametrize("kept", [0, N])
def test_genomes_of_the_last_generation_are_let_go_though_its_metrics_may_be_asked(
    kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of few genomes the leaders are taken when they are asked for; then the others are let go."""
    monkeypatch.setattr("speciate.evolution.best_genome._MOST_KEPT", kept)
    evolution = neat("reference", seed=3)
    asked = weakref.ref(evolution.population)
    evolution.tell(fitness(evolution.ask()))
    gc.collect()
    assert (asked() is None) == (kept == 0)
    assert evolution.leaders is not None
    gc.collect()
    assert asked() is None
    assert evolution.metrics["generation"] == 0


def test_failed_genomes_are_on_no_front(backend: str) -> None:
    evolution = neat(backend, objectives=2)
    evolution.ask()
    evolution.tell(np.ones((N, 2)), failed=np.arange(N) > 3)
    metrics = evolution.metrics
    assert (metrics["n_fronts"], metrics["front_size"]) == (1, 4)


def test_evaluations_count_genomes_and_episodes_what_they_played() -> None:
    evolution = Evolution({"backend": "reference", "evaluations": 3}, n_inputs=1, n_outputs=1)
    for _ in range(2):
        evolution.tell(np.zeros(len(evolution.ask())))
    assert (evolution.metrics["evaluations"], evolution.metrics["episodes"]) == (300, 900)


def test_a_config_may_be_a_mapping_or_a_path(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text("seed = 7\n")
    for config in (Config(seed=7), {"seed": 7}, path, str(path)):
        assert neat("reference", config=config).config.seed == 7
    with pytest.raises(ConfigError, match="config = 3: expected a Config, a mapping"):
        neat("reference", config=3)


def test_whole_numbers_of_any_type_are_taken() -> None:
    evolution = Neat(
        n_inputs=np.int64(2),  # type: ignore[arg-type]
        n_outputs=np.uint8(1),  # type: ignore[arg-type]
        population_size=np.int32(5),  # type: ignore[arg-type]
        objectives=np.int64(2),  # type: ignore[arg-type]
        backend="reference",
    )
    assert (len(evolution.population), len(evolution.names), evolution.ask().n_inputs) == (5, 2, 2)


@pytest.mark.parametrize("value", ["4", 4.0, True, None, [4]])
def test_what_is_no_whole_number_is_refused(value: Any) -> None:
    with pytest.raises(ConfigError, match=r"n_inputs = .*: expected a whole number from 1"):
        Neat(n_inputs=value, n_outputs=1, backend="reference")
    if value is not None:
        with pytest.raises(ConfigError, match=r"population_size = .*: expected a whole number from 2"):
            Neat(n_inputs=1, n_outputs=1, population_size=value, backend="reference")


@pytest.mark.parametrize("threshold", [[1.0, 2.0, 3.0], [1.0], [[1.0, 2.0]], "high", np.nan, None])
def test_a_threshold_of_another_shape_or_type_is_refused(threshold: Any) -> None:
    with pytest.raises(ShapeError, match=r"threshold = .*expected a finite number, or 2, one per objective"):
        neat("reference", objectives=2).is_solved(threshold)


def test_the_champion_of_a_minimised_objective_is_the_smallest(backend: str) -> None:
    evolution = neat(backend, objectives=2, directions=["min", "max"])
    evolution.ask()
    evolution.tell(np.stack([np.arange(N), np.arange(N)], axis=1))
    assert evolution.champion.genome.columns()["ids"].tolist() == [0]
    assert evolution.is_solved([0.0, 0.0])
    assert not evolution.is_solved([-1.0, 0.0])


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(ConfigError, match="objectives = True"):
        Neat(n_inputs=1, n_outputs=1, objectives=True, backend="reference")
    with pytest.raises(ConfigError, match="n_inputs = 0"):
        Neat(n_inputs=0, n_outputs=1, backend="reference")
    with pytest.raises(ConfigError, match="population_size = 1"):
        Neat(n_inputs=1, n_outputs=1, population_size=1, backend="reference")
    with pytest.raises(ConfigError, match="objectives"):
        Neat(n_inputs=1, n_outputs=1, objectives=0, backend="reference")


def test_a_task_that_has_changed_makes_the_best_and_the_records_of_species_begin_anew() -> None:
    evolution = neat("reference", seed=2)
    for offset in (100.0, 100.0, 0.0):
        evolution.tell(offset + fitness(evolution.ask()), afresh=offset == 0.0)
    assert evolution.pareto_front.objectives[0, 0] < 2.0
    assert (evolution.pareto_front.genomes.ids >= 2 * N).all()
    assert (evolution.species.best_fitness < 2.0).all()
    assert (evolution.species.last_improved == 2).all()


def test_a_task_that_has_changed_makes_the_archive_and_the_survivors_begin_anew() -> None:
    evolution = neat("reference", seed=2, objectives=2)
    for offset in (100.0, 100.0, 0.0):
        evolution.tell(offset + two_objectives(evolution.ask()), afresh=offset == 0.0)
    carried = evolution.snapshot().arrays["carried.ids"]
    assert (evolution.pareto_front.genomes.ids >= 2 * N).all()
    assert (carried >= 2 * N).all(), "none from before competes with what came after"
    assert (evolution.species.best_fitness == 0.0).all()
    assert (evolution.species.last_improved == 2).all()


def test_records_of_nothing_begin_anew_as_others_do() -> None:
    evolution = neat("reference", seed=2)
    evolution.ask()
    evolution.tell(np.zeros(N))
    evolution.ask()
    evolution.tell(np.full(N, -5.0), afresh=True)
    assert (evolution.species.best_fitness == -5.0).all()


def test_what_was_told_is_kept_as_it_was(backend: str) -> None:
    evolution = neat(backend, objectives=2)
    objectives, failed = two_objectives(evolution.ask()), np.arange(N) == 1
    evolution.tell(objectives, failed)
    objectives[:], failed[:] = 7.0, True
    assert evolution.metrics["n_failed"] == 1
    assert evolution.snapshot().arrays["carried:failed"].sum() <= 1


def test_a_config_of_a_profile_has_its_settings_however_it_is_made() -> None:
    settings: dict[str, Any] = {"profile": "neat_python", "mutation": {"add_node_rate": 0.5}}
    config = Config(**settings)
    assert config.mutation == Config.build(settings).mutation
    assert config.mutation.add_node_rate == 0.5
    assert config.distance != Config().distance
