"""Settings that reach every branch, and a loop that takes a backend through generations of random fitness."""

import copy
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from speciate.backends.protocol import Backend, Ledger, Population, Ranking, Species
from speciate.reference.network.activation import ACTIVATIONS, AGGREGATIONS

Arrays = dict[str, NDArray[Any]]

DEFAULTS: dict[str, Any] = {
    "seed": 1,
    "population_size": 12,
    "n_inputs": 3,
    "n_outputs": 2,
    "n_objectives": 1,
    "threads": 1,
    "genome": {
        "founders": "full",
        "founder_fraction": 0.5,
        "recurrent": False,
        "activation": "tanh",
        "output_activation": "sigmoid",
        "aggregation": "sum",
        "weight_limit": 8.0,
        "founder_weight_sigma": 1.0,
        "founder_bias_sigma": 1.0,
    },
    "mutation": {
        "structural_mutations": "independent",
        "weight_mutation_rate": 0.8,
        "weight_replace_rate": 0.1,
        "weight_sigma": 0.5,
        "weight_replace_sigma": 1.0,
        "bias_mutation_rate": 0.7,
        "bias_replace_rate": 0.1,
        "bias_sigma": 0.5,
        "bias_replace_sigma": 1.0,
        "add_connection_rate": 0.3,
        "add_node_rate": 0.3,
        "delete_connection_rate": 0.1,
        "delete_node_rate": 0.1,
        "toggle_enable_rate": 0.1,
        "re_enable_rate": 0.1,
        "activation_mutation_rate": 0.1,
        "activation_options": ["tanh", "relu", "sin"],
        "aggregation_mutation_rate": 0.1,
        "aggregation_options": ["sum", "max"],
    },
    "crossover": {
        "crossover_rate": 0.75,
        "interspecies_rate": 0.1,
        "mutate_after_crossover_rate": 0.8,
        "average_rate": 0.4,
        "disable_rate": 0.75,
    },
    "distance": {
        "excess_coefficient": 1.0,
        "disjoint_coefficient": 1.0,
        "weight_coefficient": 0.4,
        "node_coefficient": 0.0,
        "distance_normalization": "none",
    },
    "speciation": {
        "target_species": 4,
        "compatibility_threshold": 0.0,
        "species_assignment": "first",
        "representative": "random",
    },
    "reproduction": {
        "survival_rate": 0.4,
        "min_species_size": 1,
        "elite_species_size": 3,
        "stagnation_generations": 3,
        "protected_species": 2,
        "population_stagnation_generations": 3,
    },
    "selection": {
        "survival": "generational",
        "survivor_fraction": 0.5,
        "archive_size": 6,
        "archive_breeding_rate": 0.3,
    },
}
"""Settings of a small run, every key."""

Settings = dict[str, Any]


def settings_with(**changes: Any) -> Settings:
    """The defaults with changes: ``seed=2`` at the top, ``genome={"recurrent": True}`` in a section."""
    result = copy.deepcopy(DEFAULTS)
    for name, value in changes.items():
        if isinstance(value, dict):
            unknown = value.keys() - result[name].keys()
            assert not unknown, unknown
            result[name].update(value)
        else:
            assert name in result, name
            result[name] = value
    return result


def _one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


_RATES = _one_of(0.0, 0.1, 0.5, 1.0)
_SIGMAS = _one_of(0.0, 0.5, 3.0)
_COEFFICIENTS = _one_of(0.0, 0.4, 1.0, 2.5)

_STRATEGIES: dict[str, Any] = {
    "seed": st.integers(0, 2**64 - 1),
    "population_size": st.integers(1, 24),
    "n_inputs": st.integers(1, 5),
    "n_outputs": st.integers(1, 3),
    "n_objectives": st.integers(1, 4),
    "threads": st.integers(1, 3),
    "genome": {
        "founders": _one_of("full", "partial", "unconnected", "one_input"),
        "founder_fraction": st.floats(0.0, 1.0),
        "recurrent": st.booleans(),
        "activation": st.sampled_from(ACTIVATIONS),
        "output_activation": st.sampled_from(ACTIVATIONS),
        "aggregation": st.sampled_from(AGGREGATIONS),
        "weight_limit": _one_of(0.3, 2.0, 8.0),
        "founder_weight_sigma": _SIGMAS,
        "founder_bias_sigma": _SIGMAS,
    },
    "mutation": {name: _RATES for name in DEFAULTS["mutation"] if name.endswith("_rate")}
    | {name: _SIGMAS for name in DEFAULTS["mutation"] if name.endswith("_sigma")}
    | {
        "structural_mutations": _one_of("independent", "exclusive"),
        "activation_options": st.lists(st.sampled_from(ACTIVATIONS), min_size=1, max_size=4),
        "aggregation_options": st.lists(st.sampled_from(AGGREGATIONS), min_size=1, max_size=4),
    },
    "crossover": dict.fromkeys(DEFAULTS["crossover"], _RATES),
    "distance": dict.fromkeys(DEFAULTS["distance"], _COEFFICIENTS)
    | {"distance_normalization": _one_of("none", "larger_genome")},
    "speciation": {
        "target_species": st.integers(1, 6),
        "compatibility_threshold": _one_of(0.0, 0.5, 2.0, 20.0),
        "species_assignment": _one_of("first", "nearest"),
        "representative": _one_of("random", "champion", "nearest"),
    },
    "reproduction": {
        "survival_rate": _one_of(0.1, 0.4, 1.0),
        "min_species_size": st.integers(1, 4),
        "elite_species_size": st.integers(0, 4),
        "stagnation_generations": st.integers(1, 4),
        "protected_species": st.integers(0, 3),
        "population_stagnation_generations": st.integers(0, 3),
    },
    "selection": {
        "survival": _one_of("generational", "elitist", "mixed"),
        "survivor_fraction": st.floats(0.0, 1.0),
        "archive_size": st.integers(0, 8),
        "archive_breeding_rate": _RATES,
    },
}


def settings_strategy(**fixed: Any) -> st.SearchStrategy[Settings]:
    """Settings of every kind; ``fixed`` keys, as in ``settings_with``, do not vary."""
    drawn: dict[str, Any] = {}
    for name, strategy in _STRATEGIES.items():
        value = fixed.get(name, {})
        if not isinstance(strategy, dict):
            drawn[name] = st.just(fixed[name]) if name in fixed else strategy
        else:
            held = {key: st.just(entry) for key, entry in value.items()}
            drawn[name] = st.fixed_dictionaries(strategy | held)
    return st.fixed_dictionaries(drawn)


@dataclass(frozen=True)
class Evaluations:
    """Made-up evaluations, a pure function of the generation.

    Attributes:
        seed: Seeds them.
        kind: ``ties`` (small whole numbers, both zeros), ``normal``, or ``extreme`` (ends of the doubles).
        failure_rate: How many evaluations fail.
    """

    seed: int
    kind: str
    failure_rate: float

    def objectives(self, generation: int, n_genomes: int, n_objectives: int) -> NDArray[np.float64]:
        """Objectives: float64 (n_genomes, n_objectives)."""
        generator = np.random.default_rng((self.seed, generation, 0))
        shape = (n_genomes, n_objectives)
        if self.kind == "normal":
            return generator.normal(size=shape)
        values = [-1.0, -0.0, 0.0, 1.0, 2.0]
        if self.kind == "extreme":
            values = [-1.7e308, -1.0, 5e-324, 1e-300, 1.7e308]
            if n_objectives > 1:
                values += [-np.inf, np.inf]
        return generator.choice(np.array(values), size=shape)

    def failed(self, generation: int, n_genomes: int) -> NDArray[np.bool_]:
        """Whose evaluation failed: bool (n_genomes,)."""
        generator = np.random.default_rng((self.seed, generation, 1))
        return generator.random(n_genomes) < self.failure_rate

    def accepted(self, generation: int, n_genomes: int) -> NDArray[np.bool_]:
        """Whom the archive accepted: bool (n_genomes,)."""
        return np.random.default_rng((self.seed, generation, 2)).random(n_genomes) < 0.3


EVALUATIONS = st.builds(
    Evaluations,
    seed=st.integers(0, 2**32 - 1),
    kind=_one_of("ties", "normal", "extreme"),
    failure_rate=_one_of(0.0, 0.2, 1.0),
)


def evolve(
    backend: Backend, settings: Settings, evaluations: Evaluations, n_generations: int
) -> list[Arrays]:
    """Takes a backend through generations; everything that it returned, as named arrays per generation."""
    population, ledger = backend.found()
    trace = [columns_of("founders", population)]
    run = _Run(backend, settings, evaluations)
    for generation in range(n_generations):
        population, ledger, arrays = run.next(population, ledger, generation)
        trace.append(arrays | forward_of(backend, population, generation))
    return trace


class _Run:
    """What is carried from one generation to the next."""

    def __init__(self, backend: Backend, settings: Settings, evaluations: Evaluations) -> None:
        self.backend = backend
        self.settings = settings
        self.evaluations = evaluations
        self.carried: Population | None = None
        self.carried_objectives = np.empty((0, settings["n_objectives"]))
        self.carried_failed = np.empty(0, dtype=np.bool_)
        self.species: Species | None = None
        self.archive: Population | None = None

    def next(
        self, asked: Population, ledger: Ledger, generation: int
    ) -> tuple[Population, Ledger, dict[str, NDArray[Any]]]:
        """One generation of the loop."""
        backend, evaluations = self.backend, self.evaluations
        n_objectives = self.settings["n_objectives"]
        pool = asked if self.carried is None else backend.concatenate([self.carried, asked])
        new = evaluations.objectives(generation, len(asked), n_objectives)
        objectives = np.concatenate([self.carried_objectives, new])
        failed = np.concatenate([self.carried_failed, evaluations.failed(generation, len(asked))])
        pool_ranking = backend.rank(objectives, failed, pool.sizes, pool.columns()["ids"])
        rows = backend.survive(objectives, failed, pool_ranking, len(self.carried_failed), generation)
        survivors, objectives, failed = pool.select(rows), objectives[rows], failed[rows]
        ranking = backend.rank(objectives, failed, survivors.sizes, survivors.columns()["ids"])
        fitness = np.where(failed, -np.inf, objectives[:, 0]) if n_objectives == 1 else None
        accepted = evaluations.accepted(generation, len(rows))
        species = backend.speciate(survivors, self.species, ranking, fitness, accepted, generation)
        archive_sizes = np.empty(0, dtype=np.uint32) if self.archive is None else self.archive.sizes
        plan = backend.plan(
            species, ranking, fitness, failed, survivors.sizes, archive_sizes, generation, generation % 4
        )
        bred, next_ledger = backend.breed(survivors, self.archive, plan, ledger, generation)
        arrays = (
            {f"pool {name}": value for name, value in vars(pool_ranking).items()}
            | {"survivor rows": rows}
            | ranking_of(ranking)
            | species_of(species)
            | {f"plan {name}": value for name, value in vars(plan).items()}
            | columns_of("offspring", bred)
            | {"ledger": np.array([next_ledger.next_innovation, next_ledger.next_node_id])}
        )
        if self.settings["selection"]["survival"] != "generational":
            self.carried, self.carried_objectives, self.carried_failed = survivors, objectives, failed
        best = ranking.order[: self.settings["selection"]["archive_size"]]
        self.archive = survivors.select(best) if len(best) else None
        self.species = species
        return bred, next_ledger, arrays


def columns_of(title: str, population: Population) -> Arrays:
    """Every column of a population, and its sizes."""
    named = {f"{title} {name}": column for name, column in population.columns().items()}
    return named | {f"{title} sizes": population.sizes}


def ranking_of(ranking: Ranking) -> Arrays:
    """The arrays of a ranking."""
    return {f"ranking {name}": value for name, value in vars(ranking).items()}


def species_of(species: Species) -> Arrays:
    """The arrays of species, and their numbers as arrays."""
    named = {f"species {k}": v for k, v in vars(species).items() if isinstance(v, np.ndarray)}
    numbers = {"species threshold": np.array(species.threshold), "species next_id": np.array(species.next_id)}
    return named | numbers | columns_of("representatives", species.representatives)


def forward_of(backend: Backend, population: Population, seed: int) -> Arrays:
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


def as_json(settings: Settings) -> str:
    """The settings as backends read them."""
    return json.dumps(settings)
