//! Simulated binary crossover with bounds (Deb & Agrawal 1995; with bounds as in the authors' NSGA-II code).
//!
//! Two numbers are replaced by two others around their mean, `spread` times as far apart. The spread is drawn with a density
//! that falls with the power `eta`, and cut off on either side at the nearer bound.

use std::ops::Range;

use crate::draws::{Draws, Purpose, unit};
use crate::simd::kernel;
use crate::vectors::{CHUNK, Settings, raise, within};

/// Variables that are looked at before room for more is made.
const BLOCK: usize = 32;

/// Parents that differ by less than this fraction of the range are equal.
const LEAST_DIFFERENCE: f64 = 1e-14;

/// Pairs of numbers that cross, side by side.
#[derive(Debug)]
struct Cells {
    first: [f64; CHUNK],
    second: [f64; CHUNK],
    lower: [f64; CHUNK],
    upper: [f64; CHUNK],
    words: [u64; CHUNK],
    places: [(usize, usize); CHUNK],
}

/// The memory of crossovers.
#[derive(Debug)]
pub struct Crossover {
    cells: Box<Cells>,
    n_cells: usize,
    words: Vec<u64>,
}

impl Default for Crossover {
    fn default() -> Self {
        let zeros = [0.0; CHUNK];
        let cells = Cells {
            first: zeros,
            second: zeros,
            lower: zeros,
            upper: zeros,
            words: [0; CHUNK],
            places: [(0, 0); CHUNK],
        };
        Self { cells: Box::new(cells), n_cells: 0, words: Vec::new() }
    }
}

impl Crossover {
    /// Crosses rows 0 and 1, 2 and 3, ... of a matrix; a last row without a partner stays.
    ///
    /// A pair crosses if word 0 of its draws says so; variable `j` by word `j + 1`: bit 0 says whether it crosses, bit 1
    /// which number goes to which row, and the upper 52 bits how far they spread.
    pub fn cross(&mut self, settings: &Settings, generation: u64, vectors: &mut [f64]) {
        let n = settings.n_variables();
        self.words.resize(n + 1, 0);
        for (pair, both) in (0..vectors.len() / (2 * n)).map(|pair| (pair, 2 * n * pair)) {
            let draws = Draws::at(settings.seed, Purpose::VectorCrossover, generation, pair as u64);
            draws.fill(&mut self.words);
            if unit(self.words[0]) < settings.crossover_rate {
                self.cross_pair(settings, both, vectors);
            }
        }
        self.flush(settings.crossover_eta, vectors);
    }

    /// Adds the numbers of a pair that cross; its rows start at `start`.
    fn cross_pair(&mut self, settings: &Settings, start: usize, vectors: &mut [f64]) {
        let n = settings.n_variables();
        for first in (0..n).step_by(BLOCK) {
            let variables = first..n.min(first + BLOCK);
            if self.n_cells + variables.len() > CHUNK {
                self.flush(settings.crossover_eta, vectors);
            }
            self.add(settings, start, variables, &vectors[start..][..2 * n]);
        }
    }

    /// Every number is written, and the next one over it if it does not cross: that is decided by the toss of a coin, which
    /// a branch would predict wrong every other time.
    fn add(&mut self, settings: &Settings, start: usize, variables: Range<usize>, both: &[f64]) {
        let (first_row, second_row) = both.split_at(settings.n_variables());
        let bounds = settings.lower[variables.clone()].iter().zip(&settings.upper[variables.clone()]);
        let numbers = first_row[variables.clone()].iter().zip(&second_row[variables.clone()]);
        let words = &self.words[1..][variables.clone()];
        let cells = &mut *self.cells;
        for (((variable, word), (&first, &second)), (&lower, &upper)) in variables.zip(words).zip(numbers).zip(bounds) {
            let at = self.n_cells;
            (cells.first[at], cells.second[at]) = (first, second);
            (cells.lower[at], cells.upper[at]) = (lower, upper);
            cells.words[at] = *word;
            let (place, other) = (start + variable, start + variable + first_row.len());
            cells.places[at] = if word & 2 == 0 { (place, other) } else { (other, place) };
            let differ = (first - second).abs() > LEAST_DIFFERENCE * (upper - lower);
            self.n_cells += usize::from((word & 1 != 0) & differ);
        }
    }

    /// Crosses the numbers that have come together, and puts them where they belong.
    fn flush(&mut self, eta: f64, vectors: &mut [f64]) {
        let cells = &mut *self.cells;
        cross(cells, eta);
        for cell in 0..self.n_cells {
            let (first, second) = cells.places[cell];
            vectors[first] = cells.first[cell];
            vectors[second] = cells.second[cell];
        }
        self.n_cells = 0;
    }
}

kernel! {
    fn cross(cells: &mut Cells, eta: f64) {
        let (mut below, mut above) = ([0.0; CHUNK], [0.0; CHUNK]);
        for cell in 0..CHUNK {
            let (a, b) = (cells.first[cell], cells.second[cell]);
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            let difference = high - low;
            below[cell] = difference / (difference + 2.0 * (low - cells.lower[cell]));
            above[cell] = difference / (difference + 2.0 * (cells.upper[cell] - high));
        }
        spread(&mut below, &cells.words, eta);
        spread(&mut above, &cells.words, eta);
        for cell in 0..CHUNK {
            let (a, b) = (cells.first[cell], cells.second[cell]);
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            let (sum, difference) = (low + high, high - low);
            let (lower, upper) = (cells.lower[cell], cells.upper[cell]);
            cells.first[cell] = within(0.5 * (sum - below[cell] * difference), lower, upper);
            cells.second[cell] = within(0.5 * (sum + above[cell] * difference), lower, upper);
        }
    }
}

/// Spreads at drawn quantiles, in place of the reciprocals of the greatest ones, which reach the bound.
#[inline(always)]
fn spread(spreads: &mut [f64; CHUNK], words: &[u64; CHUNK], eta: f64) {
    raise(spreads, eta + 1.0);
    for (spread, word) in spreads.iter_mut().zip(words) {
        let v = quantile(*word) * (2.0 - *spread);
        *spread = if v <= 1.0 { v } else { 1.0 / (2.0 - v) };
    }
    raise(spreads, 1.0 / (eta + 1.0));
}

/// The upper 52 bits as a number between 0 and 1: `(bits + 0.5) / 2^52`.
#[inline(always)]
fn quantile(word: u64) -> f64 {
    f64::from_bits(1f64.to_bits() | (word >> 12)) - 1.0 + 0.5 * f64::EPSILON
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread_of(greatest: f64, u: f64, eta: f64) -> f64 {
        let mut spreads = [1.0 / greatest; CHUNK];
        spread(&mut spreads, &[(u * (1u64 << 52) as f64) as u64 * 4096; CHUNK], eta);
        spreads[0]
    }

    #[test]
    fn quantiles_lie_between_0_and_1() {
        for (word, expected) in [(0, 2f64.powi(-53)), (1 << 63, 0.5 + 2f64.powi(-53)), (u64::MAX, 1.0 - 2f64.powi(-53))]
        {
            assert_eq!(quantile(word), expected);
        }
    }

    #[test]
    fn without_bounds_in_sight_half_of_the_spreads_contract() {
        let spreads: Vec<f64> = (0..1000).map(|k| spread_of(1e6, (f64::from(k) + 0.5) / 1000.0, 15.0)).collect();
        assert_eq!(spreads.iter().filter(|spread| **spread < 1.0).count(), 500);
        assert!((spreads[0] - (0.001f64).powf(1.0 / 16.0)).abs() < 1e-12);
        assert!(spreads.is_sorted());
    }

    #[test]
    fn the_greatest_spread_reaches_the_bound() {
        for greatest in [1.0, 1.02, 2.0, 7.0] {
            let found = spread_of(greatest, 1.0 - 1e-16, 2.0);
            assert!((found - greatest).abs() < 1e-9, "{greatest}: {found}");
        }
    }
}
