//! Which of the carried and the asked genomes survive.

use crate::draws::{Draws, Purpose};
use crate::selection::objectives::Objectives;
use crate::selection::ordering::Ordering;
use crate::settings::{Settings, Survival};

/// The pool that survivors come from: carried genomes first, then asked ones.
#[derive(Clone, Copy, Debug)]
pub struct Pool<'a> {
    /// Objectives of all.
    pub objectives: Objectives<'a>,
    /// Which evaluations failed.
    pub failed: &'a [bool],
    /// Rows from best to worst.
    pub order: &'a [u32],
    /// How many are carried.
    pub n_carried: usize,
}

/// Chooses survivors; its memory is used again in every generation.
#[derive(Debug, Default)]
pub struct Survivor {
    taken: Vec<bool>,
    valid: Vec<u32>,
    numbers: Vec<u32>,
    are_known: Vec<bool>,
    ordering: Ordering,
    chance: Vec<(bool, u64, u32)>,
}

impl Survivor {
    /// Writes the rows that survive, ascending.
    pub fn survive(&mut self, settings: &Settings, pool: &Pool<'_>, generation: u64, survivors: &mut Vec<u32>) {
        survivors.clear();
        let n_pool = pool.failed.len() as u32;
        match settings.selection.survival {
            Survival::Generational => survivors.extend(pool.n_carried as u32..n_pool),
            Survival::Elitist => survivors.extend(pool.order.iter().take(settings.population_size)),
            Survival::Mixed => self.mix(settings, pool, generation, survivors),
        }
        survivors.sort_unstable();
    }

    /// The best with different objectives, then offspring at random, then the next in order.
    fn mix(&mut self, settings: &Settings, pool: &Pool<'_>, generation: u64, survivors: &mut Vec<u32>) {
        let size = settings.population_size;
        let n_best = (settings.selection.survivor_fraction * size as f64 + 0.5).floor() as usize;
        self.taken.clear();
        self.taken.resize(pool.failed.len(), false);
        self.take_best(pool, n_best.min(size), survivors);
        let draws = Draws::at(settings.seed, Purpose::Survival, generation, 0);
        let open = (pool.n_carried..pool.failed.len()).filter(|&row| !self.taken[row]);
        self.chance.clear();
        self.chance.extend(open.map(|row| (pool.failed[row], draws.word(row as u64), row as u32)));
        self.chance.sort_unstable();
        for &(_, _, row) in self.chance.iter().take(size - survivors.len()) {
            self.taken[row as usize] = true;
            survivors.push(row);
        }
        let rest = pool.order.iter().filter(|&&row| !self.taken[row as usize]);
        survivors.extend(rest.take(size - survivors.len()));
    }

    /// Takes rows in order, but of equal ones only the first.
    fn take_best(&mut self, pool: &Pool<'_>, n_best: usize, survivors: &mut Vec<u32>) {
        self.number_values(pool);
        for &row in pool.order {
            if survivors.len() == n_best || pool.failed[row as usize] {
                return;
            }
            let is_known = &mut self.are_known[self.numbers[row as usize] as usize];
            if !std::mem::replace(is_known, true) {
                self.taken[row as usize] = true;
                survivors.push(row);
            }
        }
    }

    /// Gives rows that did not fail a number, equal for equal objectives, none of which is known yet.
    fn number_values(&mut self, pool: &Pool<'_>) {
        self.valid.clear();
        self.valid.extend((0..pool.failed.len() as u32).filter(|&row| !pool.failed[row as usize]));
        self.ordering.by_all(pool.objectives, 0, &mut self.valid);
        self.numbers.clear();
        self.numbers.resize(pool.failed.len(), 0);
        self.are_known.clear();
        for equal in self.valid.chunk_by(|&a, &b| pool.objectives.are_equal(a, b)) {
            for &row in equal {
                self.numbers[row as usize] = self.are_known.len() as u32;
            }
            self.are_known.push(false);
        }
    }
}
