//! Polynomial mutation with bounds (Deb & Deb 2014, "Analysing mutation schemes for real-parameter genetic algorithms").
//!
//! A number moves towards either bound by a fraction of the range, drawn with a density that falls with the power `eta` and
//! ends at the bound.

use crate::arithmetic::power;
use crate::draws::{Draws, Purpose, unit};
use crate::simd::kernel;
use crate::vectors::{CHUNK, Settings, within};

/// Numbers that mutate, side by side.
#[derive(Debug)]
struct Cells {
    x: [f64; CHUNK],
    lower: [f64; CHUNK],
    upper: [f64; CHUNK],
    u: [f64; CHUNK],
    places: [usize; CHUNK],
}

/// The memory of mutations.
#[derive(Debug)]
pub struct Mutation {
    cells: Box<Cells>,
    n_cells: usize,
    words: Vec<u64>,
}

impl Default for Mutation {
    fn default() -> Self {
        let zeros = [0.0; CHUNK];
        let cells = Cells { x: zeros, lower: zeros, upper: zeros, u: zeros, places: [0; CHUNK] };
        Self { cells: Box::new(cells), n_cells: 0, words: Vec::new() }
    }
}

impl Mutation {
    /// Mutates the rows of a matrix: variable `j` if uniform `j` of the row's draws is below the rate; divided by the rate it
    /// is uniform again, and says how far the number moves.
    pub fn mutate(&mut self, settings: &Settings, generation: u64, vectors: &mut [f64]) {
        let n = settings.n_variables();
        self.words.resize(n, 0);
        for row in 0..vectors.len() / n {
            let draws = Draws::at(settings.seed, Purpose::VectorMutation, generation, row as u64);
            draws.fill(&mut self.words);
            for variable in 0..n {
                let u = unit(self.words[variable]);
                if u < settings.mutation_rate && settings.lower[variable] < settings.upper[variable] {
                    self.add(settings, (row * n + variable, variable), u / settings.mutation_rate, vectors);
                }
            }
        }
        self.flush(settings.mutation_eta, vectors);
    }

    fn add(&mut self, settings: &Settings, (place, variable): (usize, usize), u: f64, vectors: &mut [f64]) {
        if self.n_cells == CHUNK {
            self.flush(settings.mutation_eta, vectors);
        }
        let (cells, at) = (&mut *self.cells, self.n_cells);
        (cells.x[at], cells.u[at], cells.places[at]) = (vectors[place], u, place);
        (cells.lower[at], cells.upper[at]) = (settings.lower[variable], settings.upper[variable]);
        self.n_cells += 1;
    }

    /// Moves the numbers that have come together, and puts them back.
    fn flush(&mut self, eta: f64, vectors: &mut [f64]) {
        let cells = &mut *self.cells;
        mutate(cells, eta);
        for cell in 0..self.n_cells {
            vectors[cells.places[cell]] = cells.x[cell];
        }
        self.n_cells = 0;
    }
}

kernel! {
    fn mutate(cells: &mut Cells, eta: f64) {
        for cell in 0..CHUNK {
            let (x, u) = (cells.x[cell], cells.u[cell]);
            let (lower, upper) = (cells.lower[cell], cells.upper[cell]);
            let width = upper - lower;
            let down = u <= 0.5;
            let (room, tail) = if down { (x - lower, u) } else { (upper - x, 1.0 - u) };
            let distance = step(room / width, tail, eta) * width;
            cells.x[cell] = within(if down { x - distance } else { x + distance }, lower, upper);
        }
    }
}

/// The step towards a bound that is `room` away, both as fractions of the range; `tail` is 0 for the farthest and 0.5 for
/// none.
#[inline(always)]
fn step(room: f64, tail: f64, eta: f64) -> f64 {
    let least = power(1.0 - room, eta + 1.0);
    1.0 - power(2.0 * tail + (1.0 - 2.0 * tail) * least, 1.0 / (eta + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_reach_from_nothing_to_the_bound() {
        for room in [0.0, 0.25, 1.0] {
            assert!((step(room, 0.0, 20.0) - room).abs() < 1e-12, "{room}");
            assert_eq!(step(room, 0.5, 20.0), 0.0);
        }
    }

    #[test]
    fn a_greater_eta_makes_smaller_steps() {
        assert!(step(1.0, 0.1, 20.0) < step(1.0, 0.1, 5.0));
    }
}
