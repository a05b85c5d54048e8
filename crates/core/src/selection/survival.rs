//! Which of the carried and the asked genomes live on.

use crate::draws::{Draws, Purpose};
use crate::selection::nondominated::Objectives;
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
    /// Front of each row.
    pub fronts: &'a [u32],
    /// How many are carried.
    pub n_carried: usize,
}

/// Chooses survivors; its memory is used again in every generation.
#[derive(Debug, Default)]
pub struct Survivor {
    taken: Vec<bool>,
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

    /// The best with different objectives, then offspring at random, then whoever is next in order.
    fn mix(&mut self, settings: &Settings, pool: &Pool<'_>, generation: u64, survivors: &mut Vec<u32>) {
        let size = settings.population_size;
        let n_best = (settings.selection.survivor_fraction * size as f64 + 0.5).floor() as usize;
        self.taken.clear();
        self.taken.resize(pool.failed.len(), false);
        take_best(pool, n_best.min(size), &mut self.taken, survivors);
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
}

/// Equal rows share a front but need not be neighbours in the order, so each front's rows are compared.
fn take_best(pool: &Pool<'_>, n_best: usize, taken: &mut [bool], survivors: &mut Vec<u32>) {
    let mut front_start = 0;
    for &row in pool.order {
        if survivors.len() == n_best || pool.failed[row as usize] {
            return;
        }
        let same_front = |other: u32| pool.fronts[other as usize] == pool.fronts[row as usize];
        while front_start < survivors.len() && !same_front(survivors[front_start]) {
            front_start += 1;
        }
        let twin = survivors[front_start..].iter().any(|&other| pool.objectives.are_equal(other, row));
        if !twin {
            taken[row as usize] = true;
            survivors.push(row);
        }
    }
}
