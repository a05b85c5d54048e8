"""Arguments of public functions that are of the wrong kind or out of range: an error says what to give."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Config, FunctionEnvironment, Genetic, Neat, Nsga2, Run
from speciate.arguments import number_between, one_of, path_of, truth, whole
from speciate.errors import ConfigError, ShapeError
from speciate.evolution import pareto
from speciate.storage import genomes
from speciate.training import comparison

POINTS = np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]])
ENDS: dict[str, Any] = {"n_inputs": 1, "n_outputs": 1}


def own(**arguments: Any) -> FunctionEnvironment:
    return FunctionEnvironment(lambda *_: 1.0, **(ENDS | {"each": True} | arguments))


def trained(**arguments: Any) -> Run:
    return speciate.train("xor", population_size=10, generations=1, quiet=True, **arguments)


@pytest.fixture(scope="module")
def run() -> Run:
    return trained(backend="reference")


CALLS: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: Neat(**ENDS, objectives=1001), ConfigError, "objectives = 1001: .* from 1 to 1000"),
    (lambda: Neat(**ENDS, objectives=10**12), ConfigError, "objectives = 1000000000000: .* from 1 to 1000"),
    (lambda: Neat(n_inputs=10**30, n_outputs=1), ConfigError, "n_inputs = 10*: .* from 1 to 2147483647"),
    (lambda: Neat(**ENDS, directions="up"), ConfigError, '^directions = "up": [^\n]*$'),
    (
        lambda: Neat(**ENDS, config={"algorithm": "genetic"}),
        ConfigError,
        'algorithm = "genetic": this class is for "neat"; .* speciate.Evolution',
    ),
    (
        lambda: Genetic(**ENDS, config={"algorithm": "cma_es"}),
        ConfigError,
        'algorithm = "cma_es": this class is for "genetic"',
    ),
    (lambda: Nsga2(n_variables=10**30), ConfigError, "n_variables = 10*: .* from 1 to 21474836"),
    (lambda: Nsga2(n_variables=2, population_size=2**30), ConfigError, "population_size = 1073741824: "),
    (lambda: Nsga2(n_variables=2, objectives=1001), ConfigError, "objectives = 1001: .* from 1 to 1000"),
    (lambda: Nsga2(n_variables=2, directions=3), ConfigError, "directions = 3: expected"),  # type: ignore[arg-type]
    (lambda: pareto.fronts(POINTS, 3), ShapeError, "directions = 3: expected"),  # type: ignore[arg-type]
    (lambda: pareto.fronts(POINTS, [["max"], ["min"]]), ShapeError, "directions = "),  # type: ignore[list-item]
    (lambda: pareto.survivors(POINTS, 1.5), ShapeError, r"n = 1.5 survivors of 3"),  # type: ignore[arg-type]
    (lambda: pareto.survivors(POINTS, "2"), ShapeError, "n = '2' survivors of 3"),  # type: ignore[arg-type]
    (lambda: pareto.survivors(POINTS, True), ShapeError, "n = True survivors of 3"),
    (lambda: pareto.thinned(POINTS, None), ShapeError, "n = None; expected a whole"),  # type: ignore[arg-type]
    (lambda: pareto.crowding(POINTS, [0, 0, 2**32]), ShapeError, "whole numbers from 0 to 4294967295"),
    (lambda: pareto.crowding(POINTS, [[0], [0, 1], [2]]), ShapeError, "fronts: no array"),
    (lambda: pareto.hypervolume(POINTS, [[0], [0, 1]]), ShapeError, "reference_point: no array"),
    (lambda: pareto.hypervolume(np.ones((2, 32)), [0] * 32), ShapeError, "32 columns; expected 31 at most"),
    (lambda: own(worst=3), ConfigError, "worst = 3: expected 1 finite numbers"),
    (lambda: own(each="no"), ConfigError, "each = 'no': expected True or False"),
    (lambda: own(seeded="no"), ConfigError, "seeded = 'no': expected True or False"),
    (lambda: own(stochastic="no"), ConfigError, "stochastic = 'no': expected True or False"),
    (lambda: own(name=3), ConfigError, "name = 3: expected a text"),
    (lambda: own(n_inputs=10**30), ConfigError, "n_inputs = 10*: .* to 2147483647"),
    (lambda: trained(config={1: 2}), ConfigError, "config: a key must be a text; got 1"),
    (lambda: Config.build({1: 2}), ConfigError, "config: a key must be a text; got 1"),  # type: ignore[dict-item]
    (lambda: Nsga2(n_variables=2).save(3), ConfigError, "path = 3: expected a path"),  # type: ignore[arg-type]
    (lambda: Nsga2.load(3), ConfigError, "path = 3: expected a path"),  # type: ignore[arg-type]
    (lambda: Nsga2(n_variables=2, crossover_eta=10**400), ConfigError, "crossover_eta = 10*: expected a"),
    (lambda: Neat(**(ENDS | {"n_inputs": 10**5000})), ConfigError, "n_inputs = a number of thousands of"),
    (lambda: genomes.save(3, Neat(**ENDS).population), ConfigError, "path = 3"),  # type: ignore[arg-type]
    (lambda: genomes.load(3, Neat(**ENDS).backend), ConfigError, "path = 3"),  # type: ignore[arg-type]
    (lambda: genomes.save("a", Neat(**ENDS).population, config=3), ConfigError, "config = 3"),  # type: ignore[arg-type]
    (
        lambda: own(seeded=True, stochastic=False),
        ConfigError,
        "stochastic = False: a function that is seeded",
    ),
    (lambda: own(seeded=True, stochastic="no"), ConfigError, "stochastic = 'no': expected True or False"),
    (
        lambda: trained(config={"mutation": {1: 2}}),
        ConfigError,
        "mutation: a key must be a text; got 1",
    ),
    (lambda: trained(run_directory=3), ConfigError, "run_directory = 3: expected a path"),
    (lambda: trained(trackers=3), ConfigError, "trackers = 3: expected a list"),
    (lambda: trained(trackers=[3]), ConfigError, r"trackers = \[3\]: expected a list"),
    (lambda: trained(on_generation=3), ConfigError, "on_generation = 3: expected a function"),
    (lambda: speciate.load(3), ConfigError, "run_directory = 3: expected a path"),  # type: ignore[arg-type]
    (lambda: speciate.resume(3), ConfigError, "run_directory = 3: expected a path"),  # type: ignore[arg-type]
    (lambda: speciate.replay(3), ConfigError, "path = 3: expected a path"),  # type: ignore[arg-type]
    (lambda: speciate.polish("runs/a"), ConfigError, "run = 'runs/a': expected a Run"),  # type: ignore[arg-type]
    (lambda: comparison.compare(3), ConfigError, "run = 3: expected a Run"),  # type: ignore[arg-type]
    (
        lambda: speciate.Evolution(
            {"algorithm": "cma_es", "dense": {"hidden_layers": [9000]}, "cma_es": {"covariance": "full"}},
            **ENDS,
        ),
        ConfigError,
        'cma_es.covariance = "full": .* 27001 weights, .* at most 10000; choose "diagonal"',
    ),
    (
        lambda: speciate.Evolution({"algorithm": "cma_es", "population_size": 3}, **ENDS),
        ConfigError,
        "population_size = 3: expected at least 4",
    ),
    (
        lambda: speciate.Evolution(Config(algorithm="cma_es", population_size=3), **ENDS),
        ConfigError,
        "^population_size = 3: expected at least 4",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), CALLS, ids=[message for _, _, message in CALLS])
def test_an_argument_of_the_wrong_kind_is_named(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seed": 2**63}, "seed = 9223372036854775808: .* from 0 to 9223372036854775807"),
        ({"seed": -1}, "seed = -1"),
        ({"initial_sigma": "a"}, "initial_sigma = 'a': expected a number above 0"),
        ({"initial_sigma": None}, "initial_sigma = None: expected a number above 0"),
        ({"initial_sigma": float("nan")}, "initial_sigma = nan"),
    ],
)
def test_wrong_arguments_of_polishing_are_named(arguments: dict[str, Any], message: str, run: Run) -> None:
    with pytest.raises(ConfigError, match=message):
        speciate.polish(run, **arguments)


@pytest.mark.parametrize(
    "arguments", [{"n_episodes": 0}, {"n_episodes": 2**31 - 1}, {"n_members": -1}, {"n_members": "a"}]
)
def test_wrong_arguments_of_a_comparison_are_named(arguments: dict[str, Any], run: Run) -> None:
    with pytest.raises(ConfigError, match=f"{next(iter(arguments))} = "):
        comparison.compare(run, **arguments)


@pytest.mark.parametrize("function", [speciate.load, speciate.resume])
def test_the_name_of_an_environment_is_no_environment_of_a_saved_run(
    function: Callable[..., object], tmp_path: Path
) -> None:
    trained(backend="reference", run_directory=tmp_path / "run")
    with pytest.raises(ConfigError, match=r'environment = "xor": .* goes on in it; leave it out'):
        function(tmp_path / "run", environment="xor")


def test_the_least_population_of_cma_es_draws_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        config = {"algorithm": "cma_es", "population_size": 4, "environment": "xor", "generations": 3}
        speciate.train(config=config | {"backend": "reference"}, quiet=True)


def test_more_points_than_there_are_stay_as_they_are() -> None:
    assert pareto.thinned(POINTS, 2**70).tolist() == [0, 1, 2]


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    assert whole("n", np.uint8(3)) == 3
    with pytest.raises(ConfigError, match=r"n = 3.0: expected a whole number from 1$"):
        whole("n", 3.0)
    with pytest.raises(ConfigError, match=r"n = 3: expected a whole number from 1 to 2$"):
        whole("n", 3, 1, 2)


@pytest.mark.parametrize(
    ("check", "value"), [(truth, 1), (path_of, None), (number_between, True), (number_between, float("inf"))]
)
def test_other_kinds_are_refused(check: Callable[[str, Any], object], value: Any) -> None:
    with pytest.raises(ConfigError, match=f"x = {value!r}: expected"):
        check("x", value)


def test_unknown_words_are_refused_with_those_that_are_known() -> None:
    with pytest.raises(ConfigError, match="x = 'c': expected one of a, b"):
        one_of("x", "c", ["a", "b"])
    with pytest.raises(ConfigError, match=r"x = array\(.*\): expected one of a, b"):
        one_of("x", np.array(["a", "b"]), ["a", "b"])


@pytest.mark.parametrize("value", [True, np.True_])
def test_truth_values_of_numpy_are_truth_values(value: Any) -> None:
    assert truth("x", value) is True
