"""Environments of your own: what is refused, and what the message says to do."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from speciate import FunctionEnvironment, Networks, Run, train
from speciate.errors import ConfigError, EvaluationError
from speciate.values.environment import EnvironmentSpec, Episodes
from speciate.values.types import Uint64s

SPEC = EnvironmentSpec(n_observations=2, n_actions=1, results=("a", "b"), worst=(0.0, 0.0), max_steps=1)


class Own:
    """An environment that returns what it is told to."""

    name = "own"

    def __init__(self, spec: Any = SPEC, played: Any = None) -> None:
        self.spec = spec
        self._played = played

    def play(self, networks: Networks, seeds: Uint64s) -> Any:
        if self._played is not None:
            return self._played
        results = np.zeros((len(networks), len(seeds), 2))
        return Episodes(results, np.zeros(len(networks), dtype=np.bool_))


def run(environment: Any) -> Run:
    return train(environment, population_size=4, generations=1, backend="reference", quiet=True)


def test_an_environment_of_your_own_is_trained_in() -> None:
    assert run(Own()).generation == 1


def test_a_run_of_your_own_environment_has_no_name_of_a_built_in_one() -> None:
    ended = train(
        Own(),
        config={"environment": "xor", "backend": "reference"},
        population_size=4,
        generations=1,
        quiet=True,
    )
    assert ended.config.environment == ""


def test_a_function_is_refused_with_how_to_wrap_it() -> None:
    with pytest.raises(ConfigError, match=r"wrap it: FunctionEnvironment\(function, n_inputs=, n_outputs=\)"):
        run(lambda networks: networks)


@pytest.mark.parametrize("environment", [3, object(), Own(spec=None), Own(spec={"n_actions": 1})])
def test_what_is_no_environment_is_refused(environment: Any) -> None:
    with pytest.raises(ConfigError, match=r"environment = .*: expected the name of a built-in one, or"):
        run(environment)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n_observations": 0}, "n_inputs = 0: expected a whole number from 1"),
        ({"n_observations": 2.0}, "n_inputs = 2.0"),
        ({"n_actions": True}, "n_outputs = True"),
        ({"results": ()}, "results = .*different names"),
        ({"results": "ab"}, "results = 'ab'"),
        ({"results": ("a", "a")}, "results = "),
        ({"results": ("a", "")}, "results = "),
        ({"results": ("a", 1)}, "results = "),
        ({"worst": (0.0,)}, "worst = .*expected 2 finite numbers"),
        ({"worst": (0.0, float("nan"))}, "worst = "),
        ({"solved": ("c", 1.0)}, "solved: unknown result 'c'; expected one of a, b"),
        ({"solved": ("a", float("inf"))}, "solved = "),
        ({"solved": "a"}, "solved = "),
    ],
)
def test_a_spec_that_contradicts_itself_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        run(Own(replace(SPEC, **changes)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"results": "error"}, "results = 'error': expected a list of different names"),
        ({"n_inputs": 1.5}, "n_inputs = 1.5"),
        ({"solved": ("error", 1.0)}, "solved: unknown result 'error'"),
        ({"worst": [1, 2]}, "worst = "),
        ({"function": 3}, "function = 3: expected a function"),
    ],
)
def test_a_function_environment_is_checked_when_it_is_made(arguments: dict[str, Any], message: str) -> None:
    whole: dict[str, Any] = {"function": len, "n_inputs": 1, "n_outputs": 1} | arguments
    with pytest.raises(ConfigError, match=message):
        FunctionEnvironment(**whole)


NONE_FAILED = np.zeros(4, dtype=np.bool_)


@pytest.mark.parametrize(
    ("played", "message"),
    [
        (np.zeros((4, 2, 2)), "own: play returned ndarray; expected Episodes"),
        (
            Episodes(np.zeros((4, 2)), NONE_FAILED),
            r"results of type float64 and shape \(4, 2\); .*\(4, 2, 2\)",
        ),
        (Episodes(np.full((4, 2, 2), None), NONE_FAILED), "results of type object"),
        (Episodes(np.zeros((4, 2, 2)), NONE_FAILED[:3]), r"failed of type bool and shape \(3,\)"),
        (Episodes(np.zeros((4, 2, 2)), np.zeros(4)), "failed of type float64"),  # type: ignore[arg-type]
    ],
)
def test_episodes_of_another_shape_or_type_are_refused(played: Any, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        run(Own(played=played))


@pytest.mark.parametrize(
    "returned", [[[1.0], [1.0, 2.0], [1.0], [1.0]], ([1.0] * 4, [[True], [True, False]])]
)
def test_ragged_returns_are_refused(returned: Any) -> None:
    environment = FunctionEnvironment(lambda _: returned, n_inputs=1, n_outputs=1)
    with pytest.raises(EvaluationError, match=r"rows of different lengths; expected numbers \(4, 1\)"):
        run(environment)
