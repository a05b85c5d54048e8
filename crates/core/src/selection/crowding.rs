//! Crowding distance (Deb et al. 2002, section III-B) on unique objective rows (Fortin & Parizeau 2013).

use crate::selection::objectives::Objectives;
use crate::selection::ordering::Ordering;

/// The memory of the computation.
#[derive(Debug, Default)]
pub struct Crowding {
    members: Vec<u32>,
    values: Vec<f64>,
    ordering: Ordering,
}

impl Crowding {
    /// Writes the crowding of each of `rows` within its front; other entries of `crowding` stay.
    ///
    /// Extremes get infinity; a constant objective contributes nothing and has no extremes; of equal
    /// rows the one with the lowest index stands for all, and the others get 0.
    pub fn compute(&mut self, objectives: Objectives<'_>, rows: &[u32], fronts: &[u32], crowding: &mut [f64]) {
        let mut members = std::mem::take(&mut self.members);
        members.clear();
        members.extend_from_slice(rows);
        self.ordering.by_number(fronts, &mut members);
        for front in members.chunk_by_mut(|&a, &b| fronts[a as usize] == fronts[b as usize]) {
            for &row in &*front {
                crowding[row as usize] = 0.0;
            }
            self.ordering.by_all(objectives, 0, front);
            let n_different = put_different_first(objectives, front);
            for objective in 0..objectives.n_objectives() {
                self.add_objective(objectives, objective, &mut front[..n_different], crowding);
            }
        }
        self.members = members;
    }

    /// Adds what an objective contributes to the crowding of different rows of a front.
    fn add_objective(&mut self, objectives: Objectives<'_>, objective: usize, rows: &mut [u32], crowding: &mut [f64]) {
        self.ordering.by_one(objectives, objective, rows);
        self.values.clear();
        self.values.extend(rows.iter().map(|&row| objectives.value(row, objective)));
        let (least, most) = (self.values[0], self.values[rows.len() - 1]);
        if least == most {
            return;
        }
        let (range, factor) = range_of(least, most);
        crowding[rows[0] as usize] = f64::INFINITY;
        crowding[rows[rows.len() - 1] as usize] = f64::INFINITY;
        if range.is_finite() {
            for (&row, neighbours) in rows[1..].iter().zip(self.values.windows(3)) {
                crowding[row as usize] += (neighbours[2] * factor - neighbours[0] * factor) / range;
            }
        }
    }
}

/// The difference of two values, the greater one second, and the factor of both in it: 1, or 1/2 where it is larger than any number.
/// It is infinite only if a value is.
#[inline(always)]
pub(super) fn range_of(least: f64, most: f64) -> (f64, f64) {
    let range = most - least;
    if range.is_finite() { (range, 1.0) } else { (most * 0.5 - least * 0.5, 0.5) }
}

/// Moves the first of each run of equal rows to the beginning; returns how many there are.
pub(super) fn put_different_first(objectives: Objectives<'_>, rows: &mut [u32]) -> usize {
    let mut n_different = 1;
    for index in 1..rows.len() {
        if !objectives.are_equal(rows[n_different - 1], rows[index]) {
            rows[n_different] = rows[index];
            n_different += 1;
        }
    }
    n_different
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowding_of(values: &[f64], n_objectives: usize) -> Vec<f64> {
        let n = values.len() / n_objectives;
        let (rows, fronts, mut crowding) = ((0..n as u32).collect::<Vec<_>>(), vec![0; n], vec![0.0; n]);
        Crowding::default().compute(Objectives::new(values, n_objectives), &rows, &fronts, &mut crowding);
        crowding
    }

    #[test]
    fn a_range_larger_than_any_number_counts_as_that_of_the_halves() {
        let (large, inf) = (1.5e308, f64::INFINITY);
        let found = crowding_of(&[-large, large, -0.5 * large, 0.5 * large, 0.0, 0.0, large, -large], 2);
        assert_eq!(found, [inf, 1.0, 1.5, inf]);
    }

    #[test]
    fn an_infinite_value_makes_nobody_less_crowded() {
        let inf = f64::INFINITY;
        assert_eq!(crowding_of(&[-inf, 3.0, 0.0, 2.0, 1.0, 1.0, inf, 0.0], 2), [inf, 2.0 / 3.0, 2.0 / 3.0, inf]);
    }
}
