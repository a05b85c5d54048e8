//! The first generation.

use crate::draws::{Draws, Purpose};
use crate::population::columns::Population;
use crate::population::innovation::Ledger;
use crate::settings::{Founders, Settings};

/// Limits a weight or bias and rounds it to what genomes store.
#[inline]
pub fn clip(value: f64, limit: f64) -> f32 {
    value.max(-limit).min(limit) as f32
}

/// The founders and the ledger that continues their numbers.
///
/// Founder connection `output_index * n_inputs + input` has that innovation, whether or not a founder has it.
pub fn found(settings: &Settings) -> (Population, Ledger) {
    let mut population = Population::empty(settings.n_inputs, settings.n_outputs);
    for row in 0..settings.population_size as u64 {
        push_founder(settings, row, &mut population);
    }
    let n_pairs = (settings.n_inputs * settings.n_outputs) as u32;
    let n_nodes = (settings.n_inputs + settings.n_outputs) as u32;
    (population, Ledger::starting_at(n_pairs, n_nodes))
}

fn push_founder(settings: &Settings, row: u64, population: &mut Population) {
    let genome = &settings.genome;
    let at = |purpose| Draws::at(settings.seed, purpose, 0, row);
    let biases = at(Purpose::FounderBias);
    for output in 0..settings.n_outputs {
        let bias = clip(biases.normal(output as u64) * genome.founder_bias_sigma, genome.weight_limit);
        let id = (settings.n_inputs + output) as u32;
        population.nodes.push(id, bias, genome.output_activation, genome.aggregation);
    }
    let weights = at(Purpose::FounderWeight);
    let mut choice = Choice::new(settings, at(Purpose::FounderConnection));
    for pair in 0..settings.n_inputs * settings.n_outputs {
        if choice.takes(pair) {
            let (output, input) = (pair / settings.n_inputs, pair % settings.n_inputs);
            let weight = clip(weights.normal(pair as u64) * genome.founder_weight_sigma, genome.weight_limit);
            let target = (settings.n_inputs + output) as u32;
            population.connections.push(pair as u32, input as u32, target, weight, true);
        }
    }
    population.close(row);
}

/// Which input-output pairs a founder has; asked once for each pair in order.
struct Choice {
    founders: Founders,
    draws: Draws,
    n_inputs: usize,
    n_pairs: usize,
    needed: usize,
    taken: usize,
}

impl Choice {
    fn new(settings: &Settings, draws: Draws) -> Self {
        let n_pairs = settings.n_inputs * settings.n_outputs;
        let needed = (settings.genome.founder_fraction * n_pairs as f64 + 0.5).floor() as usize;
        Self { founders: settings.genome.founders, draws, n_inputs: settings.n_inputs, n_pairs, needed, taken: 0 }
    }

    fn takes(&mut self, pair: usize) -> bool {
        match self.founders {
            Founders::Full => true,
            Founders::Unconnected => false,
            Founders::OneInput => {
                self.draws.below((pair / self.n_inputs) as u64, self.n_inputs) == pair % self.n_inputs
            }
            Founders::Partial => {
                // selection sampling: Knuth, volume 2, section 3.4.2, algorithm S
                let remaining = (self.n_pairs - pair) as f64;
                let takes = self.draws.uniform(pair as u64) * remaining < self.needed as f64 - self.taken as f64;
                self.taken += usize::from(takes);
                takes
            }
        }
    }
}
