"""The number of connections as an objective."""

from pathlib import Path

import numpy as np
import pytest

import speciate
from speciate import Networks
from speciate.environments.sized import SizedEnvironment, sized
from speciate.errors import ConfigError, ShapeError

pytest.importorskip("speciate._native")
SMALL = {"objectives": ["fitness", "connections"], "directions": ["max", "min"]}


def test_connections_are_an_objective_of_any_environment() -> None:
    on = {"stop_when_solved": False}
    run = speciate.train("xor", seed=1, generations=30, quiet=True, config=SMALL | on)
    front = run.pareto_front
    assert np.array_equal(front.objectives[:, 1], front.genomes.sizes)
    assert len(front) > 1
    alone = speciate.train("xor", seed=1, generations=30, quiet=True, config=on)
    sizes = [one.metrics[-1]["mean_connections"] for one in (run, alone)]
    assert sizes[0] < sizes[1]


def test_a_run_with_connections_resumes_as_if_it_had_never_stopped(tmp_path: Path) -> None:
    speciate.train("xor", generations=3, quiet=True, config=SMALL, run_directory=tmp_path / "run")
    resumed = speciate.resume(tmp_path / "run", generations=6, quiet=True)
    whole = speciate.train("xor", generations=6, quiet=True, config=SMALL)
    assert np.array_equal(resumed.pareto_front.objectives, whole.pareto_front.objectives)


def test_workers_count_connections_as_this_process_does() -> None:
    alone, spread = (
        speciate.train("xor", generations=2, quiet=True, config=SMALL, workers=workers) for workers in (0, 2)
    )
    assert np.array_equal(alone.pareto_front.objectives, spread.pareto_front.objectives)


def test_an_environment_that_counts_by_itself_is_left_alone() -> None:
    own = speciate.FunctionEnvironment(lambda _: [], n_inputs=1, n_outputs=1, results=["connections"])
    assert sized(own, ["connections"]) is own
    other = speciate.FunctionEnvironment(lambda _: [], n_inputs=1, n_outputs=1)
    assert sized(other, ["fitness"]) is other


def test_one_network_at_a_time_and_the_exam_pass_through() -> None:
    environment = speciate.FunctionEnvironment(lambda _: 1.0, n_inputs=1, n_outputs=1, each=True)
    wrapped = SizedEnvironment(environment)
    assert wrapped.each
    assert wrapped.exam is None
    environment.exam = "one"  # type: ignore[attr-defined]  # an environment of one's own may have one
    assert wrapped.exam == "one"


def test_wrong_results_of_the_environment_are_refused_as_ever() -> None:
    def wrong(networks: Networks) -> list[float]:
        return [0.0] * (len(networks) + 1)

    environment = speciate.FunctionEnvironment(wrong, n_inputs=1, n_outputs=1)
    with pytest.raises((ShapeError, speciate.errors.EvaluationError), match="wrong returned"):
        speciate.train(environment, generations=1, quiet=True, config=SMALL)


def test_an_unknown_objective_is_told_that_connections_is_one() -> None:
    with pytest.raises(ConfigError, match="expected some of fitness, correct, connections; did you mean"):
        speciate.train("xor", objectives=["fitness", "connection"], quiet=True)
