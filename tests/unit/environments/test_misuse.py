"""Wrong calls that are easily made: the message names the mistake and says what to do."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pytest

import speciate
from speciate import FunctionEnvironment, Genetic, Neat, Nsga2
from speciate.errors import ConfigError, EvaluationError, ShapeError
from speciate.evolution import pareto
from speciate.values.environment import EnvironmentSpec, Episodes
from speciate.values.networks import Network, Networks
from speciate.values.types import Uint64s

ENDS: Final[dict[str, Any]] = {"n_inputs": 2, "n_outputs": 1}
TINY: Final[dict[str, Any]] = {"population_size": 6, "generations": 1, "backend": "reference", "quiet": True}
ONE: Final = "is called with all networks at once; if it is made for one network, say each=True"
ALL: Final = "is called with one network at a time; if it is made for all, leave each=True out"


def trained(function: Callable[..., Any], **arguments: Any) -> Any:
    return speciate.train(FunctionEnvironment(function, **(ENDS | arguments)), **TINY)


def to_a_number(network: Any) -> float:
    return float(network.forward([0.0, 1.0])[0])


def an_attribute(network: Any) -> Any:
    return network.genome.sizes[0]


def one_number(network: Any) -> float:
    return 1.0 if np.any(network.forward([0.0, 1.0]) > 0) else 0.0


def one_sum(network: Any) -> Any:
    return -sum((network.forward(x)[0] - 1.0) ** 2 for x in ([0.0, 1.0], [1.0, 1.0]))


def a_batch(network: Any) -> float:
    return float(np.mean(network.forward(np.zeros((4, 2)))))


def the_truth(network: Any) -> float:
    return 1.0 if network.forward([0.0, 1.0]) > 0 else 0.0


def for_all(networks: Any) -> list[float]:
    return [0.0] * len(networks)


def population_of(networks: Any) -> Any:
    return networks.population.sizes


def nothing(networks: Any) -> None:
    networks.forward([0.0, 1.0])


@pytest.mark.parametrize("function", [to_a_number, an_attribute, one_number, one_sum, a_batch, the_truth])
def test_a_forgotten_each_is_named(function: Callable[..., Any]) -> None:
    with pytest.raises(EvaluationError, match=f"{function.__name__} {ONE}") as refusal:
        trained(function)
    assert "\n" not in str(refusal.value)
    assert trained(function, each=True).generation == 1


@pytest.mark.parametrize("function", [for_all, population_of])
def test_an_each_too_much_is_named(function: Callable[..., Any]) -> None:
    with pytest.raises(EvaluationError, match=f"{function.__name__} {ALL}"):
        trained(function, each=True)
    assert trained(function).generation == 1


def test_a_forgotten_each_is_named_in_workers_too() -> None:
    with pytest.raises(EvaluationError, match=f"an_attribute {ONE}"):
        speciate.train(FunctionEnvironment(an_attribute, **ENDS), workers=1, **TINY)


def a_list_of_one(network: Any) -> list[float]:
    return [float(np.asarray(network.forward([0.0, 1.0])).ravel()[0])]


def a_constant(_: Any) -> float:
    return 1.0


def a_number_of_numpy(_: Any) -> Any:
    return np.float64(1.0)


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize("n_genomes", [2, 6, 30])
@pytest.mark.parametrize("function", [a_constant, a_number_of_numpy])
def test_one_number_for_all_networks_is_named_with_workers_and_without(
    function: Callable[..., Any], n_genomes: int, workers: int
) -> None:
    with pytest.raises(EvaluationError, match=f"returned one number; .*{function.__name__} {ONE}"):
        speciate.train(
            FunctionEnvironment(function, **ENDS), workers=workers, **(TINY | {"population_size": n_genomes})
        )


@pytest.mark.parametrize("workers", [0, 1])
def test_one_row_for_all_networks_is_refused_with_workers_as_without(workers: int) -> None:
    with pytest.raises(EvaluationError, match=rf"shape \(1,\); .*a_list_of_one {ONE}"):
        speciate.train(
            FunctionEnvironment(a_list_of_one, **ENDS), workers=workers, **(TINY | {"population_size": 30})
        )


def test_a_list_of_one_number_for_one_network_is_a_result() -> None:
    environment = FunctionEnvironment(a_list_of_one, **ENDS)
    networks = neat().ask()
    assert environment.play(networks.only(0), np.zeros(1, np.uint64)).results.shape == (1, 1, 1)


def test_a_function_that_was_made_for_all_may_be_tried_again_with_one_network() -> None:
    def moody(networks: Networks) -> Any:
        return [0.0] if len(networks) == 3 else [1.0] * len(networks)

    environment, networks = FunctionEnvironment(moody, **ENDS), neat().ask()
    seeds = np.zeros(1, np.uint64)
    environment.play(networks, seeds)
    with pytest.raises(ShapeError):
        environment.play(
            Networks(networks.population.select(np.arange(3, dtype=np.uint32)), neat().backend), seeds
        )
    assert environment.play(networks.only(0), seeds).results.item() == 1.0


def test_failures_that_are_no_truth_values_are_named() -> None:
    hint = r"; the second of a pair says whose evaluation failed: give bool"

    def numbered(networks: Networks) -> Any:
        return np.ones(len(networks)), [0] * len(networks)

    def numbered_rows(networks: Networks) -> Any:
        return np.ones((len(networks), 1)), np.zeros(len(networks))

    for function in (numbered, numbered_rows):
        with pytest.raises(EvaluationError, match=hint):
            trained(function)
    assert trained(lambda networks: (np.ones(len(networks)), np.zeros(len(networks), bool))).generation == 1


@pytest.mark.parametrize("each", [False, True])
def test_an_error_of_another_kind_has_no_hint(each: bool) -> None:  # noqa: FBT001  # a parameter
    def broken(_: Any) -> float:
        raise ZeroDivisionError("mine")

    with pytest.raises(EvaluationError) as refusal:
        trained(broken, each=each)
    assert "each=True" not in str(refusal.value)


def test_a_hint_is_given_once_for_an_error_that_is_raised_twice() -> None:
    same = ValueError("mine")

    def broken(_: Networks) -> float:
        raise same

    for _ in range(2):
        with pytest.raises(EvaluationError) as refusal:
            trained(broken)
    assert str(refusal.value).count("each=True") == 1


def test_a_function_without_return_is_named() -> None:
    with pytest.raises(
        EvaluationError,
        match=r"nothing returned None; expected numbers \(6, 1\).*; its return may be missing",
    ):
        trained(nothing)
    with pytest.raises(
        EvaluationError, match=r"6 of 6 evaluations invalid .* \(a function that returns None"
    ):
        trained(nothing, each=True)


def test_nothing_that_is_told_is_named() -> None:
    evolution = Neat(**ENDS, population_size=4, backend="reference")
    evolution.ask()
    with pytest.raises(
        ShapeError, match=r"objectives are None; expected numbers of shape \(4, 1\); .* return"
    ):
        evolution.tell(None)  # type: ignore[arg-type]


class Own:
    """An environment of one's own."""

    spec = EnvironmentSpec(n_observations=2, n_actions=1, results=("fitness",), worst=(), max_steps=1)

    def play(self, networks: Networks, seeds: Uint64s) -> Episodes:
        return Episodes(np.zeros((len(networks), len(seeds), 1)), np.zeros(len(networks), dtype=np.bool_))


def near(network: Network) -> float:
    return float(network.forward([0.0, 1.0])[0])


def dense(**arguments: Any) -> Genetic:
    return Genetic(**ENDS, population_size=4, backend="reference", **arguments)


def neat(**arguments: Any) -> Neat:
    return Neat(**ENDS, population_size=4, backend="reference", **arguments)


def xor(**arguments: Any) -> Any:
    return speciate.train("xor", **(TINY | arguments))


def played(environment: Any) -> Any:
    return speciate.train(environment, **TINY)


CALLS: list[tuple[Callable[[], object], str]] = [
    (lambda: neat(directions="minimize"), 'directions = "minimize": .*; did you mean "min"'),
    (lambda: neat(directions=["maximise"]), 'directions = "maximise": .*; did you mean "max"'),
    (lambda: neat(directions="MAX"), 'directions = "MAX": .*; did you mean "max"'),
    (lambda: Nsga2(n_variables=2, directions="maximise"), 'directions = .*; did you mean "max"'),
    (lambda: pareto.fronts([[1.0, 2.0]], "minimise"), 'directions = .*; did you mean "min"'),
    (lambda: neat(objectives="fitness"), r'objectives = "fitness": .*; did you mean \["fitness"\]'),
    (lambda: xor(objectives="fitness"), r'objectives = "fitness": .*; did you mean \["fitness"\]'),
    (lambda: neat(measures="x"), r'measures = "x": .*; did you mean \["x"\]'),
    (lambda: dense(hidden_layers=16), r"hidden_layers = 16: .*; did you mean \[16\]"),
    (lambda: dense(hidden_layers=16.5), r"hidden_layers = 16.5: expected a list of .* 1048576$"),
    (
        lambda: FunctionEnvironment(near, **ENDS, results="fitness"),
        r"results = 'fitness': expected a list of different names, such as \[",
    ),
    (
        lambda: FunctionEnvironment(near, **ENDS, solved=3.0),  # type: ignore[arg-type]
        r'solved = 3.0: .* such as \("fitness", 1.0\)',
    ),
    (lambda: played(Own), r"environment = Own: is a class; give .*, as in Own\(...\)"),
    (
        lambda: played(near),
        r"wrap it: FunctionEnvironment\(function, n_inputs=, n_outputs=\)",
    ),
    (lambda: played({"environment": "xor"}), "settings are given as config="),
    (lambda: xor(generations=10.0), "generations = 10.0: expected a whole number from 1"),
    (lambda: xor(seed=-1), "seed = -1: expected a whole number from 0"),
    (lambda: xor(quiet="yes"), "quiet = 'yes': expected True or False"),
    (lambda: xor(algorithm="genetics"), 'algorithm = "genetics": .*; did you mean "genetic"'),
]


@pytest.mark.parametrize(("call", "message"), CALLS, ids=[message for _, message in CALLS])
def test_a_wrong_call_is_refused_with_what_was_meant(call: Callable[[], object], message: str) -> None:
    with pytest.raises((ConfigError, ShapeError), match=message) as refusal:
        call()
    assert "\n" not in str(refusal.value)


def test_a_list_says_what_solves_an_environment_too() -> None:
    environment = FunctionEnvironment(near, **ENDS, solved=["fitness", 3.0])  # type: ignore[arg-type]
    assert environment.spec.solved == ("fitness", 3.0)


def test_without_a_seed_runs_are_those_of_seed_0() -> None:
    assert xor(seed=None).config.seed == 0
