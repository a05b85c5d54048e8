//! Non-dominated sort: maximised objectives to fronts, 0 being the Pareto front.

use std::cmp::Ordering;

/// Objectives by row, higher is better. No NaN; infinities are fine; -0.0 equals 0.0.
#[derive(Clone, Copy, Debug)]
pub struct Objectives<'a> {
    values: &'a [f64],
    n_objectives: usize,
}

impl<'a> Objectives<'a> {
    /// `values` holds one row of `n_objectives` after the other.
    pub fn new(values: &'a [f64], n_objectives: usize) -> Self {
        Self { values, n_objectives }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.values.len() / self.n_objectives
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Number of objectives.
    pub fn n_objectives(&self) -> usize {
        self.n_objectives
    }

    /// One row.
    #[inline]
    pub fn row(&self, row: u32) -> &'a [f64] {
        &self.values[row as usize * self.n_objectives..][..self.n_objectives]
    }

    /// Lexicographic order of two rows, better first. Equal rows are equal.
    #[inline]
    pub fn compare(&self, a: u32, b: u32) -> Ordering {
        let pairs = self.row(a).iter().zip(self.row(b));
        pairs
            .map(|(a, b)| b.partial_cmp(a).unwrap_or(Ordering::Equal))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Whether row a is at least as good as row b everywhere.
    #[inline]
    fn covers(&self, a: u32, b: u32) -> bool {
        self.row(a).iter().zip(self.row(b)).all(|(a, b)| a >= b)
    }
}

const END: u32 = u32::MAX;

/// The memory of the sort.
#[derive(Debug, Default)]
pub struct NondominatedSort {
    sorted: Vec<u32>,
    last: Vec<u32>,
    previous: Vec<u32>,
}

impl NondominatedSort {
    /// Writes the front of each of `rows`; other entries of `fronts` stay. Returns the number of fronts.
    ///
    /// Rows are taken from best to worst in lexicographic order, so a row can only be dominated by earlier
    /// ones, and finds the first front that does not dominate it by binary search (ENS-BS: Zhang et al.
    /// 2015); with two objectives the last member of a front speaks for all of it.
    pub fn sort(&mut self, objectives: Objectives<'_>, rows: &[u32], fronts: &mut [u32]) -> usize {
        self.sorted.clear();
        self.sorted.extend_from_slice(rows);
        self.sorted.sort_unstable_by(|&a, &b| objectives.compare(a, b).then(a.cmp(&b)));
        self.last.clear();
        self.previous.clear();
        self.previous.resize(objectives.len(), END);
        let mut equal_to: Option<u32> = None;
        for index in 0..self.sorted.len() {
            let row = self.sorted[index];
            if let Some(twin) = equal_to.filter(|&twin| objectives.compare(twin, row).is_eq()) {
                fronts[row as usize] = fronts[twin as usize];
                continue;
            }
            let front = self.first_front(objectives, row);
            if front == self.last.len() {
                self.last.push(END);
            }
            self.previous[row as usize] = self.last[front];
            self.last[front] = row;
            fronts[row as usize] = front as u32;
            equal_to = Some(row);
        }
        self.last.len()
    }

    /// The first front none of whose members dominates the row.
    fn first_front(&self, objectives: Objectives<'_>, row: u32) -> usize {
        self.last.partition_point(|&last| self.dominates(objectives, last, row))
    }

    /// Whether a member of the front that ends in `last` dominates the row.
    fn dominates(&self, objectives: Objectives<'_>, last: u32, row: u32) -> bool {
        if objectives.n_objectives <= 2 {
            return objectives.covers(last, row);
        }
        let mut member = last;
        while member != END {
            if objectives.covers(member, row) {
                return true;
            }
            member = self.previous[member as usize];
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fronts(values: &[f64], n_objectives: usize) -> Vec<u32> {
        let objectives = Objectives::new(values, n_objectives);
        let rows: Vec<u32> = (0..objectives.len() as u32).collect();
        let mut fronts = vec![0; rows.len()];
        NondominatedSort::default().sort(objectives, &rows, &mut fronts);
        fronts
    }

    fn by_definition(values: &[f64], m: usize) -> Vec<u32> {
        let rows: Vec<&[f64]> = values.chunks(m).collect();
        let dominates =
            |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a >= b) && a.iter().zip(b).any(|(a, b)| a > b);
        let mut fronts = vec![u32::MAX; rows.len()];
        for front in 0..rows.len() as u32 {
            let open: Vec<usize> = (0..rows.len()).filter(|&i| fronts[i] == u32::MAX).collect();
            for &i in &open {
                if !open.iter().any(|&j| dominates(rows[j], rows[i])) {
                    fronts[i] = front;
                }
            }
        }
        fronts
    }

    #[test]
    fn fronts_are_those_of_the_definition() {
        for m in 1..=5 {
            for seed in 0..40u64 {
                let draws = crate::draws::Draws::at(seed, crate::draws::Purpose::Survival, 0, m);
                let values: Vec<f64> = (0..60 * m).map(|k| draws.below(k, 6) as f64).collect();
                assert_eq!(fronts(&values, m as usize), by_definition(&values, m as usize), "m {m} seed {seed}");
            }
        }
    }

    #[test]
    fn equal_rows_share_a_front_and_zeros_are_equal() {
        assert_eq!(fronts(&[0.0, 1.0, -0.0, 1.0, 0.0, 0.5], 2), [0, 0, 1]);
    }

    #[test]
    fn infinities_have_their_place() {
        assert_eq!(fronts(&[f64::INFINITY, 0.0, 1.0, 1.0, 1.0, f64::NEG_INFINITY], 2), [0, 0, 1]);
    }
}
