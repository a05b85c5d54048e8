//! Crowding distance (Deb et al. 2002, section III-B) on unique objective rows (Fortin & Parizeau 2013).

use crate::selection::nondominated::Objectives;

/// The memory of the computation.
#[derive(Debug, Default)]
pub struct Crowding {
    members: Vec<u32>,
    unique: Vec<u32>,
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
        let front_of = |row: u32| fronts[row as usize];
        members.sort_unstable_by(|&a, &b| {
            front_of(a).cmp(&front_of(b)).then_with(|| objectives.compare(a, b, 0)).then(a.cmp(&b))
        });
        for &row in &members {
            crowding[row as usize] = 0.0;
        }
        for front in members.chunk_by(|&a, &b| front_of(a) == front_of(b)) {
            self.unique.clear();
            let copies = front.chunk_by(|&a, &b| objectives.are_equal(a, b));
            self.unique.extend(copies.map(|equal| equal[0]));
            for objective in 0..objectives.n_objectives() {
                self.add_objective(objectives, objective, crowding);
            }
        }
        self.members = members;
    }

    fn add_objective(&mut self, objectives: Objectives<'_>, objective: usize, crowding: &mut [f64]) {
        let value = |row: u32| objectives.row(row)[objective];
        self.unique.sort_unstable_by(|&a, &b| {
            value(a).partial_cmp(&value(b)).unwrap_or(std::cmp::Ordering::Equal).then(a.cmp(&b))
        });
        let (first, last) = (self.unique[0], self.unique[self.unique.len() - 1]);
        if value(first) == value(last) {
            return;
        }
        let range = value(last) - value(first);
        crowding[first as usize] = f64::INFINITY;
        crowding[last as usize] = f64::INFINITY;
        if range.is_finite() {
            for neighbours in self.unique.windows(3) {
                crowding[neighbours[1] as usize] += (value(neighbours[2]) - value(neighbours[0])) / range;
            }
        }
    }
}
