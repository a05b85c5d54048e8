//! Genomes and settings for tests: small, plain and easy to do by hand.

#![allow(dead_code)] // each test file uses a part of this one

use speciate_core::population::columns::Population;
use speciate_core::selection::fitness::Ranking;
use speciate_core::selection::nondominated::Objectives;
use speciate_core::settings::Settings;

/// Innovation, source, target, weight.
pub type Gene = (u32, u32, u32, f32);

/// Two inputs, one output, and nothing happens by chance unless a test asks for it.
pub fn settings() -> Settings {
    let text = include_str!("../settings.json").replace("\"GROWTH\"", "0").replace("\"SHRINKAGE\"", "0");
    let mut settings: Settings = serde_json::from_str(&text).expect("the test's settings are valid");
    settings.n_inputs = 2;
    settings.mutation.weight_mutation_rate = 0.0;
    settings.mutation.bias_mutation_rate = 0.0;
    settings.mutation.toggle_enable_rate = 0.0;
    settings.mutation.re_enable_rate = 0.0;
    settings.crossover.crossover_rate = 0.0;
    settings.crossover.interspecies_rate = 0.0;
    settings.crossover.mutate_after_crossover_rate = 0.0;
    settings.crossover.average_rate = 0.0;
    settings.selection.archive_breeding_rate = 0.0;
    settings.check().expect("the test's settings are in range");
    settings
}

/// Genomes given as their hidden nodes and their genes. Ids are rows, biases 0, every connection is enabled, and
/// every node is the identity of a sum.
pub fn population(n_inputs: usize, n_outputs: usize, genomes: &[(&[u32], &[Gene])]) -> Population {
    let mut population = Population::empty(n_inputs, n_outputs);
    for (row, (hidden, genes)) in genomes.iter().enumerate() {
        let first_output = n_inputs as u32;
        for id in (first_output..first_output + n_outputs as u32).chain(hidden.iter().copied()) {
            population.nodes.push(id, 0.0, 0, 0);
        }
        for &(innovation, source, target, weight) in *genes {
            population.connections.push(innovation, source, target, weight, true);
        }
        population.close(row as u64);
    }
    population
}

/// One genome per weight, each with the one connection 0 from input 0 to the output.
pub fn of_weights(weights: &[f32]) -> Population {
    let genes: Vec<[Gene; 1]> = weights.iter().map(|&weight| [(0, 0, 2, weight)]).collect();
    let genomes: Vec<(&[u32], &[Gene])> = genes.iter().map(|genes| (&[][..], &genes[..])).collect();
    population(2, 1, &genomes)
}

/// The ranking of rows of objectives, by genomes of equal size whose ids are their rows.
pub fn rank<const M: usize>(objectives: &[[f64; M]], failed: &[bool]) -> Ranking {
    let ids: Vec<u64> = (0..objectives.len() as u64).collect();
    let mut ranking = Ranking::default();
    ranking.rank(Objectives::new(objectives.as_flattened(), M), failed, &vec![1; ids.len()], &ids);
    ranking
}
