"""A check of users' own evaluators: whether one gives exactly what evaluation in this process gives."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

import numpy as np

from speciate.config import Config
from speciate.environments import checks
from speciate.errors import ConfigError, ConformanceError
from speciate.evaluators import choice
from speciate.evaluators.protocol import Evaluator
from speciate.evolution.loop import Evolution
from speciate.testing.problems import raise_all
from speciate.values import episodes
from speciate.values.environment import Environment
from speciate.values.evaluation import Evaluation
from speciate.values.networks import Networks
from speciate.values.types import Uint64s

_N_GENOMES: Final = 7
_N_EPISODES: Final = 3


class _Case:
    """An evaluator that is checked, what it plays, and the evaluations that are expected of it."""

    def __init__(self, evaluator: Evaluator, environment: Environment, backend: str) -> None:
        spec = environment.spec
        config = Config(population_size=_N_GENOMES, seed=5, on_fault="penalise", retries=0, threads=1)
        config = config.changed(backend=backend).resolved(
            results=spec.results,
            stochastic=spec.stochastic,
            n_inputs=spec.n_observations,
            n_outputs=spec.n_actions,
            views=spec.views,
        )
        evolution = Evolution(
            config, n_inputs=spec.n_observations, n_outputs=spec.n_actions, views=spec.views
        )
        self.evaluator = evaluator
        self.spec = spec
        self.networks = evolution.ask()
        self.seeds = episodes.training_seeds(5, 0, _N_EPISODES if spec.stochastic else 1)
        self._local = choice.evaluator(config, environment, lambda *_: None)

    @property
    def backwards(self) -> Networks:
        """The same networks in the opposite order."""
        rows = np.arange(_N_GENOMES, dtype=np.uint32)[::-1].copy()
        return Networks(self.networks.population.select(rows), self.networks.backend)

    def expected(self, networks: Networks, seeds: Uint64s) -> Evaluation:
        """The evaluation that this process gives."""
        return self._local.evaluate(networks, seeds)


def check_evaluator(evaluator: Evaluator, environment: Environment, *, backend: str = "native") -> None:
    """Checks an evaluator: evaluates small populations with it and in this process, and compares.

    Both have to agree bit for bit: in any order of the genomes, in several calls, and after ``close``. An
    environment in which some genomes fail checks that these are counted as well.

    Args:
        evaluator: The evaluator. It plays ``environment``, and goes on where an evaluation fails. It is
            closed in the end.
        environment: The environment that it plays; the same networks and seeds always give the same results.
        backend: The backend of the networks, "native" or "reference".

    Raises:
        ConformanceError: There are problems; one line for each says what is wrong.
        ConfigError: The environment is none.
        BackendError: The backend is not installed.

    Example:
        >>> from speciate.testing import check_evaluator
        >>> check_evaluator(MyEvaluator(environment), environment)
    """
    name = type(evaluator).__name__
    missing = [one for one in ("evaluate", "close") if not callable(getattr(evaluator, one, None))]
    if missing:
        raise ConformanceError(*(f"{name}: has no method {one}" for one in missing))
    case = _Case(evaluator, checks.environment(environment), backend)
    if _differences(case.expected(case.networks, case.seeds), case.expected(case.networks, case.seeds)):
        raise ConfigError(
            f"environment = {environment!r}: gives other results for the same networks and seeds; take all "
            "chance from the seeds"
        )
    found = {
        "evaluate": _types,
        "a generation": _whole_generation,
        "another order": _other_order,
        "one genome": _one_genome,
        "other seeds": _other_seeds,
        "results that are kept": _kept_results,
        "closing": _closing,
    }
    raise_all(name, [(title, partial(check, case)) for title, check in found.items()])


def _types(case: _Case) -> Iterable[str]:
    found: Any = case.evaluator.evaluate(case.networks, case.seeds)
    if not isinstance(found, Evaluation):
        yield f"evaluate gives {type(found).__name__}; expected an Evaluation"
        return
    shape = (_N_GENOMES, len(case.spec.results))
    for what, array, dtype, expected in (
        ("results", found.results, np.float64, shape),
        ("failed", found.failed, np.bool_, shape[:1]),
    ):
        given: Any = array
        if not isinstance(given, np.ndarray):
            yield f"{what} is {type(given).__name__}; expected an array"
        elif given.dtype != dtype or given.shape != expected:
            yield f"{what} is {given.dtype} {given.shape}; expected {np.dtype(dtype)} {expected}"
    retries: Any = found.n_retries
    if type(retries) is not int or retries < 0:
        yield f"n_retries is {retries!r}; expected a whole number from 0"


def _whole_generation(case: _Case) -> Iterable[str]:
    return _compared(case, "a generation", case.networks, case.seeds)


def _other_order(case: _Case) -> Iterable[str]:
    return _compared(case, "the same genomes in another order", case.backwards, case.seeds)


def _one_genome(case: _Case) -> Iterable[str]:
    return _compared(case, "one genome alone", case.networks.only(2), case.seeds)


def _other_seeds(case: _Case) -> Iterable[str]:
    seeds = episodes.training_seeds(5, 1, len(case.seeds) + 1)
    return _compared(case, "another number of episodes", case.networks, seeds)


def _kept_results(case: _Case) -> Iterable[str]:
    first = case.evaluator.evaluate(case.networks, case.seeds)
    case.evaluator.evaluate(case.backwards, case.seeds)
    for line in _differences(first, case.expected(case.networks, case.seeds)):
        yield f"an evaluation changes when the next one is made: {line}"


def _closing(case: _Case) -> Iterable[str]:
    case.evaluator.close()
    case.evaluator.close()
    yield from _compared(case, "a generation after close()", case.networks, case.seeds)
    case.evaluator.close()


def _compared(case: _Case, what: str, networks: Networks, seeds: Uint64s) -> Iterable[str]:
    """One line for each difference from evaluation in this process."""
    expected = case.expected(networks, seeds)
    found = case.evaluator.evaluate(networks, seeds)
    return [f"{what}: {line}" for line in _differences(found, expected)]


def _differences(found: Evaluation, expected: Evaluation) -> list[str]:
    """What differs, with the first row in which it does."""
    lines = []
    for what, one, other in (
        ("failed", found.failed, expected.failed),
        ("results", found.results, expected.results),
    ):
        if np.shape(one) != other.shape:
            lines.append(
                f"{what} has the shape {np.shape(one)}; evaluation in this process gives {other.shape}"
            )
        elif len(rows := np.flatnonzero(_unlike(np.asarray(one, other.dtype), other))):
            row = int(rows[0])
            lines.append(f"{what} of row {row} is {one[row]}; evaluation in this process gives {other[row]}")
    return lines


def _unlike(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Which rows differ in any bit."""
    rows = [np.ascontiguousarray(array).reshape(len(other), -1).view(np.uint8) for array in (one, other)]
    return np.asarray((rows[0] != rows[1]).any(axis=1))
