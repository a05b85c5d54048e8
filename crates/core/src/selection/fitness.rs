//! The total order of genomes: front, then crowding, then size, then id. With one objective, every value of the fitness is
//! a front, so plain NEAT uses the same order.

use crate::selection::crowding::Crowding;
use crate::selection::nondominated::NondominatedSort;
use crate::selection::objectives::Objectives;
use crate::selection::ordering::Ordering;

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
    keys: Vec<u128>,
    ordering: Ordering,
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
        if objectives.n_objectives() == 1 {
            self.rank_by_value(objectives, failed);
            return self.order_tied(sizes, ids);
        }
        let n_fronts = self.sort_valid(objectives, n);
        for (front, _) in self.fronts.iter_mut().zip(failed).filter(|(_, failed)| **failed) {
            *front = n_fronts as u32;
        }
        self.distances.compute(objectives, &self.valid, &self.fronts, &mut self.crowding);
        self.valid.extend((0..n as u32).filter(|&row| failed[row as usize]));
        self.order_valid();
        self.order_tied(sizes, ids);
    }

    /// With one objective every value is a front, and its genomes are not crowded: one sort is enough. The valid rows are known.
    fn rank_by_value(&mut self, objectives: Objectives<'_>, failed: &[bool]) {
        self.ordering.by_one(objectives, 0, &mut self.valid);
        self.crowding.clear();
        self.crowding.resize(failed.len(), 0.0);
        self.fronts.clear();
        self.fronts.resize(failed.len(), 0);
        self.order.clear();
        let mut n_fronts = 0;
        let mut last = None;
        for &row in self.valid.iter().rev() {
            let value = objectives.value(row, 0);
            n_fronts += u32::from(last != Some(value));
            last = Some(value);
            self.fronts[row as usize] = n_fronts - 1;
            self.order.push(row);
        }
        for (row, _) in failed.iter().enumerate().filter(|(_, failed)| **failed) {
            self.fronts[row] = n_fronts;
            self.order.push(row as u32);
        }
    }

    /// Orders rows that nothing else tells apart by size and id.
    fn order_tied(&mut self, sizes: &[u32], ids: &[u64]) {
        let (fronts, crowding) = (&self.fronts, &self.crowding);
        let place = |row: u32| (fronts[row as usize], crowding[row as usize].to_bits());
        for tied in self.order.chunk_by_mut(|&a, &b| place(a) == place(b)).filter(|tied| tied.len() > 1) {
            tied.sort_unstable_by_key(|&row| (sizes[row as usize], ids[row as usize], row));
        }
    }

    /// Ranks the best `n` rows by front, crowding and row: `order` holds only them.
    pub fn rank_best(&mut self, objectives: Objectives<'_>, n: usize) {
        let n_fronts = self.find_fronts(objectives);
        let last = self.last_front(n_fronts, n);
        self.valid.retain(|&row| self.fronts[row as usize] <= last);
        self.distances.compute(objectives, &self.valid, &self.fronts, &mut self.crowding);
        self.order_valid();
        self.order.truncate(n);
    }

    /// Orders rows of one front, of which the others have left: by crowding, which is computed anew, then row.
    pub fn rank_again(&mut self, objectives: Objectives<'_>, rows: &mut [u32]) {
        self.distances.compute(objectives, rows, &self.fronts, &mut self.crowding);
        let crowding = &self.crowding;
        rows.sort_unstable_by_key(|&row| (!crowding[row as usize].to_bits(), row));
    }

    /// Finds the fronts of all rows; returns how many there are.
    pub fn find_fronts(&mut self, objectives: Objectives<'_>) -> usize {
        self.valid.clear();
        self.valid.extend(0..objectives.len() as u32);
        self.sort_valid(objectives, objectives.len())
    }

    /// Finds the crowding of all rows within fronts that the caller knows.
    pub fn find_crowding(&mut self, objectives: Objectives<'_>, fronts: &[u32]) {
        self.valid.clear();
        self.valid.extend(0..objectives.len() as u32);
        self.crowding.clear();
        self.crowding.resize(objectives.len(), 0.0);
        self.distances.compute(objectives, &self.valid, fronts, &mut self.crowding);
    }

    /// Finds the fronts of the valid rows; returns how many there are.
    fn sort_valid(&mut self, objectives: Objectives<'_>, n_rows: usize) -> usize {
        self.fronts.clear();
        self.fronts.resize(n_rows, 0);
        self.crowding.clear();
        self.crowding.resize(n_rows, 0.0);
        self.sort.sort(objectives, &self.valid, &mut self.fronts)
    }

    /// The front that the best `n` rows end in.
    fn last_front(&mut self, n_fronts: usize, n: usize) -> u32 {
        self.order.clear();
        self.order.resize(n_fronts, 0);
        for &front in &self.fronts {
            self.order[front as usize] += 1;
        }
        let mut total = 0;
        let ends = |size: &u32| {
            total += *size as usize;
            total >= n
        };
        self.order.iter().position(ends).unwrap_or(0) as u32
    }

    /// Puts the valid rows in order: front, then crowding, then row.
    fn order_valid(&mut self) {
        let (fronts, crowding) = (&self.fronts, &self.crowding);
        let key = |row: u32| {
            let greater_first = !crowding[row as usize].to_bits(); // crowding is not negative
            u128::from(fronts[row as usize]) << 96 | u128::from(greater_first) << 32 | u128::from(row)
        };
        self.keys.clear();
        self.keys.extend(self.valid.iter().map(|&row| key(row)));
        self.keys.sort_unstable();
        self.order.clear();
        self.order.extend(self.keys.iter().map(|key| *key as u32));
    }
}
