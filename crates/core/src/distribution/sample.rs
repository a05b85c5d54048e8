//! Draws the weights of offspring from the distributions of the species that granted them.

use crate::deviates::{LANES, normals_of};
use crate::distribution::columns::{Distributions, FIRST_NODE, Genes, Kind};
use crate::draws::{Draws, Purpose};
use crate::parallel::Threads;
use crate::population::columns::Population;
use crate::population::genome::clip;
use crate::reproduction::plan::Parentage;
use crate::settings::Settings;
use crate::simd::kernel;

/// Offspring that one piece of work draws.
const BLOCK: usize = 32;

/// What offspring are drawn by.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// The parents of each offspring.
    pub parentage: &'a Parentage,
    /// The generation that breeds.
    pub generation: u64,
}

/// Consecutive offspring, and the part of the columns that is theirs.
struct Block<'a> {
    first: usize,
    weights: &'a mut [f32],
    biases: &'a mut [f32],
}

/// Draws weights and biases of the offspring whose kind is drawn, as far as the species that granted an offspring knows
/// the genes; the others stay as they are. Notes in `distributions` how each came about.
pub fn sample(
    settings: &Settings,
    threads: &Threads,
    sample: &Sample<'_>,
    offspring: &mut Population,
    distributions: &mut Distributions,
) {
    choose(settings, sample, offspring, distributions);
    let Population { node_offsets, connection_offsets, nodes, connections, .. } = offspring;
    let (ids, innovations) = (&nodes.id, &connections.innovation);
    let mut blocks = Vec::new();
    let (mut weights, mut biases) = (&mut connections.weight[..], &mut nodes.bias[..]);
    let n = distributions.kinds.len();
    for first in (0..n).step_by(BLOCK) {
        let length = |offsets: &[u64]| (offsets[n.min(first + BLOCK)] - offsets[first]) as usize;
        let (these, rest) = weights.split_at_mut(length(connection_offsets));
        let (those, others) = biases.split_at_mut(length(node_offsets));
        blocks.push(Block { first, weights: these, biases: those });
        (weights, biases) = (rest, others);
    }
    let known = &*distributions;
    threads.for_each_piece(&mut blocks, 1, |_, block| {
        let Block { first, weights, biases } = &mut block[0];
        let rows = *first..n.min(*first + BLOCK);
        let follows = |row: &usize| [Kind::Drawn as u8, Kind::AtMeans as u8].contains(&known.kinds[*row]);
        for row in rows.filter(follows) {
            let at_means = known.kinds[row] == Kind::AtMeans as u8;
            let genes = known.of(known.granted[row] as usize);
            let draws = |purpose| Draws::at(settings.seed, purpose, sample.generation, row as u64);
            let (start, end) = (connection_offsets[row] as usize, connection_offsets[row + 1] as usize);
            let place = start - connection_offsets[*first] as usize;
            let own = &mut weights[place..place + end - start];
            let limit = settings.genome.weight_limit;
            draw(draws(Purpose::DrawnWeights), genes, (&innovations[start..end], 0), at_means, limit, own);
            let (start, end) = (node_offsets[row] as usize, node_offsets[row + 1] as usize);
            let place = start - node_offsets[*first] as usize;
            let own = &mut biases[place..place + end - start];
            draw(draws(Purpose::DrawnBiases), genes, (&ids[start..end], FIRST_NODE), at_means, limit, own);
        }
    });
}

/// How each offspring comes about. The first one of each species that is drawn has the means as weights.
fn choose(settings: &Settings, sample: &Sample<'_>, offspring: &Population, distributions: &mut Distributions) {
    let Parentage { species, elite, .. } = sample.parentage;
    let Distributions { shares, ids, granted, kinds, has_mean, .. } = distributions;
    ids.extend_from_slice(&offspring.ids);
    granted.extend_from_slice(species);
    has_mean.clear();
    has_mean.resize(shares.len(), false);
    kinds.extend(species.iter().zip(elite).enumerate().map(|(row, (&species, &elite))| {
        let draws = Draws::at(settings.seed, Purpose::Drawn, sample.generation, row as u64);
        let kind = if elite {
            Kind::Copied
        } else if draws.uniform(0) >= shares[species as usize] {
            Kind::Perturbed
        } else if std::mem::replace(&mut has_mean[species as usize], true) {
            Kind::Drawn
        } else {
            Kind::AtMeans
        };
        kind as u8
    }));
}

kernel! {
    /// Draws the numbers of one genome, by half word `i` for number `i`. Both keys and numbers of genes ascend.
    fn draw(draws: Draws, genes: Genes<'_>, numbers: (&[u32], u64), at_means: bool, limit: f64, values: &mut [f32]) {
        let (numbers, first_key) = numbers;
        let mut known = genes.keys.partition_point(|key| *key < first_key);
        for (group, values) in values.chunks_mut(LANES).enumerate() {
            let mut halves = [0; LANES];
            for block in 0..LANES / 8 {
                for (place, word) in draws.block((group * LANES / 8 + block) as u64).into_iter().enumerate() {
                    halves[8 * block + 2 * place] = word as u32;
                    halves[8 * block + 2 * place + 1] = (word >> 32) as u32;
                }
            }
            let deviates = normals_of(&halves);
            for (lane, value) in values.iter_mut().enumerate() {
                let key = first_key + u64::from(numbers[group * LANES + lane]);
                while known < genes.keys.len() && genes.keys[known] < key {
                    known += 1;
                }
                if known < genes.keys.len() && genes.keys[known] == key {
                    let deviate = if at_means { 0.0 } else { f64::from(deviates[lane]) };
                    *value = clip(genes.means[known] + genes.steps[known] * deviate, limit);
                }
            }
        }
    }
}
