//! The objectives that genomes are compared by.

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

    /// Whether a value is no number.
    pub fn has_nan(&self) -> bool {
        let mut has_nan = false;
        for value in self.values {
            has_nan |= value.is_nan();
        }
        has_nan
    }

    /// One row.
    #[inline]
    pub fn row(&self, row: u32) -> &'a [f64] {
        &self.values[row as usize * self.n_objectives..][..self.n_objectives]
    }

    /// One value.
    #[inline]
    pub fn value(&self, row: u32, objective: usize) -> f64 {
        self.values[row as usize * self.n_objectives + objective]
    }

    /// Lexicographic order of two rows from an objective on, worse first. Equal rows are equal.
    #[inline]
    pub fn compare(&self, a: u32, b: u32, first_objective: usize) -> Ordering {
        let pairs = self.row(a)[first_objective..].iter().zip(&self.row(b)[first_objective..]);
        pairs
            .map(|(a, b)| a.partial_cmp(b).unwrap_or(Ordering::Equal))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Whether two rows are equal.
    #[inline]
    pub fn are_equal(&self, a: u32, b: u32) -> bool {
        self.row(a) == self.row(b)
    }
}
