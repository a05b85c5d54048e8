"""Settings that reach every branch, and made-up evaluations."""

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.parity import fields

from speciate.values import settings as values

_TOP: dict[str, Any] = {
    "seed": 1,
    "population_size": 12,
    "n_inputs": 3,
    "n_outputs": 2,
    "n_objectives": 1,
    "threads": 1,
}
"""Settings of a small run besides its sections."""

_SMALL: dict[str, dict[str, Any]] = {
    "genome": {"most_founder_hidden_nodes": 4, "output_activation": "sigmoid"},
    "mutation": {
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
    "crossover": {"interspecies_rate": 0.1},
    "speciation": {"target_species": 4, "compatibility_threshold": 0.0},
    "reproduction": {
        "survival_rate": 0.4,
        "min_species_size": 1,
        "elite_species_size": 3,
        "stagnation_generations": 3,
        "population_stagnation_generations": 3,
        "weights": "perturbed",
    },
    "selection": {"survival": "generational", "archive_size": 6, "archive_breeding_rate": 0.3},
    "dense": {"hidden_layers": [4]},
    "genetic": {"tournament_size": 3, "elite_count": 2, "spread_generations": 2},
}
"""Other values than the config's defaults, so that much happens in few generations."""

DEFAULTS: dict[str, Any] = _TOP | {
    section: fields.defaults(section) | _SMALL.get(section, {}) for section in fields.SECTIONS
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


_TOP_STRATEGIES: dict[str, Any] = {
    "seed": st.integers(0, 2**64 - 1),
    "population_size": st.integers(1, 24),
    "n_inputs": st.integers(1, 5),
    "n_outputs": st.integers(1, 3),
    "n_objectives": st.integers(1, 4),
    "threads": st.integers(1, 3),
}

_NARROWED: dict[str, dict[str, Any]] = {
    "genome": {
        "least_founder_hidden_nodes": st.integers(0, 2),
        "most_founder_hidden_nodes": st.integers(2, 5),
        "weight_limit": _one_of(0.3, 2.0, 8.0),
    },
    "speciation": {
        "target_species": st.integers(1, 6),
        "compatibility_threshold": _one_of(0.0, 0.5, 2.0, 20.0) | st.floats(0.0, 20.0),
    },
    "reproduction": {
        "survival_rate": _one_of(0.1, 0.4, 1.0),
        "population_stagnation_generations": st.integers(0, 3),
        "weights": st.just("perturbed"),  # single steps know nothing of distributions: test_distribution.py
    },
    "selection": {"archive_size": st.integers(0, 8)},
    "dense": {"hidden_layers": st.lists(st.integers(1, 20), max_size=3)},
    "genetic": {
        "mutation_rate": _one_of(0.0, 1e-300, 1e-17, 1e-9, 0.01, 0.1, 0.5, 0.999, 1.0),
        "elite_count": st.integers(0, 30),
        "spread_growth": _one_of(1.0, 1.5, 10.0),
        "largest_spread": _one_of(1.0, 3.0, 100.0),
    },
}
"""Fields that must fit to others, whose interesting values are elsewhere, or that backends let be 0."""

_STRATEGIES: dict[str, Any] = _TOP_STRATEGIES | {
    section: fields.strategies(section) | _NARROWED.get(section, {}) for section in fields.SECTIONS
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


def as_settings(settings: Settings) -> values.Settings:
    """The settings as backends take them."""
    sections: dict[str, Any] = {
        "genome": values.GenomeSettings,
        "mutation": values.MutationSettings,
        "crossover": values.CrossoverSettings,
        "distance": values.DistanceSettings,
        "speciation": values.SpeciationSettings,
        "reproduction": values.ReproductionSettings,
        "selection": values.SelectionSettings,
        "dense": values.DenseSettings,
        "genetic": values.GeneticSettings,
    }
    frozen = {
        name: {
            key: tuple(entry) if isinstance(entry, list) else entry for key, entry in settings[name].items()
        }
        for name in sections
    }
    return values.Settings(**settings | {name: kind(**frozen[name]) for name, kind in sections.items()})


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
