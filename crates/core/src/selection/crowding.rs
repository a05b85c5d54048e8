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
    /// Extremes get infinity; a constant objective contributes nothing and makes nobody extreme; of equal
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
        let range = most - least;
        crowding[rows[0] as usize] = f64::INFINITY;
        crowding[rows[rows.len() - 1] as usize] = f64::INFINITY;
        if range.is_finite() {
            for (&row, neighbours) in rows[1..].iter().zip(self.values.windows(3)) {
                crowding[row as usize] += (neighbours[2] - neighbours[0]) / range;
            }
        }
    }
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
