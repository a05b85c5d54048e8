//! Polynomial mutation with bounds (Deb & Deb 2014, "Analysing mutation schemes for real-parameter genetic algorithms").
//!
//! A number moves towards either bound by a fraction of the range, drawn with a density that falls with the power `eta` and
//! ends at the bound.

use crate::draws::{Draws, Purpose, unit};
use crate::simd::kernel;
use crate::vectors::{CHUNK, Settings, raise, within};

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
        let threshold = (settings.mutation_rate * (1u64 << 53) as f64).ceil() as u64; // u < rate, in whole numbers
        self.words.resize(n, 0);
        for row in 0..vectors.len() / n {
            let draws = Draws::at(settings.seed, Purpose::VectorMutation, generation, row as u64);
            draws.fill(&mut self.words);
            for variable in 0..n {
                let word = self.words[variable];
                if word >> 11 < threshold && settings.lower[variable] < settings.upper[variable] {
                    let u = unit(word) / settings.mutation_rate;
                    self.add(settings, (row * n + variable, variable), u, vectors);
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
        let (mut rooms, mut tails) = ([0.0; CHUNK], [0.0; CHUNK]);
        for cell in 0..CHUNK {
            let (x, u) = (cells.x[cell], cells.u[cell]);
            let (lower, upper) = (cells.lower[cell], cells.upper[cell]);
            let down = u <= 0.5;
            rooms[cell] = (if down { x - lower } else { upper - x }) / (upper - lower);
            tails[cell] = if down { u } else { 1.0 - u };
        }
        step(&mut rooms, &tails, eta);
        for (cell, step) in rooms.iter().enumerate() {
            let (x, lower, upper) = (cells.x[cell], cells.lower[cell], cells.upper[cell]);
            let distance = step * (upper - lower);
            cells.x[cell] = within(if cells.u[cell] <= 0.5 { x - distance } else { x + distance }, lower, upper);
        }
    }
}

/// Steps towards bounds, in place of the rooms that are left up to them, both as fractions of the range; a tail is 0 for the
/// farthest step and 0.5 for none.
#[inline(always)]
fn step(steps: &mut [f64; CHUNK], tails: &[f64; CHUNK], eta: f64) {
    for room in steps.iter_mut() {
        *room = 1.0 - *room;
    }
    raise(steps, eta + 1.0);
    for (least, tail) in steps.iter_mut().zip(tails) {
        *least = 2.0 * tail + (1.0 - 2.0 * tail) * *least;
    }
    raise(steps, 1.0 / (eta + 1.0));
    for root in steps.iter_mut() {
        *root = 1.0 - *root;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step_of(room: f64, tail: f64, eta: f64) -> f64 {
        let mut steps = [room; CHUNK];
        step(&mut steps, &[tail; CHUNK], eta);
        steps[0]
    }

    #[test]
    fn steps_reach_from_nothing_to_the_bound() {
        for room in [0.0, 0.25, 1.0] {
            assert!((step_of(room, 0.0, 20.0) - room).abs() < 1e-12, "{room}");
            assert_eq!(step_of(room, 0.5, 20.0), 0.0);
        }
    }

    #[test]
    fn a_greater_eta_makes_smaller_steps() {
        assert!(step_of(1.0, 0.1, 20.0) < step_of(1.0, 0.1, 5.0));
    }
}
