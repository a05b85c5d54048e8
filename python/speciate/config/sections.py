"""The sections of a config: one class per table of the TOML file, one documented field per key."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from speciate.values.names import Activation, Aggregation

AUTO: Final = "auto"
"""What a file or a flag says to leave the choice to the program; ``None`` inside Python."""

OFF: Final = "off"
"""What a file or a flag says to do without a part of an algorithm."""

NEVER: Final = 10_000_000
"""More generations than any run has."""

MOST_OBJECTIVES: Final = 1000
"""With so many, hardly any genome dominates another."""

Rate = Annotated[float, Field(ge=0.0, le=1.0)]
Sigma = Annotated[float, Field(ge=0.0, le=1000.0)]
Coefficient = Annotated[float, Field(ge=0.0, le=1_000_000.0)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
HiddenNodes = Annotated[int, Field(ge=0, le=1000)]


class Section(BaseModel):
    """A table of the config: frozen, typed, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _plain_values(cls, values: object) -> object:
        """Turns NumPy scalars into Python's, and "auto" into None where a field may be left open."""
        if not isinstance(values, dict):
            return values
        return {key: _plain(value, open_=_may_be_open(cls, key)) for key, value in values.items()}


def _plain(value: Any, *, open_: bool) -> object:
    if open_ and value == AUTO and isinstance(value, str):
        return None
    if hasattr(value, "dtype") and getattr(value, "shape", None) == ():
        return value.item()
    return value


def _may_be_open(section: type[BaseModel], key: str) -> bool:
    field = section.model_fields.get(key)
    return field is not None and field.default is None


class Genome(Section):
    """What genomes are made of and how the founders look."""

    founders: Literal["full", "partial", "unconnected", "one_input", "hidden_layer", "random"] = Field(
        default="full",
        description="Connections of the founders: every input to every output, a fraction of these pairs, "
        "none, one random input per output, through a layer of hidden nodes, or at random with hidden nodes.",
    )
    founder_fraction: Rate = Field(
        default=0.5,
        description='Fraction of the input-output pairs that founders = "partial" joins, or of all pairs of '
        'nodes with "random".',
    )
    least_founder_hidden_nodes: HiddenNodes = Field(
        default=1, description='Least hidden nodes of founders = "hidden_layer" and "random".'
    )
    most_founder_hidden_nodes: HiddenNodes = Field(
        default=10,
        description='Most hidden nodes of founders = "hidden_layer" and "random". Each founder draws a '
        "number, and drops the nodes without connections.",
    )
    recurrent: bool = Field(
        default=False,
        description="Whether connections may form cycles; networks then keep state within an episode.",
    )
    activation: Activation = Field(default="tanh", description="Activation of new hidden nodes.")
    output_activation: Activation = Field(default="tanh", description="Activation of the outputs.")
    aggregation: Aggregation = Field(default="sum", description="How new nodes join their weighted inputs.")
    weight_limit: Annotated[float, Field(ge=1e-30, le=1_000_000.0)] = Field(
        default=8.0, description="Largest absolute value of a weight or a bias."
    )
    founder_weight_sigma: Sigma = Field(
        default=1.0, description="Standard deviation of the founders' weights."
    )
    founder_bias_sigma: Sigma = Field(default=1.0, description="Standard deviation of the founders' biases.")


class Mutation(Section):
    """How often offspring change, and by how much. Rates are per offspring unless said otherwise."""

    structural_mutations: Literal["independent", "exclusive"] = Field(
        default="independent",
        description="Whether an offspring may mutate in several ways at once, or only in one way if its "
        "structure mutates.",
    )
    weight_mutation_rate: Rate = Field(
        default=0.8, description="Rate of mutating the weights of an offspring."
    )
    weight_replace_rate: Rate = Field(
        default=0.1,
        description="Fraction of the weights that a weight mutation replaces; the others are perturbed.",
    )
    weight_sigma: Sigma = Field(default=0.5, description="Standard deviation of a weight's perturbation.")
    weight_replace_sigma: Sigma = Field(
        default=1.0, description="Standard deviation of a new or replaced weight."
    )
    bias_mutation_rate: Rate = Field(default=0.7, description="Rate of mutating the biases of an offspring.")
    bias_replace_rate: Rate = Field(
        default=0.1,
        description="Fraction of the biases that a bias mutation replaces; the others are perturbed.",
    )
    bias_sigma: Sigma = Field(default=0.5, description="Standard deviation of a bias's perturbation.")
    bias_replace_sigma: Sigma = Field(default=1.0, description="Standard deviation of a replaced bias.")
    add_connection_rate: Rate = Field(
        default=0.1, description="Rate of joining two nodes by a new connection."
    )
    add_node_rate: Rate = Field(default=0.03, description="Rate of splitting a connection by a new node.")
    delete_connection_rate: Rate = Field(default=0.02, description="Rate of deleting a connection.")
    delete_node_rate: Rate = Field(
        default=0.01, description="Rate of deleting a hidden node with its connections."
    )
    toggle_enable_rate: Rate = Field(
        default=0.01, description="Rate of enabling or disabling a random connection."
    )
    re_enable_rate: Rate = Field(default=0.01, description="Rate of enabling a disabled connection.")
    activation_mutation_rate: Rate = Field(
        default=0.0, description="Rate, per hidden node, of a new activation."
    )
    activation_options: tuple[Activation, ...] = Field(
        default=("tanh",), min_length=1, strict=False, description="Activations that a mutation may choose."
    )
    aggregation_mutation_rate: Rate = Field(
        default=0.0, description="Rate, per hidden node, of a new aggregation."
    )
    aggregation_options: tuple[Aggregation, ...] = Field(
        default=("sum",), min_length=1, strict=False, description="Aggregations that a mutation may choose."
    )


class Crossover(Section):
    """How offspring of two parents come about."""

    crossover_rate: Rate = Field(default=0.75, description="Fraction of the offspring that have two parents.")
    interspecies_rate: Rate = Field(
        default=0.001,
        description="Fraction of the crossovers in which the second parent comes from another species.",
    )
    mutate_after_crossover_rate: Rate = Field(
        default=0.8, description="Fraction of the offspring of two parents that mutate as well."
    )
    average_rate: Rate = Field(
        default=0.4,
        description="Fraction of the crossovers that average matching weights instead of choosing one.",
    )
    disable_rate: Rate = Field(
        default=0.75, description="Rate of disabling a matching connection that is disabled in either parent."
    )


class Dense(Section):
    """The networks of algorithms that leave the topology as it is."""

    hidden_layers: tuple[Annotated[int, Field(ge=1, le=1_048_576)], ...] = Field(
        default=(16,),
        strict=False,
        max_length=64,
        description="Number of nodes of each hidden layer; every node reads all of the layer before.",
    )
    founder_gain: Sigma = Field(
        default=1.0,
        description="Standard deviation of the founders' weights, times the root of the number of values "
        "that a node reads; biases start at 0.",
    )


class Genetic(Section):
    """How the genetic algorithm breeds the weights of dense networks."""

    tournament_size: Annotated[int, Field(ge=1, le=65_536)] | None = Field(
        default=None,
        description="Number of genomes in a tournament; the best of them becomes a parent. Auto is 10, or 2 "
        "with several objectives where all episodes are alike.",
    )
    weight_crossover: Literal["uniform", "two_point"] = Field(
        default="uniform",
        description="Whether an offspring takes each weight from either parent, or one stretch of weights "
        "from the second parent.",
    )
    weight_crossover_rate: Rate = Field(
        default=0.5, description="Fraction of the offspring that have two parents."
    )
    mutation_rate: Rate = Field(
        default=0.1, description="Fraction of the weights of an offspring that mutate."
    )
    mutation_sigma: Sigma = Field(default=0.3, description="Standard deviation of a weight's mutation.")
    elite_count: Count | None = Field(
        default=None,
        description="Number of the best genomes that are copied unchanged. Auto is 2, or 1 if the population "
        "or an island has only two genomes.",
    )
    spread_generations: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        default=5,
        description="Generations without improvement after which the range of mutation strengths grows.",
    )
    spread_growth: Annotated[float, Field(ge=1.0, le=1_000_000.0)] = Field(
        default=2.0,
        description="Factor by which the range of mutation strengths grows each time. Offspring mutate with "
        "standard deviations from mutation_sigma / spread to mutation_sigma * spread, where spread is the "
        "product of these factors; with 1 all have mutation_sigma.",
    )
    largest_spread: Annotated[float, Field(ge=1.0, le=1_000_000.0)] = Field(
        default=8.0, description="Largest spread, the product of the factors spread_growth."
    )


class CmaEs(Section):
    """How CMA-ES draws the weights of dense networks."""

    initial_sigma: Annotated[float, Field(gt=0.0, le=1000.0)] = Field(
        default=0.5, description="Step size at the start and after every restart."
    )
    covariance: Literal["full", "diagonal"] | None = Field(
        default=None,
        description="Whether CMA-ES learns how weights depend on each other, or each weight's variance "
        "alone; auto is full up to 200 weights.",
    )


class Distance(Section):
    """How far apart two genomes are."""

    excess_coefficient: Coefficient = Field(
        default=1.0, description="Weight of excess connections in the distance."
    )
    disjoint_coefficient: Coefficient = Field(
        default=1.0, description="Weight of disjoint connections in the distance."
    )
    weight_coefficient: Coefficient = Field(
        default=0.4,
        description="Weight of the mean weight difference of matching connections in the distance.",
    )
    node_coefficient: Coefficient = Field(
        default=0.0,
        description="Weight of the difference of matching nodes in the distance; 0 leaves nodes out.",
    )
    distance_normalization: Literal["none", "larger_genome", "larger_genome_always"] = Field(
        default="none",
        description="Whether excess and disjoint connections are divided by the size of the larger genome: "
        "never, from 20 connections on, or always.",
    )


class Speciation(Section):
    """How genomes are assigned to species, or whether there are any."""

    target_species: Count | Literal["off"] | None = Field(
        default=None,
        description="Number of species that the threshold is steered to; 0 keeps the threshold fixed. With "
        '"off" all genomes are one species. Auto is population_size (at least 60) / 15, from 3 to 40. With '
        "neat, without novelty, the divisor is the number of inputs times that of outputs, if this is more "
        "than 15.",
    )
    compatibility_threshold: Annotated[float, Field(gt=0.0, le=1_000_000.0)] | None = Field(
        default=None,
        description="Distance below which a genome joins a species at the start; auto finds one.",
    )
    species_assignment: Literal["first", "nearest"] = Field(
        default="first", description="Whether a genome joins the first compatible species or the nearest one."
    )
    representative: Literal["random", "champion", "nearest"] = Field(
        default="random",
        description="Which member represents a species in the next generation: a random one, the best, or "
        "the one nearest to the last representative.",
    )

    @property
    def is_off(self) -> bool:
        """Whether all genomes are one species."""
        return self.target_species == OFF


class Reproduction(Section):
    """Which species and genomes have offspring, and how many."""

    survival_rate: Annotated[float, Field(gt=0.0, le=1.0)] | None = Field(
        default=None,
        description="Fraction of a species, the best first, that become parents; auto is 0.2, or 0.4 with "
        "several objectives where all episodes are alike.",
    )
    fitness_sharing: Literal["above_worst", "above_zero"] = Field(
        default="above_worst",
        description="How fitness counts when species share offspring: its height above the fitness of the "
        "worst genome, or above zero. The latter suits fitness that is never negative.",
    )
    min_species_size: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        default=2, description="Least number of offspring that every species gets."
    )
    elite_species_size: Count = Field(
        default=5, description="Species with more members than this copy their champion unchanged."
    )
    stagnation_generations: Annotated[int, Field(ge=1, le=NEVER)] | None = Field(
        default=None,
        description="Generations without improvement after which a species has no more offspring. Auto is "
        "15; with novelty, which changes in every generation, it is never.",
    )
    protected_species: Count = Field(
        default=2, description="Number of the best species that never count as stagnant."
    )
    population_stagnation_generations: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        default=20,
        description="Generations without improvement of the whole population after which only the two best "
        "species have offspring.",
    )
    weights: Literal["perturbed", "distribution", "adaptive"] | None = Field(
        default=None,
        description="Where the weights of offspring come from: those of their parents, perturbed; or a "
        "distribution that each species learns; or either, by what works in each species (adaptive). Auto is "
        "adaptive with NEAT where episodes differ and no objective is computed, else perturbed.",
    )


class Selection(Section):
    """Which genomes survive into the next generation besides the offspring."""

    survival: Literal["generational", "mixed", "elitist"] | None = Field(
        default=None,
        description="Offspring replace their parents (generational), compete with them for all places "
        "(elitist) or for some (mixed); auto is generational, or, with several objectives where all episodes "
        "are alike, mixed with NEAT and elitist without.",
    )
    survivor_fraction: Rate = Field(
        default=0.5, description='Fraction of the places that the best genomes take with survival = "mixed".'
    )
    archive_size: Annotated[int, Field(ge=1, le=10_000_000)] | None = Field(
        default=None,
        description="Largest number of genomes in the archive; auto is population_size.",
    )
    archive_breeding_rate: Rate = Field(
        default=0.1,
        description="Fraction of the crossovers in which the second parent comes from the archive.",
    )
