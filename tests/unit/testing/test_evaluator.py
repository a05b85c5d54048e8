"""The check of evaluators: those of the package pass, and each fault of another one is named."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from speciate import FunctionEnvironment
from speciate.config import Config
from speciate.errors import ConfigError
from speciate.evaluators import choice
from speciate.testing import ConformanceError, check_evaluator
from speciate.values.evaluation import Evaluation

CONFIG = Config(backend="reference", on_fault="penalise", retries=0)


def play(network: Any, seed: int) -> float | None:
    """A number of the network and the seed, which some networks fail to give."""
    value = float(network.forward([1.0, (seed % 7) / 7])[0])
    return None if int(network.genome.ids[0]) == 3 else value


ENVIRONMENT = FunctionEnvironment(play, n_inputs=2, n_outputs=1, each=True, seeded=True)


class Own:
    """An evaluator that is right, or wrong in one way."""

    def __init__(self, fault: str = "") -> None:
        config = CONFIG.resolved(results=("fitness",), stochastic=True, n_inputs=2, n_outputs=1)
        self._local = choice.evaluator(config, ENVIRONMENT, lambda *_: None)
        self._fault = fault
        self._last: Evaluation | None = None
        self._n_closed = 0

    def evaluate(self, networks: Any, seeds: Any) -> Any:
        found, fault = self._local.evaluate(networks, seeds), self._fault
        if fault == "type":
            return found.results
        if fault == "dtype":
            return replace(found, results=found.results.astype(np.float32))
        if fault == "order":
            rows = np.argsort(networks.population.ids).astype(np.uint32)
            return Evaluation(found.results[rows], found.failed[rows])
        if fault == "failed":
            return replace(found, failed=np.zeros(len(networks), dtype=np.bool_))
        if fault == "shared" and self._last is not None and len(self._last.results) == len(found.results):
            self._last.results[:] = found.results
        if fault == "closed" and self._n_closed:
            raise RuntimeError("it is closed")
        self._last = found
        return found

    def close(self) -> None:
        self._n_closed += 1


def test_a_right_evaluator_passes() -> None:
    check_evaluator(Own(), ENVIRONMENT, backend="reference")


def test_evaluation_in_processes_passes() -> None:
    config = CONFIG.changed(workers=2).resolved(
        results=("fitness",), stochastic=True, n_inputs=2, n_outputs=1
    )
    evaluator = choice.evaluator(config, ENVIRONMENT, lambda *_: None)
    check_evaluator(evaluator, ENVIRONMENT, backend="reference")


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("type", "Own: evaluate gives ndarray; expected an Evaluation"),
        ("dtype", "Own: results is float32 (7, 1); expected float64 (7, 1)"),
        ("order", "Own: the same genomes in another order: results of row 0 is "),
        ("failed", "Own: a generation: failed of row 3 is False; evaluation in this process gives True"),
        ("shared", "Own: an evaluation changes when the next one is made: results of row "),
        ("closed", "Own: closing: raised RuntimeError: it is closed"),
    ],
)
def test_each_fault_is_named(fault: str, problem: str) -> None:
    with pytest.raises(ConformanceError) as caught:
        check_evaluator(Own(fault), ENVIRONMENT, backend="reference")
    assert any(line.startswith(problem) for line in str(caught.value).splitlines()), str(caught.value)


def test_what_is_no_evaluator_is_refused_with_the_methods_that_it_lacks() -> None:
    with pytest.raises(ConformanceError) as caught:
        check_evaluator(object(), ENVIRONMENT)  # type: ignore[arg-type]
    assert caught.value.problems == ("object: has no method evaluate", "object: has no method close")


def test_an_environment_whose_results_differ_from_call_to_call_is_refused() -> None:
    numbers = iter(range(10**6))
    changing = FunctionEnvironment(
        lambda networks: [float(next(numbers)) for _ in networks], n_inputs=2, n_outputs=1
    )
    with pytest.raises(ConfigError, match="gives other results for the same networks and seeds; take all"):
        check_evaluator(Own(), changing, backend="reference")
