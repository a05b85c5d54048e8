"""Who becomes champion: the best in the direction of the run, on episodes of its own."""

import pickle
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from speciate import FunctionEnvironment, Networks, Run, load, load_network, resume, train
from speciate.errors import StateError
from speciate.evolution.neat import Neat
from speciate.evolution.strategies import MEAN_ID
from speciate.training import champion
from speciate.training.champion import deciding


def ids_both_ways(networks: Networks) -> Any:
    """Two results: the id of a genome, and its distance from 7."""
    ids = networks.population.columns()["ids"].astype(np.float64)
    return np.stack([ids, 7.0 - ids], axis=1)


def run(names: Sequence[str], objectives: Sequence[str], directions: Any = None, **more: Any) -> Run:
    environment = FunctionEnvironment(
        ids_both_ways, n_inputs=1, n_outputs=1, results=names, solved=more.pop("solved", None)
    )
    return train(
        environment,
        objectives=objectives,
        directions=directions,
        population_size=8,
        generations=1,
        backend="reference",
        quiet=True,
        **more,
    )


def test_the_champion_of_a_minimised_result_is_the_smallest() -> None:
    def constant(networks: Networks) -> Any:
        return networks.population.columns()["ids"].astype(np.float64)

    environment = FunctionEnvironment(constant, n_inputs=1, n_outputs=1)
    ended = train(
        environment, directions="min", population_size=8, generations=1, backend="reference", quiet=True
    )
    assert ended.champion_results == {"fitness": 0.0}


def test_a_minimised_result_is_solved_by_what_is_at_most_the_threshold() -> None:
    more: dict[str, Any] = {"config": {"stop_when_solved": True}, "directions": ["min"]}
    solved = run(["cost", "other"], ["cost"], solved=("cost", 0.0), **more)
    assert solved.solved
    assert solved.metrics[-1]["solved"] is True
    assert solved.champion_results["cost"] == 0.0
    unsolved = run(["cost", "other"], ["cost"], solved=("cost", -1.0), **more)
    assert not unsolved.solved
    assert unsolved.metrics[-1]["solved"] is False


@pytest.mark.parametrize(("place", "solved"), [(0, True), (9, True), (10, False)])
def test_the_ten_best_that_reach_the_threshold_are_tried_in_validation(place: int, solved: bool) -> None:  # noqa: FBT001
    """All look as if they solved it; in validation only one does, the best but ``place``."""
    calls: list[int] = []

    def played(networks: Networks, seed: int) -> Any:
        calls.append(seed)
        ids = networks.population.ids.astype(np.float64)
        if len(calls) == 1:
            return 100.0 - ids
        return np.where(ids == place, 90.0, 0.0)

    environment = FunctionEnvironment(played, n_inputs=1, n_outputs=1, seeded=True, solved=("fitness", 50.0))
    config = {"stop_when_solved": True, "evaluations": 1, "validation_episodes": 1}
    ended = train(
        environment, population_size=12, generations=1, backend="reference", quiet=True, config=config
    )
    assert ended.solved is solved


@pytest.mark.parametrize(("stops", "n_generations"), [(True, 1), (False, 3), (None, 3)])
def test_a_run_stops_when_it_is_solved_if_that_is_asked_for(stops: Any, n_generations: int) -> None:
    environment = FunctionEnvironment(
        lambda _: 1.0, n_inputs=1, n_outputs=1, each=True, solved=("fitness", 1.0)
    )
    run = train(
        environment, generations=3, population_size=4, stop_when_solved=stops, backend="reference", quiet=True
    )
    assert (run.solved, run.generation) == (stops is True, n_generations)


def test_a_solved_run_that_is_not_taken_on_keeps_who_solved_it(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    config = {"backend": "reference", "stop_when_solved": True}
    run = train("xor", population_size=80, generations=300, config=config, run_directory=folder, quiet=True)
    assert run.solved
    resumed = resume(folder, generations=run.generation, stop_when_solved=False, quiet=True)
    assert (resumed.solved, resumed.generation) == (True, run.generation)
    assert resumed.champion.genome.ids.tolist() == run.champion.genome.ids.tolist()


def test_solved_is_unknown_where_nobody_looked() -> None:
    ended = run(["cost", "other"], ["cost"], solved=("cost", 0.0))
    assert ended.metrics[-1]["solved"] is None
    assert not ended.solved
    nothing_says_so = run(["cost", "other"], ["cost"], config={"stop_when_solved": True})
    assert nothing_says_so.metrics[-1]["solved"] is None


@pytest.mark.parametrize(
    ("objectives", "expected"),
    [(["b"], "b"), (["b", "a"], "a"), (["b", "c"], "b")],
    ids=["the only objective", "the first result is one of them", "the first result is none of them"],
)
def test_several_objectives_are_decided_by_the_first_result_or_the_first_objective(
    objectives: list[str], expected: str
) -> None:
    environment = FunctionEnvironment(
        lambda networks: np.zeros((len(networks), 3)), n_inputs=1, n_outputs=1, results=["a", "b", "c"]
    )
    ended = train(
        environment,
        objectives=objectives,
        population_size=8,
        generations=1,
        backend="reference",
        quiet=True,
    )
    assert deciding(ended.evolution, environment.spec) == expected


def test_a_built_in_environment_decides_by_its_fitness() -> None:
    ended = train(
        "arena",
        objectives=["survival", "kills"],
        population_size=4,
        generations=1,
        backend="reference",
        config={"environment_options": {"duration_seconds": 1.0}, "validation_episodes": 1},
        quiet=True,
    )
    assert deciding(ended.evolution, ended.environment.spec) == "fitness"


def test_the_number_of_directions_is_that_of_the_objectives() -> None:
    ended = run(["a", "b"], ["a", "b"], ["max", "min"])
    assert ended.config.directions == ("max", "min")
    assert ended.champion_results["a"] == max(ended.pareto_front.objectives[:, 0])
    with pytest.raises(ValueError, match="expected 1 or 2, one per objective"):
        run(["a", "b"], ["a", "b"], ["max", "min", "min"])
    with pytest.raises(ValueError, match="expected 1, one per objective"):
        run(["a", "b"], ["a"], ["max", "min"])


def test_a_run_whose_candidates_all_fail_their_validation_has_no_champion() -> None:
    calls = iter(range(2))

    def fail_later(networks: Networks) -> Any:
        return np.zeros(len(networks)), np.full(len(networks), next(calls) > 0)

    ended = train(
        FunctionEnvironment(fail_later, n_inputs=1, n_outputs=1),
        population_size=4,
        generations=1,
        backend="reference",
        quiet=True,
    )
    with pytest.raises(StateError, match="no evaluation succeeded"):
        _ = ended.champion


def best_at(place: int) -> FunctionEnvironment:
    """Whoever has the id of the mean is the best in validation; before that, whoever is near ``place``."""

    def played(networks: Networks) -> Any:
        ids = networks.population.ids
        return np.where(ids == MEAN_ID, 100.0, -np.abs(ids.astype(np.float64) - place))

    return FunctionEnvironment(played, n_inputs=2, n_outputs=1)


@pytest.mark.parametrize("algorithm", ["cma_es", "openai_es", "snes"])
def test_the_mean_of_a_distribution_may_become_champion(algorithm: str, tmp_path: Path) -> None:
    folder, environment = tmp_path / "run", best_at(3)
    more: dict[str, Any] = {"population_size": 8, "backend": "reference", "quiet": True}
    ended = train(environment, algorithm=algorithm, generations=2, run_directory=folder, **more)
    assert ended.champion.genome.ids.tolist() == [MEAN_ID]
    assert ended.champion_results == {"fitness": 100.0}
    mean = ended.evolution.candidates
    assert mean is not None
    assert mean.columns()["weights"].tolist() == ended.champion.genome.columns()["weights"].tolist()
    assert ended.pareto_front.genomes.ids.tolist() != [MEAN_ID]  # it counts in nothing else
    assert ended.metrics[-1]["best"]["fitness"] <= 0.0

    observation = np.array([0.5, -1.0], dtype=np.float32)
    expected = ended.champion.forward(observation).tolist()
    again = load(folder, environment=environment)
    assert again.champion.genome.ids.tolist() == [MEAN_ID]
    for network in (again.champion, load_network(folder), pickle.loads(pickle.dumps(ended.champion))):  # noqa: S301
        assert network.forward(observation).tolist() == expected
    (folder / "champion.safetensors").unlink()
    chosen_again = load(folder, environment=environment).champion
    assert chosen_again.forward(observation).tolist() == expected


@pytest.mark.parametrize("algorithm", ["openai_es", "snes"])
def test_the_mean_is_a_candidate_with_several_objectives_too(algorithm: str) -> None:
    def played(networks: Networks) -> Any:
        is_mean = networks.population.ids == MEAN_ID
        ids = networks.population.ids.astype(np.float64)
        return np.stack([np.where(is_mean, 100.0, -ids), ids % 5], axis=1)

    environment = FunctionEnvironment(played, n_inputs=1, n_outputs=1, results=["a", "b"])
    ended = train(
        environment,
        algorithm=algorithm,
        objectives=["a", "b"],
        population_size=8,
        generations=2,
        backend="reference",
        quiet=True,
    )
    assert ended.champion.genome.ids.tolist() == [MEAN_ID]
    assert MEAN_ID not in ended.pareto_front.genomes.ids


def test_a_mean_that_is_worse_does_not_become_champion() -> None:
    def played(networks: Networks) -> Any:
        return np.where(networks.population.ids == MEAN_ID, -1.0, 1.0)

    environment = FunctionEnvironment(played, n_inputs=1, n_outputs=1)
    more: dict[str, Any] = {"population_size": 6, "backend": "reference", "quiet": True}
    ended = train(environment, algorithm="snes", generations=2, **more)
    assert ended.champion.genome.ids.tolist() != [MEAN_ID]


@pytest.mark.parametrize(("directions", "volume"), [(["max", "max"], True), (["max", "min"], False)])
def test_the_worst_results_are_the_reference_point_of_maximised_objectives_alone(
    directions: list[str],
    volume: bool,  # noqa: FBT001
) -> None:
    environment = FunctionEnvironment(
        ids_both_ways, n_inputs=1, n_outputs=1, results=["a", "b"], worst=[-100.0, -100.0]
    )
    ended = train(
        environment,
        objectives=["a", "b"],
        directions=directions,
        population_size=8,
        generations=1,
        backend="reference",
        quiet=True,
    )
    assert (ended.metrics[0]["hypervolume"] > 100 * 100) == volume


class _Grader:
    """An exam that only one genome passes, and that remembers who sat it."""

    def __init__(self, passes: int) -> None:
        self.passes = passes
        self.sat: list[int] = []
        self.weights: list[list[float]] = []

    def take(self, networks: Networks) -> dict[str, float] | None:
        assert len(networks) == 1
        self.weights.append(networks.population.columns()["weight"].tolist())
        self.sat.append(int(networks.population.ids[0]))
        return {"grade": 5.0} if len(self.sat) == self.passes else None


def examined(exam: _Grader, generations: int = 4, **settings: Any) -> Run:
    def weights(networks: Networks) -> Any:  # equal genomes have equal results
        columns = networks.population.columns()
        parts = np.split(columns["weight"], columns["connection_offsets"][1:-1].astype(np.int64))
        return np.array([float(np.abs(part).sum()) for part in parts])

    environment = FunctionEnvironment(weights, n_inputs=2, n_outputs=1)
    environment.exam = exam  # type: ignore[attr-defined]  # an environment of one's own may have one
    return train(
        environment,
        population_size=20,
        generations=generations,
        quiet=True,
        config={"stop_when_solved": True} | settings,
    )


def test_whoever_passes_the_exam_solves_the_environment() -> None:
    exam = _Grader(passes=3)
    ended = examined(exam)
    assert ended.solved
    assert ended.generation == 3
    assert ended.champion_results["grade"] == 5.0
    assert ended.champion.genome.ids.tolist() == exam.sat[-1:]
    assert [metrics["solved"] for metrics in ended.metrics] == [False, False, True]


def test_one_genome_of_a_generation_is_examined_and_a_copy_of_a_leader_never_again() -> None:
    exam = _Grader(passes=0)
    still = {"weight_mutation_rate": 0.0, "add_node_rate": 0.0, "add_connection_rate": 0.0}
    still |= {"delete_node_rate": 0.0, "delete_connection_rate": 0.0, "re_enable_rate": 0.0}
    ended = examined(exam, generations=3, mutation=still, crossover={"crossover_rate": 0.0})
    assert not ended.solved
    assert exam.sat[0] < 20
    best = ended.metrics[0]["best"]["fitness"]
    assert ended.metrics[-1]["best"]["fitness"] == best  # the champion lives on, as a copy
    assert 2 <= len(exam.sat) <= 3
    assert all(before != after for before, after in pairwise(exam.weights))


def test_nobody_is_examined_where_nobody_asked() -> None:
    exam = _Grader(passes=1)
    ended = examined(exam, stop_when_solved=False)
    assert exam.sat == []
    assert ended.metrics[-1]["solved"] is None


def test_the_means_of_all_species_are_candidates() -> None:
    """They share one id."""
    evolution = Neat(
        n_inputs=3,
        n_outputs=1,
        population_size=40,
        seed=1,
        backend="reference",
        config={"reproduction": {"weights": "adaptive"}, "speciation": {"target_species": 4}},
    )
    for _ in range(4):
        evolution.tell(np.abs(evolution.ask().forward([1.0, -1.0, 0.5])[:, 0]))
    offered = evolution.candidates
    assert offered is not None
    assert len(offered) > 1
    ids = champion.candidates(evolution).ids.tolist()
    assert ids.count(MEAN_ID) == len(offered)
    others = [one for one in ids if one != MEAN_ID]
    assert len(set(others)) == len(others)
