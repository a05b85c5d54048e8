//! The different points of a sort, from best to worst in lexicographic order, and the fronts found so far.

use crate::selection::objectives::Objectives;

/// Columns of points: the front first, then each objective from the second on; the first objective is in their order.
#[derive(Debug, Default)]
pub struct Points {
    columns: Vec<f64>,
    len: usize,
    point_of: Vec<u32>,
}

impl Points {
    /// Takes each of the rows, best first, that differs from the one before. All are on front 0.
    pub fn take(&mut self, objectives: Objectives<'_>, rows: &[u32]) {
        self.point_of.clear();
        let mut previous = rows.first().copied().unwrap_or(0);
        let mut point = 0;
        for &row in rows {
            point += u32::from(!objectives.are_equal(previous, row));
            self.point_of.push(point);
            previous = row;
        }
        self.len = self.point_of.last().map_or(0, |last| *last as usize + 1);
        self.columns.clear();
        self.columns.resize(self.len * objectives.n_objectives(), 0.0);
        for (&row, &point) in rows.iter().zip(&self.point_of) {
            for (objective, value) in objectives.row(row).iter().enumerate().skip(1) {
                self.columns[objective * self.len + point as usize] = *value;
            }
        }
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The values of an objective; the fronts instead of objective 0.
    #[inline(always)]
    pub fn column(&self, objective: usize) -> &[f64] {
        &self.columns[objective * self.len..][..self.len]
    }

    /// The front of a point.
    #[inline(always)]
    pub fn front(&self, point: u32) -> f64 {
        self.columns[point as usize]
    }

    /// Puts a point on a front.
    #[inline(always)]
    pub fn set_front(&mut self, point: u32, front: f64) {
        self.columns[point as usize] = front;
    }

    /// The front of each row that was taken.
    pub fn fronts(&self) -> impl Iterator<Item = u32> {
        self.point_of.iter().map(|&point| self.front(point) as u32)
    }
}
