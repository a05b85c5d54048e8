//! Crossover (Stanley & Miikkulainen 2002, section 3.2): matching genes from either parent, the rest from the fitter.

use std::cmp::Ordering;

use crate::draws::{Purpose, half_of, hits};
use crate::operators::offspring::{Address, Offspring};
use crate::population::genome::{Connections, Genome, Nodes};
use crate::settings::CrossoverSettings;
use crate::simd::kernel;
use mixing::{Bits, Chances, GeneBits, NodeBits, average, choose, choose_functions};

mod mixing;

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

/// Half words of the first block of `Purpose::Crossover` that are no bits of genes and nodes.
const AVERAGE: usize = 6;
const MUTATE: usize = 7;

/// What is drawn for a crossover before its genes are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Crossing {
    /// Whether mutation follows.
    pub mutates: bool,
    average: bool,
    disable_rate: f64,
    address: Address,
    first: [u64; 4],
}

impl Crossing {
    /// Draws it.
    #[inline(always)]
    pub fn draw(settings: &CrossoverSettings, address: Address) -> Self {
        let first = address.draws(Purpose::Crossover).block(0);
        Self {
            mutates: hits(half_of(&first, MUTATE), settings.mutate_after_crossover_rate),
            average: hits(half_of(&first, AVERAGE), settings.average_rate),
            disable_rate: settings.disable_rate,
            address,
            first,
        }
    }
}

kernel! {
    /// Makes `offspring` the crossover of two genomes.
    pub fn crossover(
        a: Genome<'_>,
        b: Genome<'_>,
        fitter: Fitter,
        recurrent: bool,
        crossing: &Crossing,
        offspring: &mut Offspring,
    ) {
        offspring.begin();
        if fitter == Fitter::Equal {
            accept_genes_of_b(a.connections, b.connections, recurrent, offspring);
        }
        let Crossing { average, disable_rate, address, first, .. } = *crossing;
        let (genes, nodes) = (Bits::of(address, first), Bits::of(address, first));
        let chances = Chances::of(address);
        let mut rules = Rules { fitter, average, disable_rate, genes, nodes, chances };
        rules.join_connections(a.connections, b.connections, offspring);
        rules.join_nodes(a.nodes, b.nodes, a.size(), offspring);
    }
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
    genes: GeneBits,
    nodes: NodeBits,
    chances: Chances,
}

impl Rules {
    #[inline(always)]
    fn join_connections(&mut self, a: Connections<'_>, b: Connections<'_>, offspring: &mut Offspring) {
        match self.fitter {
            Fitter::Equal => self.merge(a, b, offspring),
            fitter => {
                let (fitter, other) = in_order(fitter, &a, &b);
                self.overlay(*fitter, *other, self.fitter == Fitter::B, offspring);
            }
        }
    }

    /// All genes of the fitter parent; those that the other one has as well are then mixed in place.
    #[inline(always)]
    fn overlay(
        &mut self,
        fitter: Connections<'_>,
        other: Connections<'_>,
        other_is_a: bool,
        offspring: &mut Offspring,
    ) {
        offspring.connections.extend(fitter);
        let (mut i, mut j) = (0, 0);
        while i < fitter.innovation.len() && j < other.innovation.len() {
            match fitter.innovation[i].cmp(&other.innovation[j]) {
                Ordering::Equal => {
                    let n = matching_stretch(&fitter.innovation[i..], &other.innovation[j..]);
                    self.mix(i, other.view(j..j + n), other_is_a, offspring);
                    i += n;
                    j += n;
                }
                Ordering::Less => i += 1,
                Ordering::Greater => j += 1,
            }
        }
    }

    /// Genes of both, in order.
    #[inline(always)]
    fn merge(&mut self, a: Connections<'_>, b: Connections<'_>, offspring: &mut Offspring) {
        let (n_a, n_b) = (a.innovation.len(), b.innovation.len());
        let (mut i, mut j) = (0, 0);
        while i < n_a || j < n_b {
            let has_a = i < n_a && (j == n_b || a.innovation[i] <= b.innovation[j]);
            let has_b = j < n_b && (i == n_a || b.innovation[j] <= a.innovation[i]);
            let n = if has_a && has_b { matching_stretch(&a.innovation[i..], &b.innovation[j..]) } else { 1 };
            if has_a {
                let place = offspring.n_connections();
                offspring.connections.extend(a.view(i..i + n));
                if has_b {
                    self.mix(place, b.view(j..j + n), false, offspring);
                }
                i += n;
            } else if offspring.accepted[j] {
                offspring.connections.extend(b.view(j..j + 1));
            }
            if has_b {
                j += n;
            }
        }
    }

    /// Mixes genes of the offspring, from position `start` on, with the matching ones of the other parent.
    #[inline(always)]
    fn mix(&mut self, start: usize, other: Connections<'_>, other_is_a: bool, offspring: &mut Offspring) {
        let n = other.innovation.len();
        let weights = &mut offspring.weights()[start..start + n];
        if self.average {
            average(other.weight, weights);
        } else {
            choose(&mut self.genes, start, if other_is_a { u32::MAX } else { 0 }, other.weight, weights);
        }
        self.mix_enabled(other.enabled, &mut offspring.enabled()[start..start + n]);
    }

    /// Genes stay enabled if both parents have them so, and else by chance.
    #[inline(always)]
    fn mix_enabled(&mut self, others: &[bool], enabled: &mut [bool]) {
        let (groups, rest) = enabled.as_chunks_mut::<8>();
        let (other_groups, other_rest) = others.as_chunks::<8>();
        for (enabled, others) in groups.iter_mut().zip(other_groups) {
            self.chances.take(others, enabled, self.disable_rate);
        }
        self.chances.take(other_rest, rest, self.disable_rate);
    }

    /// Nodes follow the connections: hidden nodes of the fitter, or of a and of the accepted genes of b.
    #[inline(always)]
    fn join_nodes(&mut self, a: Nodes<'_>, b: Nodes<'_>, n_genes_of_a: usize, offspring: &mut Offspring) {
        match self.fitter {
            Fitter::Equal => self.merge_nodes(a, b, n_genes_of_a, offspring),
            fitter => {
                let (fitter, other) = in_order(fitter, &a, &b);
                self.overlay_nodes(*fitter, *other, self.fitter == Fitter::B, offspring);
            }
        }
    }

    /// All nodes of the fitter parent; those that the other one has as well are then mixed in place.
    #[inline(always)]
    fn overlay_nodes(&mut self, fitter: Nodes<'_>, other: Nodes<'_>, other_is_a: bool, offspring: &mut Offspring) {
        offspring.nodes.extend(fitter);
        let (mut i, mut j) = (0, 0);
        while i < fitter.id.len() && j < other.id.len() {
            match fitter.id[i].cmp(&other.id[j]) {
                Ordering::Equal => {
                    let n = matching_stretch(&fitter.id[i..], &other.id[j..]);
                    self.mix_nodes(i, other.view(j..j + n), other_is_a, offspring);
                    i += n;
                    j += n;
                }
                Ordering::Less => i += 1,
                Ordering::Greater => j += 1,
            }
        }
    }

    /// Nodes of equally fit parents, in order.
    #[inline(always)]
    fn merge_nodes(&mut self, a: Nodes<'_>, b: Nodes<'_>, n_genes_of_a: usize, offspring: &mut Offspring) {
        let (mut i, mut j) = (0, 0);
        while i < a.id.len() || j < b.id.len() {
            let has_a = i < a.id.len() && (j == b.id.len() || a.id[i] <= b.id[j]);
            let has_b = j < b.id.len() && (i == a.id.len() || b.id[j] <= a.id[i]);
            if has_a {
                let place = offspring.n_nodes();
                offspring.nodes.extend(a.view(i..i + 1));
                if has_b {
                    self.mix_nodes(place, b.view(j..j + 1), false, offspring);
                }
            } else if offspring.ends.touches(b.id[j], n_genes_of_a) {
                offspring.nodes.extend(b.view(j..j + 1));
            }
            i += usize::from(has_a);
            j += usize::from(has_b);
        }
    }

    /// Mixes nodes of the offspring, from position `start` on, with the matching ones of the other parent.
    #[inline(always)]
    fn mix_nodes(&mut self, start: usize, other: Nodes<'_>, other_is_a: bool, offspring: &mut Offspring) {
        let (flips, range) = (if other_is_a { u32::MAX } else { 0 }, start..start + other.id.len());
        let biases = &mut offspring.biases()[range.clone()];
        if self.average {
            average(other.bias, biases);
        } else {
            choose(&mut self.nodes, start, flips, other.bias, biases);
        }
        choose_functions(&mut self.nodes, start, flips, other.activation, &mut offspring.activations()[range.clone()]);
        choose_functions(&mut self.nodes, start, flips, other.aggregation, &mut offspring.aggregations()[range]);
    }
}

/// The fitter parent first, without a branch, which would be mispredicted often.
#[inline(always)]
fn in_order<'a, T>(fitter: Fitter, a: &'a T, b: &'a T) -> (&'a T, &'a T) {
    let b_is_fitter = usize::from(fitter == Fitter::B);
    ([a, b][b_is_fitter], [b, a][b_is_fitter])
}

/// How many innovations match from the start.
#[inline(always)]
fn matching_stretch(a: &[u32], b: &[u32]) -> usize {
    let n = a.len().min(b.len());
    let (a, b) = (&a[..n], &b[..n]);
    let mut equal = 0;
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        if a != b {
            break;
        }
        equal += 8;
    }
    while equal < n && a[equal] == b[equal] {
        equal += 1;
    }
    equal
}
