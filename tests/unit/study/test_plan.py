"""What a study runs."""

import math
from typing import Any

import pytest
from tests.unit.study.samples import XOR, plan

from speciate.errors import ConfigError
from speciate.study import Plan

pytest.importorskip("speciate._native")


def test_every_pair_runs_every_seed_for_whole_generations_within_the_budget() -> None:
    trials = list(plan().trials())
    assert [(trial.entry[1], trial.config.seed) for trial in trials] == [
        (name, seed) for seed in range(3) for name in ("one", "two")
    ]
    assert [trial.config.generations for trial in trials[:2]] == [40, 32]
    assert {trial.config.threads for trial in trials} == {1}


def test_an_algorithm_may_leave_out_tasks() -> None:
    tasks = [
        {"name": name, "environment": "xor", "budget": 640, "config": {"population_size": 16}}
        for name in ("a", "b")
    ]
    chosen = plan(task=tasks, algorithm=[{"name": "x", "tasks": ["b"]}, {"name": "y"}])
    assert [entry.name for entry in chosen.entries()] == [("a", "y"), ("b", "x"), ("b", "y")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"seeds": 0}, "seeds = 0"),
        ({"name": "../x"}, 'name = "../x": expected a text of up to 60 characters like .A-Za-z0-9.'),
        ({"task": [XOR | {"budget": 19}]}, "budget = 19: expected .* one generation, population_size = 20"),
        ({"task": [{"name": "xor"}]}, "task 1: environment: is missing; expected a text\ntask 1: budget: is"),
        ({"algorithm": [{"name": "a"}, {"name": "a"}]}, 'algorithm "a": two have this name'),
        ({"algorithm": [{"name": "a", "tasks": ["xo"]}]}, 'tasks names "xo"'),
        ({"algorithm": [{"name": "a", "config": {"seed": 1}}]}, "seed is set by the study"),
        ({"algorithm": [{"name": "a", "config": {"population_sise": 9}}]}, 'algorithm "a": population_sise'),
        ({"algorithm": []}, "algorithm"),
        ({"algorithm": [{"name": "a"}, {"name": "b", "tusks": []}]}, "algorithm 2: tusks"),
        ({"algorithm": [{"name": "a/b"}]}, 'algorithm 1: name = "a/b"'),
        ({"tusk": 1}, "tusk"),
        ({"task": [XOR | {"levels": {"fitnes": [1]}}]}, 'levels: unknown "fitnes"; expected some of fitness'),
        ({"task": [XOR | {"levels": {"fitness": [2, 1]}}]}, "levels.fitness = .*each above the one before"),
        ({"task": [XOR | {"levels": {"fitness": [1, 1]}}]}, "levels.fitness = .*each above the one before"),
        ({"task": [XOR | {"levels": {"fitness": []}}]}, "levels"),
        ({"task": [XOR | {"levels": {"fitness": [math.inf]}}]}, "levels"),
    ],
)
def test_a_plan_with_a_mistake_is_refused_by_name(changes: dict[str, Any], expected: str) -> None:
    with pytest.raises(ConfigError, match=expected.replace("(", r"\(")):
        plan(**changes)


def test_an_empty_plan_says_what_is_missing() -> None:
    with pytest.raises(ConfigError) as refused:
        Plan.build({})
    lines = str(refused.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["name", "seeds", "task", "algorithm"]
    assert all(": is missing; expected " in line for line in lines)
