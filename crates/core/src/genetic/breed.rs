//! The first rows of weights, and the offspring of rows.

use super::crossover::cross;
use super::mutation::{Mutation, limited};
use crate::deviates::Change;
use crate::draws::{Draws, Purpose, below_of};
use crate::parallel::Threads;
use crate::settings::Settings;

/// Rows that one thread makes at a time.
const PIECE: usize = 8;

/// Networks to breed from.
#[derive(Clone, Copy, Debug)]
pub struct Parents<'a> {
    /// A row of weights for each.
    pub weights: &'a [f32],
    /// Rows from best to worst.
    pub order: &'a [u32],
    /// How many of these, the best first, may have offspring; at least one.
    pub n_parents: usize,
}

/// Fills a matrix with the first networks: normal weights whose deviation is `founder_gain` over the root of the number of
/// values that a node reads (`LeCun` et al. 1998, section 4.6), and biases of 0.
pub fn found(threads: &Threads, settings: &Settings, weights: &mut [f32]) {
    let layers = settings.layers();
    let n_weights = layers.n_weights();
    let limit = settings.genome.weight_limit as f32;
    let unit = Change { replace_rate: 0.0, replace_sigma: 0.0, sigma: 1.0, limit: f64::from(f32::MAX) };
    threads.for_each_piece(weights, PIECE * n_weights, |start, weights| {
        for (index, row) in weights.chunks_exact_mut(n_weights).enumerate() {
            let address = (start / n_weights + index) as u64;
            row.fill(0.0);
            unit.apply(Draws::at(settings.seed, Purpose::DenseFounder, 0, address), row);
            for layer in layers.layers() {
                let sigma = (settings.dense.founder_gain / (layer.n_sources as f64).sqrt()) as f32;
                for weight in &mut row[layer.first_weight..layer.first_bias] {
                    *weight = limited(*weight * sigma, limit);
                }
                row[layer.first_bias..layer.first_bias + layer.n_nodes].fill(0.0);
            }
        }
    });
}

/// Fills a matrix with offspring: copies of the best, and mutated children of winners of tournaments.
///
/// `stagnant` counts the generations since the whole population last improved.
pub fn breed(
    threads: &Threads,
    settings: &Settings,
    parents: Parents<'_>,
    (generation, stagnant): (u64, u32),
    offspring: &mut [f32],
) {
    let n_weights = settings.layers().n_weights();
    let parent = |place: usize| &parents.weights[parents.order[place] as usize * n_weights..][..n_weights];
    let n_elites = settings.genetic.elite_count.min(parents.n_parents);
    let mutation = Mutation::new(settings, stagnant);
    threads.for_each_piece(offspring, PIECE * n_weights, |start, offspring| {
        for (index, child) in offspring.chunks_exact_mut(n_weights).enumerate() {
            let row = start / n_weights + index;
            if row < n_elites {
                child.copy_from_slice(parent(row));
                continue;
            }
            let at = |purpose| Draws::at(settings.seed, purpose, generation, row as u64);
            let [a, b] = winners(settings.genetic.tournament_size, parents.n_parents, at(Purpose::DenseParent));
            child.copy_from_slice(parent(a));
            cross(settings, at(Purpose::DenseCrossover), child, parent(b));
            mutation.mutate(at(Purpose::DenseMutation), child);
        }
    });
}

/// The places of two parents, each the best of a tournament: contestants are drawn from all places, the first is the best.
fn winners(tournament_size: usize, n_parents: usize, draws: Draws) -> [usize; 2] {
    [0, 1].map(|parent| {
        let contestants = (0..tournament_size).map(|k| (parent * tournament_size + k) as u64);
        contestants.map(|index| below_of(draws.word(index), n_parents)).min().unwrap_or(0)
    })
}
