//! Crossover of two rows of weights.

use crate::draws::{Draws, below_of, unit};
use crate::settings::{Settings, WeightCrossover};
use crate::simd::kernel;

/// Weights that the bits of one word decide on.
const BITS: usize = 64;

/// Turns the child, a copy of the first parent, into a child of both. Word 0 says whether the parents cross. Uniform: bit `k`
/// of the words from index 1 on says whether weight `k` is that of the second parent. Two points: words 1 and 2 are the ends
/// of the stretch that the second parent gives, from 0 to the number of weights.
pub(super) fn cross(settings: &Settings, draws: Draws, child: &mut [f32], other: &[f32]) {
    let head = draws.block(0);
    if unit(head[0]) >= settings.genetic.weight_crossover_rate {
        return;
    }
    match settings.genetic.weight_crossover {
        WeightCrossover::Uniform => uniform(draws, child, other),
        WeightCrossover::TwoPoint => {
            let ends = [head[1], head[2]].map(|word| below_of(word, child.len() + 1));
            let stretch = ends[0].min(ends[1])..ends[0].max(ends[1]);
            child[stretch.clone()].copy_from_slice(&other[stretch]);
        }
    }
}

kernel! {
    fn uniform(draws: Draws, child: &mut [f32], other: &[f32]) {
        let mut words = draws.block(0);
        for (index, (child, other)) in child.chunks_mut(BITS).zip(other.chunks(BITS)).enumerate() {
            let index = index + 1;
            if index % 4 == 0 {
                words = draws.block(index as u64 / 4);
            }
            let word = words[index % 4];
            for (bit, (child, other)) in child.iter_mut().zip(other).enumerate() {
                *child = if word >> bit & 1 == 1 { *other } else { *child };
            }
        }
    }
}
