//! The genomes of the first generation.

use crate::draws::{Draws, Purpose};
use crate::population::columns::Population;
use crate::population::genome::clip;
use crate::population::innovation::Ledger;
use crate::settings::{Founders, Settings};

/// The founders and the ledger that continues their numbers.
///
/// Every pair of nodes has a number, which is the innovation of its connection whether or not a founder has it: pair
/// `output_index * n_inputs + input` of an input and an output; then, hidden node by hidden node, the pairs of an input
/// or an earlier hidden node and this one, and those of this one and an output.
pub fn found(settings: &Settings) -> (Population, Ledger) {
    let mut population = Population::empty(settings.n_inputs, settings.n_outputs);
    for row in 0..settings.population_size as u64 {
        push_founder(settings, row, &mut population);
    }
    let most = if has_hidden(settings) { settings.genome.most_founder_hidden_nodes } else { 0 };
    let n_nodes = settings.n_inputs + settings.n_outputs + most;
    (population, Ledger::starting_at(settings.founder_pairs(most) as u32, n_nodes as u32))
}

fn has_hidden(settings: &Settings) -> bool {
    matches!(settings.genome.founders, Founders::HiddenLayer | Founders::Random)
}

fn push_founder(settings: &Settings, row: u64, population: &mut Population) {
    let genome = &settings.genome;
    let at = |purpose| Draws::at(settings.seed, purpose, 0, row);
    let n_hidden = if has_hidden(settings) {
        let (least, most) = (genome.least_founder_hidden_nodes, genome.most_founder_hidden_nodes);
        least + at(Purpose::FounderHidden).below(0, most - least + 1)
    } else {
        0
    };
    let weights = at(Purpose::FounderWeight);
    let mut choice = Choice::new(settings, at(Purpose::FounderConnection));
    let mut used = vec![false; n_hidden];
    let first_hidden = settings.n_inputs + settings.n_outputs;
    for (pair, (source, target)) in pairs(settings, n_hidden).enumerate() {
        if choice.takes(pair, source, target) {
            let weight = clip(weights.normal(pair as u64) * genome.founder_weight_sigma, genome.weight_limit);
            population.connections.push(pair as u32, source as u32, target as u32, weight, true);
            for hidden in [source, target].into_iter().filter_map(|node| node.checked_sub(first_hidden)) {
                used[hidden] = true;
            }
        }
    }
    let biases = at(Purpose::FounderBias);
    for position in 0..settings.n_outputs + n_hidden {
        let hidden = position.checked_sub(settings.n_outputs);
        if hidden.is_none_or(|hidden| used[hidden]) {
            let bias = clip(biases.normal(position as u64) * genome.founder_bias_sigma, genome.weight_limit);
            let activation = if hidden.is_none() { genome.output_activation } else { genome.activation };
            population.nodes.push((settings.n_inputs + position) as u32, bias, activation, genome.aggregation);
        }
    }
    population.close(row);
}

/// Source and target of every pair, in the order of their numbers.
fn pairs(settings: &Settings, n_hidden: usize) -> impl Iterator<Item = (usize, usize)> {
    let (n_inputs, n_outputs) = (settings.n_inputs, settings.n_outputs);
    let first_hidden = n_inputs + n_outputs;
    let outputs = n_inputs..first_hidden;
    let direct = outputs.clone().flat_map(move |output| (0..n_inputs).map(move |input| (input, output)));
    let of_hidden = (first_hidden..first_hidden + n_hidden).flat_map(move |hidden| {
        let into = (0..n_inputs).chain(first_hidden..hidden).map(move |source| (source, hidden));
        into.chain(outputs.clone().map(move |output| (hidden, output)))
    });
    direct.chain(of_hidden)
}

/// Which pairs a founder joins; asked once for each pair in order.
struct Choice {
    founders: Founders,
    draws: Draws,
    n_inputs: usize,
    n_outputs: usize,
    fraction: f64,
    taken: usize,
}

impl Choice {
    fn new(settings: &Settings, draws: Draws) -> Self {
        let (n_inputs, n_outputs) = (settings.n_inputs, settings.n_outputs);
        let (founders, fraction) = (settings.genome.founders, settings.genome.founder_fraction);
        Self { founders, draws, n_inputs, n_outputs, fraction, taken: 0 }
    }

    fn takes(&mut self, pair: usize, source: usize, target: usize) -> bool {
        match self.founders {
            Founders::Full => true,
            Founders::Unconnected => false,
            Founders::OneInput => self.draws.below((target - self.n_inputs) as u64, self.n_inputs) == source,
            Founders::Partial => {
                // selection sampling: Knuth, volume 2, section 3.4.2, algorithm S
                let n_pairs = self.n_inputs * self.n_outputs;
                let needed = (self.fraction * n_pairs as f64 + 0.5).floor();
                let takes = self.draws.uniform(pair as u64) * ((n_pairs - pair) as f64) < needed - self.taken as f64;
                self.taken += usize::from(takes);
                takes
            }
            Founders::HiddenLayer => {
                let first_hidden = self.n_inputs + self.n_outputs;
                (source >= first_hidden) != (target >= first_hidden)
            }
            Founders::Random => self.draws.uniform(pair as u64) < self.fraction,
        }
    }
}
