"""The settings of a run, as the steps of a generation read them.

The configuration documents and checks each field; here every key is required and no other is allowed.
"""

import json
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, NewType, get_args, get_origin, get_type_hints

from speciate.backends.reference.network.activation import activation_number, aggregation_number

Activation = NewType("Activation", int)
"""Number of an activation; its name in the text."""

Aggregation = NewType("Aggregation", int)
"""Number of an aggregation; its name in the text."""


@dataclass(frozen=True)
class GenomeSettings:
    """What genomes are made of."""

    founders: Literal["full", "partial", "unconnected", "one_input", "hidden_layer", "random"]
    founder_fraction: float
    least_founder_hidden_nodes: int
    most_founder_hidden_nodes: int
    recurrent: bool
    activation: Activation
    output_activation: Activation
    aggregation: Aggregation
    weight_limit: float
    founder_weight_sigma: float
    founder_bias_sigma: float


@dataclass(frozen=True)
class MutationSettings:
    """How offspring change."""

    structural_mutations: Literal["independent", "exclusive"]
    weight_mutation_rate: float
    weight_replace_rate: float
    weight_sigma: float
    weight_replace_sigma: float
    bias_mutation_rate: float
    bias_replace_rate: float
    bias_sigma: float
    bias_replace_sigma: float
    add_connection_rate: float
    add_node_rate: float
    delete_connection_rate: float
    delete_node_rate: float
    toggle_enable_rate: float
    re_enable_rate: float
    activation_mutation_rate: float
    activation_options: tuple[Activation, ...]
    aggregation_mutation_rate: float
    aggregation_options: tuple[Aggregation, ...]


@dataclass(frozen=True)
class CrossoverSettings:
    """How two parents are joined."""

    crossover_rate: float
    interspecies_rate: float
    mutate_after_crossover_rate: float
    average_rate: float
    disable_rate: float


@dataclass(frozen=True)
class DistanceSettings:
    """How far apart two genomes are."""

    excess_coefficient: float
    disjoint_coefficient: float
    weight_coefficient: float
    node_coefficient: float
    distance_normalization: Literal["none", "larger_genome", "larger_genome_always"]


@dataclass(frozen=True)
class SpeciationSettings:
    """How genomes are grouped."""

    target_species: int
    compatibility_threshold: float
    species_assignment: Literal["first", "nearest"]
    representative: Literal["random", "champion", "nearest"]


@dataclass(frozen=True)
class ReproductionSettings:
    """How many offspring species get, and from whom."""

    survival_rate: float
    fitness_sharing: Literal["above_worst", "above_zero"]
    min_species_size: int
    elite_species_size: int
    stagnation_generations: int
    protected_species: int
    population_stagnation_generations: int


@dataclass(frozen=True)
class SelectionSettings:
    """Who lives on into the next generation."""

    survival: Literal["generational", "elitist", "mixed"]
    survivor_fraction: float
    archive_size: int
    archive_breeding_rate: float


@dataclass(frozen=True)
class DenseSettings:
    """The layers of networks of one fixed topology."""

    hidden_layers: tuple[int, ...]
    founder_gain: float


@dataclass(frozen=True)
class GeneticSettings:
    """How the genetic algorithm breeds rows of weights."""

    tournament_size: int
    weight_crossover: Literal["uniform", "two_point"]
    weight_crossover_rate: float
    mutation_rate: float
    mutation_sigma: float
    elite_count: int
    spread_generations: int
    spread_growth: float
    largest_spread: float


@dataclass(frozen=True)
class Settings:
    """Everything that decides what evolution does, and the number of threads, which decides nothing."""

    seed: int
    population_size: int
    n_inputs: int
    n_outputs: int
    n_objectives: int
    threads: int
    genome: GenomeSettings
    mutation: MutationSettings
    crossover: CrossoverSettings
    distance: DistanceSettings
    speciation: SpeciationSettings
    reproduction: ReproductionSettings
    selection: SelectionSettings
    dense: DenseSettings
    genetic: GeneticSettings

    @property
    def first_hidden(self) -> int:
        """The lowest id a hidden node can have: inputs and outputs come before."""
        return self.n_inputs + self.n_outputs


def parse(settings_json: str) -> Settings:
    """The settings in a JSON text.

    Raises:
        ValueError: A key is missing or unknown, or a value is not allowed; the message names the key.
    """
    settings: Settings = _record(Settings, json.loads(settings_json), "settings")
    for name in ("population_size", "n_inputs", "n_outputs", "n_objectives"):
        if getattr(settings, name) < 1:
            raise ValueError(f"{name} must be at least 1")
    genome = settings.genome
    if genome.least_founder_hidden_nodes > genome.most_founder_hidden_nodes:
        raise ValueError("least_founder_hidden_nodes must be up to most_founder_hidden_nodes")
    for name in ("activation_options", "aggregation_options"):
        if not getattr(settings.mutation, name):
            raise ValueError(f"{name} must name at least one")
    return settings


def _record(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be a JSON object")  # noqa: TRY004
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    for name in names:
        if name not in value:
            raise ValueError(f"{where}: '{name}' is missing")
    for name in value:
        if name not in names:
            raise ValueError(f"{where}: unknown key '{name}'; known are {', '.join(names)}")
    return kind(**{name: _read(hints[name], value[name], f"{where}.{name}") for name in names})


def _read(kind: Any, value: Any, where: str) -> Any:
    if is_dataclass(kind):
        return _record(kind, value, where)
    if kind is Activation:
        return activation_number(value)
    if kind is Aggregation:
        return aggregation_number(value)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], entry, where) for entry in value)
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise ValueError(f"{where} is {value!r}; allowed are {', '.join(get_args(kind))}")
        return value
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind or (kind is int and value < 0):
        raise ValueError(
            f"{where} is {value!r}; expected a {'whole number' if kind is int else kind.__name__}"
        )
    return value
