"""The metrics of a generation are of one kind, in a loop of one's own and in a run."""

import copy
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

import speciate
from speciate import Evolution, Neat
from speciate.errors import StateError
from speciate.values.generation_metrics import GenerationMetrics


def told(n_generations: int = 2) -> Neat:
    evolution = Neat(n_inputs=2, n_outputs=1, population_size=10, seed=1, backend="reference")
    for _ in range(n_generations):
        evolution.tell(np.arange(len(evolution.ask()), dtype=np.float64))
    return evolution


def test_the_metrics_of_a_loop_are_a_mapping_of_its_last_generation() -> None:
    evolution = told()
    assert evolution.metrics["generation"] == 1
    assert evolution.metrics["best"] == {"fitness": 9.0}
    assert isinstance(evolution.metrics, dict)


def test_the_call_of_earlier_versions_gives_the_same_mapping() -> None:
    metrics = told().metrics
    assert metrics() is metrics


@pytest.mark.parametrize("saved", [False, True])
def test_a_run_and_its_evolution_have_metrics_of_one_kind(tmp_path: Path, *, saved: bool) -> None:
    folder = tmp_path / "run" if saved else None
    run = speciate.train(
        "xor",
        population_size=10,
        generations=2,
        seed=1,
        backend="reference",
        quiet=True,
        run_directory=folder,
    )
    assert {type(one) for one in run.metrics} == {type(run.evolution.metrics)} == {GenerationMetrics}
    last = run.metrics[-1]
    assert last == run.evolution.metrics | {key: last[key] for key in ("solved", "timing")}


def test_metrics_are_taken_by_json_pickle_and_copy() -> None:
    metrics = told().metrics
    assert json.loads(json.dumps(metrics)) == metrics
    pickled: GenerationMetrics = pickle.loads(pickle.dumps(metrics))  # noqa: S301
    assert pickled == pickled() == metrics
    copied = copy.deepcopy(metrics)
    assert copied == copied() == metrics


def test_a_change_of_metrics_does_not_reach_the_evolution() -> None:
    evolution = told()
    before = json.dumps(evolution.snapshot().scalars)
    metrics = evolution.metrics
    metrics["generation"] = 77
    metrics["best"]["fitness"] = metrics["mean"]["fitness"] = -99.0
    assert evolution.metrics["generation"] == 1
    assert evolution.metrics["best"] == {"fitness": 9.0}
    assert json.dumps(evolution.snapshot().scalars) == before


def test_a_change_of_a_list_in_metrics_does_not_reach_the_evolution() -> None:
    evolution = Evolution(
        {"islands": {"n_islands": 2}, "population_size": 8, "backend": "reference"}, n_inputs=1, n_outputs=1
    )
    evolution.ask()
    evolution.tell(np.arange(8.0))
    before = json.dumps(evolution.metrics)
    changed = [value for value in evolution.metrics.values() if isinstance(value, list)]
    assert changed
    for value in changed:
        value.clear()
    assert json.dumps(evolution.metrics) == before


def test_there_are_no_metrics_before_the_first_tell() -> None:
    with pytest.raises(StateError, match="metrics before the first tell"):
        _ = told(0).metrics
