"""The check of environments finds every broken rule, and nothing else."""

import itertools
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import pytest

from speciate import FunctionEnvironment, Networks
from speciate.environments.native import BuiltInEnvironment
from speciate.errors import ConfigError, ConformanceError, StateError
from speciate.testing import check_environment
from speciate.values.environment import EnvironmentSpec, Episodes

SPEC = EnvironmentSpec(2, 1, ("fitness",), (-10.0,), 1)


def outputs(networks: Networks) -> Any:
    """What every network answers to one observation: float64 (n_genomes,), in [0, 1]."""
    networks.reset()
    return networks.forward([1.0, 0.5])[:, 0].astype(np.float64)


def noise(seeds: Any) -> Any:
    return [np.random.default_rng(seed).normal() for seed in seeds.tolist()]


class Fine:
    """An environment that keeps all rules; the others break one each."""

    name = "fine"
    spec: Any = SPEC

    def play(self, networks: Networks, seeds: Any) -> Any:
        return self.episodes(outputs(networks)[:, None] + noise(seeds))

    def episodes(self, results: Any) -> Episodes:
        return Episodes(results[:, :, None], np.zeros(len(results), dtype=np.bool_))


class NoSpec(Fine):
    spec = None


class BadSpec(Fine):
    spec = replace(SPEC, worst=(1.0, 2.0))


class Raising(Fine):
    def play(self, networks: Networks, seeds: Any) -> Any:  # noqa: ARG002  # as the protocol has it
        raise RuntimeError(f"no {len(networks)}")


class WrongShape(Fine):
    def play(self, networks: Networks, seeds: Any) -> Any:  # noqa: ARG002  # as the protocol has it
        return Episodes(np.zeros(len(networks)), np.zeros(len(networks), dtype=np.bool_))


class WrongType(Fine):
    def play(self, networks: Networks, seeds: Any) -> Any:
        played = super().play(networks, seeds)
        return Episodes(played.results.astype(str), played.failed)


class NumbersAsFailed(Fine):
    def play(self, networks: Networks, seeds: Any) -> Any:
        played = super().play(networks, seeds)
        return Episodes(played.results, played.failed.astype(np.float64))


class NotFinite(Fine):
    def play(self, networks: Networks, seeds: Any) -> Any:
        return self.episodes(np.full((len(networks), len(seeds)), np.nan))


class AllFailed(Fine):
    def play(self, networks: Networks, seeds: Any) -> Any:
        played = super().play(networks, seeds)
        return Episodes(played.results, ~played.failed)


class Worse(Fine):
    def play(self, networks: Networks, seeds: Any) -> Any:
        return self.episodes(outputs(networks)[:, None] - 100.0 + noise(seeds))


class Counting(Fine):
    counter: ClassVar[Any] = itertools.count()

    def play(self, networks: Networks, seeds: Any) -> Any:
        return self.episodes(outputs(networks)[:, None] + noise(seeds) + next(self.counter))


class Tournament(Fine):
    def play(self, networks: Networks, seeds: Any) -> Any:
        given = outputs(networks)
        return self.episodes((given - given.mean())[:, None] + noise(seeds))


class Remembering(Fine):
    def play(self, networks: Networks, seeds: Any) -> Any:
        return self.episodes(networks.forward([1.0, 0.5])[:, :1] + noise(seeds))


class SaysAlike(Fine):
    spec = replace(SPEC, stochastic=False)


class Unpicklable(Fine):
    def __init__(self) -> None:
        self.lock = threading.Lock()


class OtherInWorkers(Fine):
    def __init__(self, shift: float = 0.0) -> None:
        self.shift = shift

    def __reduce__(self) -> Any:
        return OtherInWorkers, (1.0,)

    def play(self, networks: Networks, seeds: Any) -> Any:
        return self.episodes(outputs(networks)[:, None] + noise(seeds) + self.shift)


class FailingInWorkers(OtherInWorkers):
    def __reduce__(self) -> Any:
        return FailingInWorkers, (1.0,)

    def play(self, networks: Networks, seeds: Any) -> Any:
        if self.shift:
            raise StateError("only where it was made")
        return super().play(networks, seeds)


class Changing(Fine):
    def play(self, networks: Networks, seeds: Any) -> Any:
        played = super().play(networks, seeds)
        networks._population = networks.population.select(np.zeros(len(networks), dtype=np.uint32))
        return played


class OtherSpec(Fine):
    def play(self, networks: Networks, seeds: Any) -> Any:
        self.spec = replace(SPEC, max_steps=2)
        return super().play(networks, seeds)


@pytest.mark.parametrize(
    ("make", "start"),
    [
        (NoSpec, "environment = <"),
        (BadSpec, "worst = [1.0, 2.0]: expected 1 finite numbers"),
        (Raising, "play(networks, seeds): raised RuntimeError: no 6; correct"),
        (WrongShape, "play(networks, seeds): fine: play returned results of type float64 and shape (6,)"),
        (WrongType, "play(networks, seeds): fine: play returned results"),
        (NumbersAsFailed, "play(networks, seeds): fine: play returned failed"),
        (NotFinite, 'results: "fitness" is nan for the genome at row 0; return finite numbers'),
        (AllFailed, "failed: every genome failed"),
        (Worse, 'worst: "fitness" was -1'),
        (Counting, "play gives other results for the same networks and seeds; draw"),
        (Tournament, "play gives the genome at row 0 other results alone than among others; let"),
        (Remembering, "play gives other results for networks that remember (genome.recurrent)"),
        (SaysAlike, "spec.stochastic is false, but episodes of different seeds differ; say"),
        (Unpicklable, "in a worker process: workers: the environment cannot be sent"),
        (OtherInWorkers, "play gives other results in a worker process; let"),
        (FailingInWorkers, "in a worker process: StateError: only where it was made; make"),
        (Changing, "play changes the networks ("),
        (OtherSpec, "spec: is another one after play; keep it constant"),
    ],
)
def test_a_broken_rule_is_one_line(make: Callable[[], Any], start: str, backend: str) -> None:
    with pytest.raises(ConformanceError) as caught:
        check_environment(make(), backend=backend)
    (line,) = caught.value.problems
    assert line.startswith(start)
    assert str(caught.value) == line


def test_all_broken_rules_are_listed(native: str) -> None:
    class Worst(Worse):
        spec = replace(SPEC, stochastic=False)

        def play(self, networks: Networks, seeds: Any) -> Any:
            self.spec = replace(SPEC, max_steps=2)
            return super().play(networks, seeds)

    with pytest.raises(ConformanceError) as caught:
        check_environment(Worst(), backend=native)
    starts = [problem.partition(":")[0] for problem in caught.value.problems]
    assert starts[0] == "worst"
    assert starts[1].startswith("spec.stochastic is false")
    assert starts[2] == "spec"
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize("name", ["xor", "cart_pole", "recall"])
def test_built_in_environments_keep_all_rules(name: str, backend: str) -> None:
    check_environment(name, backend=backend)
    check_environment(BuiltInEnvironment(name, {}, backend), backend=backend, n_genomes=3, seed=4)


def each(network: Any, seed: int) -> float:
    return float(network.forward([1.0, 0.5])[0]) + float(np.random.default_rng(seed).normal())


def test_environments_that_keep_all_rules_pass(native: str) -> None:
    check_environment(Fine(), backend=native)
    check_environment(FunctionEnvironment(outputs, n_inputs=2, n_outputs=1))
    check_environment(FunctionEnvironment(each, n_inputs=2, n_outputs=1, each=True, seeded=True))


def test_a_function_that_says_it_is_not_repeatable_may_differ(native: str) -> None:
    random = np.random.default_rng(3)
    environment = FunctionEnvironment(
        lambda networks: random.normal(size=len(networks)), n_inputs=2, n_outputs=1, stochastic=True
    )
    check_environment(environment, backend=native)


def test_a_name_that_is_none_and_arguments_are_refused() -> None:
    with pytest.raises(ConformanceError, match="unknown environment 'xro'"):
        check_environment("xro")
    with pytest.raises(ConformanceError, match="unknown option 'steps'"):
        check_environment("xor", environment_options={"steps": 3})
    with pytest.raises(ConfigError, match="n_genomes"):
        check_environment("xor", n_genomes=1)
