//! Crossover (Stanley & Miikkulainen 2002, section 3.2): matching genes from either parent, the rest from the fitter.

use crate::draws::{Draws, Purpose};
use crate::operators::offspring::{Address, Offspring};
use crate::population::columns::{Connections, Genome, Nodes};
use crate::settings::CrossoverSettings;

/// Which parent is fitter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Fitter {
    /// Neither.
    Equal = 0,
    /// The first.
    A = 1,
    /// The second.
    B = 2,
}

/// Random bits by position, 64 to a word.
struct Bits {
    draws: Draws,
    word_index: u64,
    word: u64,
}

impl Bits {
    fn new(draws: Draws) -> Self {
        Self { draws, word_index: 0, word: draws.word(0) }
    }

    #[inline]
    fn bit(&mut self, index: usize) -> bool {
        let word_index = index as u64 / 64;
        if word_index != self.word_index {
            self.word_index = word_index;
            self.word = self.draws.word(word_index);
        }
        self.word >> (index % 64) & 1 == 1
    }
}

/// Makes `offspring` the crossover of two genomes.
pub fn crossover(
    a: Genome<'_>,
    b: Genome<'_>,
    fitter: Fitter,
    recurrent: bool,
    settings: &CrossoverSettings,
    address: Address,
    offspring: &mut Offspring,
) {
    offspring.clear();
    if fitter == Fitter::Equal {
        accept_genes_of_b(a.connections, b.connections, recurrent, offspring);
    }
    let average = address.draws(Purpose::CrossoverAverage).uniform(0) < settings.average_rate;
    let rules = Rules { fitter, average, disable_rate: settings.disable_rate, address };
    rules.join_connections(a.connections, b.connections, offspring);
    rules.join_nodes(a.nodes, b.nodes, a.size(), offspring);
}

/// Of equally fit parents the offspring has all genes of a, and those of b that keep it a valid genome.
fn accept_genes_of_b(a: Connections<'_>, b: Connections<'_>, recurrent: bool, offspring: &mut Offspring) {
    offspring.ends.restart(a.source, a.target);
    offspring.accepted.clear();
    let mut i = 0;
    for (j, &innovation) in b.innovation.iter().enumerate() {
        while i < a.innovation.len() && a.innovation[i] < innovation {
            i += 1;
        }
        let (source, target) = (b.source[j], b.target[j]);
        let accepted = a.innovation.get(i) != Some(&innovation)
            && !offspring.ends.joins(source, target)
            && (recurrent || !offspring.ends.closes_cycle(source, target));
        offspring.accepted.push(accepted);
        if accepted {
            offspring.ends.push(source, target);
        }
    }
}

struct Rules {
    fitter: Fitter,
    average: bool,
    disable_rate: f64,
    address: Address,
}

impl Rules {
    fn join_connections(&self, a: Connections<'_>, b: Connections<'_>, offspring: &mut Offspring) {
        let mut from_b = Bits::new(self.address.draws(Purpose::CrossoverGene));
        let (n_a, n_b) = (a.innovation.len(), b.innovation.len());
        let (mut i, mut j) = (0, 0);
        while i < n_a || j < n_b {
            let has_a = i < n_a && (j == n_b || a.innovation[i] <= b.innovation[j]);
            let has_b = j < n_b && (i == n_a || b.innovation[j] <= a.innovation[i]);
            if has_a && has_b {
                let index = offspring.connections.len();
                let weight = self.mix(a.weight[i], b.weight[j], from_b.bit(index));
                let enabled = a.enabled[i] && b.enabled[j] || self.enables(index);
                offspring.connections.push(a.innovation[i], a.source[i], a.target[i], weight, enabled);
            } else if has_a && self.fitter != Fitter::B {
                offspring.connections.push(a.innovation[i], a.source[i], a.target[i], a.weight[i], a.enabled[i]);
            } else if has_b && (self.fitter == Fitter::B || self.fitter == Fitter::Equal && offspring.accepted[j]) {
                offspring.connections.push(b.innovation[j], b.source[j], b.target[j], b.weight[j], b.enabled[j]);
            }
            i += usize::from(has_a);
            j += usize::from(has_b);
        }
    }

    /// Nodes follow the connections: hidden nodes of the fitter, or of a and of the accepted genes of b.
    fn join_nodes(&self, a: Nodes<'_>, b: Nodes<'_>, n_genes_of_a: usize, offspring: &mut Offspring) {
        let mut from_b = Bits::new(self.address.draws(Purpose::CrossoverNode));
        let (mut i, mut j) = (0, 0);
        while i < a.id.len() || j < b.id.len() {
            let has_a = i < a.id.len() && (j == b.id.len() || a.id[i] <= b.id[j]);
            let has_b = j < b.id.len() && (i == a.id.len() || b.id[j] <= a.id[i]);
            if has_a && has_b {
                let choose_b = from_b.bit(offspring.nodes.len());
                let bias = self.mix(a.bias[i], b.bias[j], choose_b);
                let (nodes, k) = if choose_b { (&b, j) } else { (&a, i) };
                offspring.nodes.push(a.id[i], bias, nodes.activation[k], nodes.aggregation[k]);
            } else if has_a && self.fitter != Fitter::B {
                offspring.nodes.push(a.id[i], a.bias[i], a.activation[i], a.aggregation[i]);
            } else if has_b
                && (self.fitter == Fitter::B
                    || self.fitter == Fitter::Equal && offspring.ends.touches(b.id[j], n_genes_of_a))
            {
                offspring.nodes.push(b.id[j], b.bias[j], b.activation[j], b.aggregation[j]);
            }
            i += usize::from(has_a);
            j += usize::from(has_b);
        }
    }

    #[inline]
    fn mix(&self, a: f32, b: f32, choose_b: bool) -> f32 {
        if self.average {
            return ((f64::from(a) + f64::from(b)) * 0.5) as f32;
        }
        if choose_b { b } else { a }
    }

    #[inline]
    fn enables(&self, index: usize) -> bool {
        self.address.draws(Purpose::CrossoverEnable).uniform(index as u64) >= self.disable_rate
    }
}
