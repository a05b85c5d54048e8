"""The check of algorithms accepts those of the package, and names each rule that another one breaks."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from speciate.config.algorithms import AlgorithmRecord
from speciate.errors import ConfigError
from speciate.evolution.algorithm import Bred, Memory, Outcome
from speciate.evolution.algorithms.genetic import RECORD, GeneticAlgorithm
from speciate.testing import ConformanceError, check_algorithm
from speciate.values.population import Population
from speciate.values.registry import Registry
from speciate.values.snapshot import Snapshot

GRID = {"measures": ["where"], "map_elites": {"grid_lower": [0.0], "grid_upper": [12.0]}}


@pytest.fixture(autouse=True)
def _forget_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is known to this test alone."""
    from speciate.config.algorithms import ALGORITHMS  # noqa: PLC0415

    monkeypatch.setattr(ALGORITHMS, "_registered", dict(ALGORITHMS._registered))


ALGORITHMS = ["cma_es", "genetic", "hyperneat", "neat", "map_elites", "openai_es", "snes"]


@pytest.mark.parametrize("name", ALGORITHMS)
def test_the_algorithms_of_the_package_pass(native: str, name: str) -> None:
    check_algorithm(name, {"backend": native} | (GRID if name == "map_elites" else {}))


class _Wrong(GeneticAlgorithm):
    """The genetic algorithm with a mistake."""

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        return self.spoilt(super().advance(outcome, memory))

    def spoilt(self, bred: Bred) -> Bred:
        raise NotImplementedError


class _FewGenomes(_Wrong):
    def spoilt(self, bred: Bred) -> Bred:
        return bred._replace(asked=bred.asked.select(np.arange(3, dtype=np.uint32)))


class _EqualIds(_Wrong):
    def spoilt(self, bred: Bred) -> Bred:
        return bred._replace(asked=bred.asked.select(np.zeros(12, dtype=np.uint32)))


class _NoOrder(_Wrong):
    def spoilt(self, bred: Bred) -> Bred:
        order = np.zeros_like(bred.ranking.order)
        return bred._replace(ranking=bred.ranking._replace(order=order))


class _NotANumber(_Wrong):
    def spoilt(self, bred: Bred) -> Bred:
        return bred._replace(metrics={"step": float("nan")})


class _Overwriting(GeneticAlgorithm):
    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        outcome.asked.objectives[0, 0] += 1.0
        return super().advance(outcome, memory)


class _OwnChance(_Wrong):
    random = np.random.default_rng()

    def spoilt(self, bred: Bred) -> Bred:
        columns = bred.asked.columns()
        weights = self.random.random(columns["weights"].shape, dtype=np.float32)
        asked = self.backend.population({"ids": columns["ids"], "weights": weights})
        return bred._replace(asked=asked)


class _Forgetful(_Wrong):
    """Counts generations in itself, so a run that is resumed begins to count anew."""

    n_advanced = 0

    def spoilt(self, bred: Bred) -> Bred:
        self.n_advanced += 1
        columns = bred.asked.columns()
        weights = np.full_like(columns["weights"], self.n_advanced)
        asked = self.backend.population({"ids": columns["ids"], "weights": weights})
        return bred._replace(asked=asked)


class _Raising(GeneticAlgorithm):
    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        if outcome.asked.n_failed:
            raise ZeroDivisionError("no genome is left")
        return super().advance(outcome, memory)


class _OfferingWhatItAsks(GeneticAlgorithm):
    """Offers the first genome of every generation under its own id."""

    def candidates(self, memory: Memory) -> Population:
        del memory
        return self.backend.numbered(self.backend.found().weights[:1], 1)


class _OfferingByItself(GeneticAlgorithm):
    """Offers something only where it has advanced before."""

    offered: Population | None = None

    def advance(self, outcome: Outcome, memory: Memory) -> Bred:
        self.offered = outcome.asked.population
        return super().advance(outcome, memory)

    def candidates(self, memory: Memory) -> Population | None:
        del memory
        return self.offered


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        (_FewGenomes, "advance gives 3 genomes; expected population_size = 12"),
        (_EqualIds, "advance gives genomes with equal ids"),
        (_NoOrder, "the order of its ranking does not name every survivor once"),
        (_NotANumber, 'metrics of advance: JSON cannot hold its values ("step": '),
        (_Overwriting, "advance changes its arguments"),
        (_OwnChance, "two runs of one seed differ"),
        (_Forgetful, "a run that is resumed after"),
        (_Raising, "advance raised ZeroDivisionError: no genome is left"),
        (_OfferingWhatItAsks, "candidates have ids of genomes that are asked"),
        (_OfferingByItself, "candidates of a resumed run differ"),
    ],
)
def test_a_mistake_is_named(kind: Callable[..., Any], problem: str) -> None:
    record = replace(RECORD, name="wrong", create=kind, divisible=False, several_objectives=False)
    with pytest.raises(ConformanceError) as error:
        check_algorithm(record, {"backend": "reference"})
    assert any(problem in line for line in error.value.problems)
    assert all(line.startswith('algorithm "wrong": ') for line in str(error.value).splitlines())


class _Unwritable(GeneticAlgorithm):
    class _Memory:
        def snapshot(self) -> Snapshot:
            return Snapshot({}, {"kept": object()})

    def found(self) -> Any:
        return super().found()[0], self._Memory()


def test_all_problems_are_listed_at_once() -> None:
    record = AlgorithmRecord(
        name="wrong", create=_Unwritable, reads={"colours": None}, fixed_topology=RECORD.fixed_topology
    )
    with pytest.raises(ConformanceError) as error:
        check_algorithm(record, {"backend": "reference"})
    for problem in (
        "description is empty",
        'reads names "colours"',
        "the snapshot of its memory cannot be written",
    ):
        assert any(problem in line for line in error.value.problems), problem


def test_a_registry_refuses_a_name_that_is_none_or_is_taken() -> None:
    registry: Registry[AlgorithmRecord] = Registry(
        "algorithm", "speciate.evolution.algorithms", AlgorithmRecord
    )
    with pytest.raises(ValueError, match="small letters"):
        registry.register(replace(RECORD, name="My Algorithm"))
    with pytest.raises(ValueError, match='algorithm "neat": is registered already'):
        registry.register(replace(RECORD, name="neat"))
    registry.register(replace(RECORD, name="own"))
    registry.register(replace(RECORD, name="own"))
    other = replace(RECORD, name="own", create=lambda *_: None)
    with pytest.raises(ValueError, match=r'"own": is registered already; .* register it with replace=True$'):
        registry.register(other)
    registry.register(other, replace=True)
    assert registry.find("own") is other
    assert registry.names() == (*registry.built_in, "own")


@pytest.mark.parametrize(
    ("algorithm", "settings", "message"),
    [
        (3, None, "algorithm = 3: expected an AlgorithmRecord, or the name of a registered one"),
        (GeneticAlgorithm, None, "expected an AlgorithmRecord"),
        ("neatt", None, 'algorithm = "neatt": unknown'),
        ("neat", 3, "settings = 3: expected settings by name"),
        ("map_elites", None, "measures = []"),
        ("neat", {"mutation": {"add_node_rate": 2}}, "mutation.add_node_rate = 2"),
    ],
)
def test_wrong_arguments_are_no_fault_of_the_algorithm(algorithm: Any, settings: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        check_algorithm(algorithm, settings)
