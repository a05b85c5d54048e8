"""A loop that takes a backend through generations of made-up fitness, and how results are compared."""

from typing import Any

import numpy as np
from benchmarks.suite.steps import Steps
from numpy.typing import NDArray
from tests.parity.strategies import Evaluations, Settings

from speciate.evolution.memories.neat import SPECIES_ARRAYS
from speciate.values.generation import (
    Advanced,
    Distributions,
    EvaluatedGeneration,
    Ledger,
    Ranking,
    Species,
)
from speciate.values.population import Population
from speciate.values.types import Bools, Float64s

Arrays = dict[str, NDArray[Any]]


def evolve(
    backend: Steps,
    settings: Settings,
    evaluations: Evaluations,
    n_generations: int,
    *,
    at_once: bool = False,
) -> list[Arrays]:
    """Takes a backend through generations; everything that it returned, as named arrays per generation.

    A generation is made by one step after the other, or by ``advance``, which tells less.
    """
    population, ledger = backend.found()
    trace = [columns_of("founders", population)]
    run = _Run(backend, settings, evaluations, at_once=at_once)
    for generation in range(n_generations):
        population, ledger, arrays = run.next(population, ledger, generation)
        trace.append(arrays | forward_of(backend, population, generation))
    return trace


class _Run:
    """What is carried from one generation to the next."""

    def __init__(
        self, backend: Steps, settings: Settings, evaluations: Evaluations, *, at_once: bool
    ) -> None:
        self.make = self._advance if at_once else self._by_steps
        self.backend = backend
        self.settings = settings
        self.evaluations = evaluations
        self.carried: Population | None = None
        self.carried_objectives = np.empty((0, settings["n_objectives"]))
        self.carried_failed = np.empty(0, dtype=np.bool_)
        self.species: Species | None = None
        self.archive: Population | None = None
        self.distributions: Distributions | None = None

    def next(
        self, asked: Population, ledger: Ledger, generation: int
    ) -> tuple[Population, Ledger, dict[str, NDArray[Any]]]:
        """One generation of the loop."""
        n_objectives = self.settings["n_objectives"]
        new = self.evaluations.objectives(generation, len(asked), n_objectives)
        objectives = np.concatenate([self.carried_objectives, new])
        failed = np.concatenate([self.carried_failed, self.evaluations.failed(generation, len(asked))])
        accepted = self.evaluations.accepted(generation, len(failed))
        made, arrays = self.make(asked, objectives, failed, accepted, ledger, generation)
        rows = np.arange(len(failed), dtype=np.uint32) if made.rows is None else made.rows
        arrays |= (
            {"survivor rows": rows}
            | columns_of("survivors", made.survivors)
            | ranking_of(made.ranking)
            | species_of(made.species)
            | columns_of("offspring", made.offspring)
            | {"ledger": np.array([made.ledger.next_innovation, made.ledger.next_node_id])}
        )
        if self.settings["selection"]["survival"] != "generational":
            self.carried = made.survivors
            self.carried_objectives, self.carried_failed = objectives[rows], failed[rows]
        best = made.ranking.order[: self.settings["selection"]["archive_size"]]
        self.archive = made.survivors.select(best) if len(best) else None
        self.species = made.species
        return made.offspring, made.ledger, arrays

    def _advance(
        self,
        asked: Population,
        objectives: Float64s,
        failed: Bools,
        accepted: Bools,
        ledger: Ledger,
        generation: int,
    ) -> tuple[Advanced, Arrays]:
        """The whole generation in one call."""
        evaluated = EvaluatedGeneration(
            self.carried,
            asked,
            objectives,
            failed,
            accepted,
            self.archive,
            self.species,
            ledger,
            generation,
            generation % 4,
            self.distributions,
        )
        made = self.backend.advance(evaluated)
        self.distributions = made.distributions
        known = {} if made.distributions is None else made.distributions._asdict()
        return made, {f"distributions {name}": array for name, array in known.items()}

    def _by_steps(
        self,
        asked: Population,
        objectives: Float64s,
        failed: Bools,
        accepted: Bools,
        ledger: Ledger,
        generation: int,
    ) -> tuple[Advanced, Arrays]:
        """The same by one step after the other, and what lies between them."""
        backend = self.backend
        pool = asked if self.carried is None else backend.concatenate([self.carried, asked])
        pool_ranking = backend.rank(objectives, failed, pool.sizes, pool.columns()["ids"])
        rows = backend.survive(objectives, failed, pool_ranking, len(self.carried_failed), generation)
        survivors, objectives, failed = pool.select(rows), objectives[rows], failed[rows]
        ranking = backend.rank(objectives, failed, survivors.sizes, survivors.columns()["ids"])
        fitness = np.where(failed, -np.inf, objectives[:, 0]) if objectives.shape[1] == 1 else None
        species = backend.speciate(survivors, self.species, ranking, fitness, accepted[rows], generation)
        archive_sizes = np.empty(0, dtype=np.uint32) if self.archive is None else self.archive.sizes
        plan = backend.plan(
            species, ranking, fitness, failed, survivors.sizes, archive_sizes, generation, generation % 4
        )
        bred, next_ledger = backend.breed(survivors, self.archive, plan, ledger, generation)
        between = {f"pool {name}": value for name, value in pool_ranking._asdict().items()} | {
            f"plan {name}": value for name, value in plan._asdict().items()
        }
        return Advanced(rows, survivors, ranking, species, bred, next_ledger), between


def columns_of(title: str, population: Population) -> Arrays:
    """Every column of a population, and its sizes."""
    named = {f"{title} {name}": column for name, column in population.columns().items()}
    return named | {f"{title} sizes": population.sizes}


def last_offspring(trace: list[Arrays]) -> Arrays:
    """The columns of the last population of a run, as ``GenomeBackend.population`` takes them."""
    title = "offspring " if len(trace) > 1 else "founders "
    columns = {name.removeprefix(title): array for name, array in trace[-1].items() if name.startswith(title)}
    del columns["sizes"]
    return columns


def ranking_of(ranking: Ranking) -> Arrays:
    """The arrays of a ranking."""
    return {f"ranking {name}": value for name, value in ranking._asdict().items()}


def species_of(species: Species) -> Arrays:
    """The arrays of species, and their numbers as arrays."""
    named = {f"species {name}": getattr(species, name) for name in SPECIES_ARRAYS}
    numbers = {
        "species threshold": np.array(species.threshold),
        "species threshold_step": np.array(species.threshold_step),
        "species next_id": np.array(species.next_id),
    }
    return named | numbers | columns_of("representatives", species.representatives)


def forward_of(backend: Steps, population: Population, seed: int) -> Arrays:
    """Outputs of the networks of a population for two steps of random observations, and then of one."""
    generator = np.random.default_rng(seed)
    networks = backend.compile(population)
    shape = (len(population), 3, population.n_inputs)
    named = {}
    for step in range(2):
        observations = generator.normal(scale=3.0, size=shape).astype(np.float32)
        named[f"forward batch {step}"] = networks.forward(observations)
    networks.reset()
    for step in range(2):
        observations = generator.normal(scale=3.0, size=shape[::2]).astype(np.float32)
        named[f"forward {step}"] = networks.forward(observations)
    named["forward shared"] = networks.forward(observations[0])
    return named


def assert_equal_arrays(native: Arrays, reference: Arrays) -> None:
    """Refuses arrays that differ in name, type, shape or a single bit; all NaN count as equal."""
    assert native.keys() == reference.keys()
    for name, expected in reference.items():
        found = np.asarray(native[name])
        assert (found.dtype, found.shape) == (expected.dtype, expected.shape), name
        assert _bits(found) == _bits(expected), f"{name}: native {found}, reference {expected}"


def _bits(array: NDArray[Any]) -> bytes:
    if array.dtype.kind == "f":
        array = np.where(np.isnan(array), np.nan, array).astype(array.dtype)
    return array.tobytes()
