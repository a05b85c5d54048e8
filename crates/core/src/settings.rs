//! The settings of a run, as the core reads them. The Python side documents and checks each field. The core checks once more
//! what it relies on.

mod check;

use serde::{Deserialize, Deserializer, de::Error as _};

use crate::network::activation::{activation_number, aggregation_number};
use crate::network::dense::Layers;

/// Everything that decides what evolution does, except the number of threads, which decides nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // every field is described in the Python configuration, under the same name
pub struct Settings {
    pub seed: u64,
    pub population_size: usize,
    pub n_inputs: usize,
    pub n_outputs: usize,
    pub n_objectives: usize,
    pub threads: usize,
    pub genome: GenomeSettings,
    pub mutation: MutationSettings,
    pub crossover: CrossoverSettings,
    pub distance: DistanceSettings,
    pub speciation: SpeciationSettings,
    pub reproduction: ReproductionSettings,
    pub selection: SelectionSettings,
    pub dense: DenseSettings,
    pub genetic: GeneticSettings,
}

/// Which connections founders start with.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Founders {
    /// Every input to every output.
    Full,
    /// A fraction of the input-output pairs, drawn for each genome.
    Partial,
    /// No connections.
    Unconnected,
    /// One drawn input for each output.
    OneInput,
    /// Every input to every hidden node, and each of these to every output.
    HiddenLayer,
    /// A drawn number of hidden nodes; every pair of a node and a later one with some probability.
    Random,
}

/// What genomes are made of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct GenomeSettings {
    pub founders: Founders,
    pub founder_fraction: f64,
    pub least_founder_hidden_nodes: usize,
    pub most_founder_hidden_nodes: usize,
    pub recurrent: bool,
    #[serde(deserialize_with = "activation")]
    pub activation: u8,
    #[serde(deserialize_with = "activation")]
    pub output_activation: u8,
    #[serde(deserialize_with = "aggregation")]
    pub aggregation: u8,
    pub weight_limit: f64,
    pub founder_weight_sigma: f64,
    pub founder_bias_sigma: f64,
}

/// Whether several structural mutations may meet in one offspring.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum StructuralMutations {
    /// Each is decided on its own.
    Independent,
    /// At most one, and then nothing else.
    Exclusive,
}

/// How offspring change.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct MutationSettings {
    pub structural_mutations: StructuralMutations,
    pub weight_mutation_rate: f64,
    pub weight_replace_rate: f64,
    pub weight_sigma: f64,
    pub weight_replace_sigma: f64,
    pub bias_mutation_rate: f64,
    pub bias_replace_rate: f64,
    pub bias_sigma: f64,
    pub bias_replace_sigma: f64,
    pub add_connection_rate: f64,
    pub add_node_rate: f64,
    pub delete_connection_rate: f64,
    pub delete_node_rate: f64,
    pub toggle_enable_rate: f64,
    pub re_enable_rate: f64,
    pub activation_mutation_rate: f64,
    #[serde(deserialize_with = "activations")]
    pub activation_options: Vec<u8>,
    pub aggregation_mutation_rate: f64,
    #[serde(deserialize_with = "aggregations")]
    pub aggregation_options: Vec<u8>,
}

/// How two parents are joined.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct CrossoverSettings {
    pub crossover_rate: f64,
    pub interspecies_rate: f64,
    pub mutate_after_crossover_rate: f64,
    pub average_rate: f64,
    pub disable_rate: f64,
}

/// What structural differences are divided by.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum DistanceNormalization {
    /// 1, as in the released C++.
    None,
    /// The larger number of connections, 1 below 20, as in the paper.
    LargerGenome,
    /// The larger number of connections, however small, as in neat-python.
    LargerGenomeAlways,
}

/// How far apart two genomes are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct DistanceSettings {
    pub excess_coefficient: f64,
    pub disjoint_coefficient: f64,
    pub weight_coefficient: f64,
    pub node_coefficient: f64,
    pub distance_normalization: DistanceNormalization,
}

/// Which compatible species a genome joins.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum SpeciesAssignment {
    /// The first in order.
    First,
    /// The one with the nearest representative.
    Nearest,
}

/// Which member stands for a species in the next generation.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Representative {
    /// A random one.
    Random,
    /// The best one.
    Champion,
    /// The one nearest to the previous representative.
    Nearest,
}

/// How genomes are grouped.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SpeciationSettings {
    pub target_species: usize,
    pub compatibility_threshold: f64,
    pub species_assignment: SpeciesAssignment,
    pub representative: Representative,
}

/// Which part of the fitness species share offspring by.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum FitnessSharing {
    /// What is above the worst genome's.
    AboveWorst,
    /// What is above zero, as in the released C++.
    AboveZero,
}

/// Where the weights of offspring come from.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Weights {
    /// Those of the parents, perturbed.
    Perturbed,
    /// The distribution of the species.
    Distribution,
    /// Either, by what works.
    Adaptive,
}

/// How many offspring species get, and which members become parents.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ReproductionSettings {
    pub survival_rate: f64,
    pub fitness_sharing: FitnessSharing,
    pub min_species_size: usize,
    pub elite_species_size: usize,
    pub stagnation_generations: u32,
    pub protected_species: usize,
    pub population_stagnation_generations: u32,
    pub weights: Weights,
}

/// Which genomes survive into the next generation.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Survival {
    /// Only offspring.
    Generational,
    /// The best of parents and offspring (Deb et al. 2002).
    Elitist,
    /// Half the best of both, half random offspring.
    Mixed,
}

/// How genomes compete across generations.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SelectionSettings {
    pub survival: Survival,
    pub survivor_fraction: f64,
    pub archive_size: usize,
    pub archive_breeding_rate: f64,
}

/// The layers of networks of one fixed topology.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct DenseSettings {
    pub hidden_layers: Vec<usize>,
    pub founder_gain: f64,
}

/// How the weights of two parents are joined.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum WeightCrossover {
    /// Each weight from either parent.
    Uniform,
    /// A stretch of weights from the second parent.
    TwoPoint,
}

/// How the genetic algorithm breeds rows of weights.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct GeneticSettings {
    pub tournament_size: usize,
    pub weight_crossover: WeightCrossover,
    pub weight_crossover_rate: f64,
    pub mutation_rate: f64,
    pub mutation_sigma: f64,
    pub elite_count: usize,
    pub spread_generations: u32,
    pub spread_growth: f64,
    pub largest_spread: f64,
}

fn activation<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<u8, D::Error> {
    activation_number(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn aggregation<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<u8, D::Error> {
    aggregation_number(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn activations<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<u8>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names.iter().map(|name| activation_number(name).map_err(D::Error::custom)).collect()
}

fn aggregations<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<u8>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names.iter().map(|name| aggregation_number(name).map_err(D::Error::custom)).collect()
}

impl Settings {
    /// Number of pairs of nodes of a founder with so many hidden nodes.
    pub fn founder_pairs(&self, n_hidden: usize) -> usize {
        let n_ends = self.n_inputs + self.n_outputs;
        self.n_inputs * self.n_outputs + n_hidden * n_ends + n_hidden * n_hidden.saturating_sub(1) / 2
    }

    /// The topology that networks have if it does not evolve.
    pub fn layers(&self) -> Layers {
        let mut sizes = vec![self.n_inputs];
        sizes.extend_from_slice(&self.dense.hidden_layers);
        sizes.push(self.n_outputs);
        let GenomeSettings { recurrent, activation, output_activation, .. } = self.genome;
        Layers { sizes, recurrent, activation, output_activation }
    }
}
