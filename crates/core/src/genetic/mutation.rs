//! Gaussian mutation of a row of weights that draws only for the weights that change.
//!
//! The number of weights between two that mutate has a geometric distribution: `floor(ln u / ln(1 - p))`
//! (Devroye 1986, section X.2).

use crate::arithmetic::{ln, power};
use crate::deviates::{LANES, normals_of};
use crate::draws::{Draws, unit};
use crate::network::activation::functions::ln as ln_f32;
use crate::settings::{GeneticSettings, Settings};
use crate::simd::kernel;

/// The numbers of a generation's mutations.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mutation {
    rate: f64,
    /// `1 / ln(1 - rate)`.
    skip: f32,
    sigma: f64,
    spread: f64,
    limit: f32,
}

impl Mutation {
    /// Mutations of a population that has not improved for `stagnant` generations.
    ///
    /// An offspring's deviation is `mutation_sigma` times a factor from 1 / spread to spread, uniform in its logarithm. The
    /// spread is 1, times `spread_growth` for every `spread_generations`, up to `largest_spread`: a population that
    /// gets stuck searches nearer and farther at the same time.
    pub(super) fn new(settings: &Settings, stagnant: u32) -> Self {
        let GeneticSettings { mutation_rate, mutation_sigma, spread_growth, largest_spread, .. } = settings.genetic;
        let mut spread = 1.0;
        for _ in 0..stagnant / settings.genetic.spread_generations {
            spread *= spread_growth;
            if spread >= largest_spread || spread_growth == 1.0 {
                break;
            }
        }
        Self {
            rate: mutation_rate,
            skip: if mutation_rate < 1.0 { (1.0 / ln(1.0 - mutation_rate)) as f32 } else { 0.0 },
            sigma: mutation_sigma,
            spread: if spread < largest_spread { spread } else { largest_spread },
            limit: settings.genome.weight_limit as f32,
        }
    }

    /// Mutates a row: word 0 of its draws decides the deviation; of the words from index 4 on, one for each mutation, the
    /// lower half says how many weights are passed over, and the upper half how far the next one moves.
    pub(super) fn mutate(&self, draws: Draws, weights: &mut [f32]) {
        if 1.0 - self.rate >= 1.0 {
            return;
        }
        let factor = power(self.spread, 2.0 * unit(draws.word(0)) - 1.0);
        let sigma = (self.sigma * factor) as f32;
        let (mut place, mut block) = (0, 1);
        while place < weights.len() {
            let (skips, deviates) = steps(draws, block, self.skip);
            for (skip, deviate) in skips.iter().zip(deviates) {
                place += *skip as usize;
                let Some(weight) = weights.get_mut(place) else { return };
                *weight = limited(*weight + deviate * sigma, self.limit);
                place += 1;
            }
            block += LANES as u64 / 4;
        }
    }
}

kernel! {
    /// How many weights to pass over, and how far to move the next one, as often as there are lanes.
    fn steps(draws: Draws, first_block: u64, skip: f32) -> ([f32; LANES], [f32; LANES]) {
        let (mut lower, mut upper) = ([0; LANES], [0; LANES]);
        for block in 0..LANES / 4 {
            for (k, word) in draws.block(first_block + block as u64).into_iter().enumerate() {
                lower[4 * block + k] = word as u32;
                upper[4 * block + k] = (word >> 32) as u32;
            }
        }
        let mut skips = [0.0; LANES];
        for lane in 0..LANES {
            let u = ((f64::from(lower[lane]) + 0.5) * (1.0 / (1u64 << 32) as f64)) as f32;
            skips[lane] = (ln_f32(u) * skip).floor();
        }
        (skips, normals_of(&upper))
    }
}

/// A weight brought within the limit.
#[inline(always)]
pub(super) fn limited(weight: f32, limit: f32) -> f32 {
    let weight = if weight > -limit { weight } else { -limit };
    if weight < limit { weight } else { limit }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_grows_once_for_every_period_without_an_improvement() {
        let text = include_str!("../../tests/settings.json").replace("\"GROWTH\"", "0").replace("\"SHRINKAGE\"", "0");
        let mut settings: Settings = serde_json::from_str(&text).unwrap();
        settings.genetic.spread_generations = 5;
        settings.genetic.spread_growth = 2.0;
        settings.genetic.largest_spread = 6.0;
        for (stagnant, spread) in [(0, 1.0), (4, 1.0), (5, 2.0), (9, 2.0), (10, 4.0), (15, 6.0), (1000, 6.0)] {
            assert_eq!(Mutation::new(&settings, stagnant).spread, spread, "{stagnant} generations");
        }
    }
}
