//! Simulated binary crossover with bounds (Deb & Agrawal 1995; with bounds as in the authors' NSGA-II code).
//!
//! Two numbers are replaced by two others around their mean, `spread` times as far apart. The spread is drawn with a density
//! that falls with the power `eta`, cut off on either side at the nearer bound.

use crate::arithmetic::power;
use crate::draws::{Draws, Purpose, unit};
use crate::simd::kernel;
use crate::vectors::{CHUNK, Settings, within};

/// Parents that differ by less than this fraction of the range are equal.
const LEAST_DIFFERENCE: f64 = 1e-14;

/// Pairs of numbers that cross, side by side.
#[derive(Debug)]
struct Cells {
    first: [f64; CHUNK],
    second: [f64; CHUNK],
    lower: [f64; CHUNK],
    upper: [f64; CHUNK],
    u: [f64; CHUNK],
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
        let cells =
            Cells { first: zeros, second: zeros, lower: zeros, upper: zeros, u: zeros, places: [(0, 0); CHUNK] };
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

    /// Adds the numbers of a pair that cross; the two rows start at `start`. Every number is written, and the next one
    /// over it if it does not cross: that decision is a coin toss, and a branch on it would be mispredicted.
    fn cross_pair(&mut self, settings: &Settings, start: usize, vectors: &mut [f64]) {
        let n = settings.n_variables();
        for variable in 0..n {
            if self.n_cells == CHUNK {
                self.flush(settings.crossover_eta, vectors);
            }
            let (word, at) = (self.words[variable + 1], self.n_cells);
            let places = (start + variable, start + n + variable);
            let (first, second) = (vectors[places.0], vectors[places.1]);
            let (lower, upper) = (settings.lower[variable], settings.upper[variable]);
            let swap = word & 2 != 0;
            let cells = &mut *self.cells;
            (cells.first[at], cells.second[at]) = (first, second);
            (cells.lower[at], cells.upper[at]) = (lower, upper);
            cells.u[at] = ((word >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64);
            cells.places[at] = if swap { (places.1, places.0) } else { places };
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
        for cell in 0..CHUNK {
            let (a, b) = (cells.first[cell], cells.second[cell]);
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            let (lower, upper, u) = (cells.lower[cell], cells.upper[cell], cells.u[cell]);
            let (sum, difference) = (low + high, high - low);
            let below = spread((low - lower) / difference, u, eta);
            let above = spread((upper - high) / difference, u, eta);
            cells.first[cell] = within(0.5 * (sum - below * difference), lower, upper);
            cells.second[cell] = within(0.5 * (sum + above * difference), lower, upper);
        }
    }
}

/// The spread at quantile `u`, if there is `room` times the difference of the parents up to the bound.
#[inline(always)]
fn spread(room: f64, u: f64, eta: f64) -> f64 {
    let alpha = 2.0 - power(1.0 + 2.0 * room, -(eta + 1.0));
    let v = u * alpha;
    power(if v <= 1.0 { v } else { 1.0 / (2.0 - v) }, 1.0 / (eta + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_bounds_in_sight_half_of_the_spreads_contract() {
        let spreads: Vec<f64> = (0..1000).map(|k| spread(1e6, (f64::from(k) + 0.5) / 1000.0, 15.0)).collect();
        assert_eq!(spreads.iter().filter(|spread| **spread < 1.0).count(), 500);
        assert!((spreads[0] - (0.001f64).powf(1.0 / 16.0)).abs() < 1e-12);
        assert!(spreads.is_sorted());
    }

    #[test]
    fn the_greatest_spread_reaches_the_bound() {
        for room in [0.01, 0.5, 3.0] {
            let greatest = spread(room, 1.0 - 1e-16, 2.0);
            assert!((greatest - (1.0 + 2.0 * room)).abs() < 1e-9, "{room}: {greatest}");
        }
        assert!((spread(0.0, 1.0 - 1e-16, 2.0) - 1.0).abs() < 1e-9);
    }
}
