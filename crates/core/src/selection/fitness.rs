//! The total order of genomes: front, then crowding, then size, then id. With one objective a front is a
//! value of the fitness, so the same order serves plain NEAT.

use crate::selection::crowding::Crowding;
use crate::selection::nondominated::{NondominatedSort, Objectives};

/// A total order of genomes, and the memory to make it.
#[derive(Debug, Default)]
pub struct Ranking {
    /// Front of each row; failed rows come after the last.
    pub fronts: Vec<u32>,
    /// Crowding of each row within its front.
    pub crowding: Vec<f64>,
    /// Rows from best to worst.
    pub order: Vec<u32>,
    valid: Vec<u32>,
    sort: NondominatedSort,
    distances: Crowding,
}

impl Ranking {
    /// A ranking that was made before.
    pub fn from_columns(fronts: Vec<u32>, crowding: Vec<f64>, order: Vec<u32>) -> Self {
        Self { fronts, crowding, order, ..Self::default() }
    }

    /// Ranks all rows. `failed`, `sizes` and `ids` have one entry per row.
    pub fn rank(&mut self, objectives: Objectives<'_>, failed: &[bool], sizes: &[u32], ids: &[u64]) {
        let n = failed.len();
        self.valid.clear();
        self.valid.extend((0..n as u32).filter(|&row| !failed[row as usize]));
        self.fronts.clear();
        self.fronts.resize(n, 0);
        self.crowding.clear();
        self.crowding.resize(n, 0.0);
        let n_fronts = self.sort.sort(objectives, &self.valid, &mut self.fronts);
        for (front, _) in self.fronts.iter_mut().zip(failed).filter(|(_, failed)| **failed) {
            *front = n_fronts as u32;
        }
        self.distances.compute(objectives, &self.valid, &self.fronts, &mut self.crowding);
        self.order.clear();
        self.order.extend(0..n as u32);
        let (fronts, crowding) = (&self.fronts, &self.crowding);
        self.order.sort_unstable_by(|&a, &b| {
            let (a, b) = (a as usize, b as usize);
            let by_crowding = crowding[b].total_cmp(&crowding[a]);
            fronts[a]
                .cmp(&fronts[b])
                .then(by_crowding)
                .then(sizes[a].cmp(&sizes[b]))
                .then(ids[a].cmp(&ids[b]))
                .then(a.cmp(&b))
        });
    }
}
