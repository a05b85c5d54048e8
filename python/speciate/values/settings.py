"""The settings of a run, as the steps of a generation read them.

The configuration documents and checks each field (see ``Config.settings``). A backend takes these values as
they are; only the native one writes them as text, where they leave Python.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from speciate.values.layers import Layers
from speciate.values.names import Activation, Aggregation
from speciate.values.substrate import Substrate


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
    compatibility_threshold: float  # at the start; 0 lets the backend find one
    species_assignment: Literal["first", "nearest"]
    representative: Literal["random", "champion", "nearest"]


@dataclass(frozen=True)
class ReproductionSettings:
    """How many offspring species get, and from which parents."""

    survival_rate: float
    fitness_sharing: Literal["above_worst", "above_zero"]
    min_species_size: int
    elite_species_size: int
    stagnation_generations: int
    protected_species: int
    population_stagnation_generations: int
    weights: Literal["perturbed", "distribution", "adaptive"]


@dataclass(frozen=True)
class SelectionSettings:
    """Which genomes live on into the next generation."""

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
    """Everything that decides what evolution does.

    Attributes:
        threads: How many threads the native backend uses. No result depends on it.
        fixed_topology: Whether genomes are dense networks. The steps do not read it.
    """

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
    fixed_topology: bool = False

    @property
    def first_hidden(self) -> int:
        """The lowest id a hidden node can have: inputs and outputs come before."""
        return self.n_inputs + self.n_outputs

    @cached_property
    def layers(self) -> Layers:
        """The layers of dense networks."""
        sizes = (self.n_inputs, *self.dense.hidden_layers, self.n_outputs)
        genome = self.genome
        return Layers(sizes, genome.recurrent, genome.activation, genome.output_activation)


@dataclass(frozen=True)
class SubstrateSettings:
    """The settings of a run of HyperNEAT.

    Attributes:
        patterns: Those of the genomes, which are patterns.
        networks: Those of the dense networks that the patterns draw.
        substrate: Where the nodes of the networks lie.
    """

    patterns: Settings
    networks: Settings
    substrate: Substrate
