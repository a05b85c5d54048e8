//! Non-dominated sort: from maximised objectives to fronts, of which 0 is the Pareto front.

mod division;
mod pairs;
mod points;
mod stairs;

use crate::selection::nondominated::division::Division;
use crate::selection::nondominated::points::Points;
pub use crate::selection::objectives::Objectives;
use crate::selection::ordering::Ordering;

/// The memory of the sort.
#[derive(Debug, Default)]
pub struct NondominatedSort {
    order: Vec<u32>,
    ordering: Ordering,
    points: Points,
    division: Division,
}

impl NondominatedSort {
    /// Writes the front of each of `rows`; other entries of `fronts` stay. Returns the number of fronts.
    pub fn sort(&mut self, objectives: Objectives<'_>, rows: &[u32], fronts: &mut [u32]) -> usize {
        self.order.clear();
        self.order.extend_from_slice(rows);
        self.ordering.by_all(objectives, 0, &mut self.order);
        self.order.reverse();
        self.points.take(objectives, &self.order);
        self.division.settle_all(&mut self.points, objectives.n_objectives());
        let mut n_fronts = 0;
        for (&row, front) in self.order.iter().zip(self.points.fronts()) {
            fronts[row as usize] = front;
            n_fronts = n_fronts.max(front + 1);
        }
        n_fronts as usize
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

    #[test]
    fn equal_rows_share_a_front_and_zeros_are_equal() {
        assert_eq!(fronts(&[0.0, 1.0, -0.0, 1.0, 0.0, 0.5], 2), [0, 0, 1]);
    }

    #[test]
    fn infinities_have_their_place() {
        assert_eq!(fronts(&[f64::INFINITY, 0.0, 1.0, 1.0, 1.0, f64::NEG_INFINITY], 2), [0, 0, 1]);
    }
}
