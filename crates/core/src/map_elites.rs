//! MAP-Elites (Mouret & Clune 2015): a grid over measures that keeps the best genome of every cell, and parents drawn from it.

use std::cmp::Ordering;

use crate::draws::{Draws, Purpose};
use crate::error::{Error, Result};
use crate::operators::crossover::Fitter;
use crate::reproduction::plan::{NO_PARENT, Parentage};
use crate::settings::Settings;

/// More cells than this are no grid that anybody fills.
const MOST_CELLS: u64 = 1 << 31;

/// How one measure is divided.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    /// Where the first cell begins.
    pub lower: f64,
    /// Where the last cell ends.
    pub upper: f64,
    /// How many cells there are in between, all of the same width.
    pub n_cells: u32,
}

impl Axis {
    /// The cell along this axis; whatever lies outside belongs to the first or the last.
    fn position(&self, measure: f64) -> u32 {
        let n = f64::from(self.n_cells);
        let position = ((measure - self.lower) / (self.upper - self.lower) * n).floor();
        if position >= n { self.n_cells - 1 } else { position.max(0.0) as u32 }
    }
}

/// A grid: an axis for each measure. Cells are numbered with the last axis running fastest.
#[derive(Clone, Debug)]
pub struct Grid {
    axes: Vec<Axis>,
}

impl Grid {
    /// The grid of some axes.
    ///
    /// # Errors
    /// `Error::Value` when there is no axis or no cell, bounds are no ascending finite numbers, or there are too many cells.
    pub fn new(axes: Vec<Axis>) -> Result<Self> {
        let mut n_cells = u64::from(!axes.is_empty());
        for (number, axis) in axes.iter().enumerate() {
            let width = axis.upper - axis.lower;
            if !(width > 0.0 && width.is_finite()) {
                let (lower, upper) = (axis.lower, axis.upper);
                return Err(Error::Value(format!("bounds of measure {number} are {lower} and {upper}")));
            }
            n_cells = n_cells.saturating_mul(u64::from(axis.n_cells));
        }
        if n_cells == 0 || n_cells > MOST_CELLS {
            return Err(Error::Value(format!("the grid has {n_cells} cells, expected 1 to {MOST_CELLS}")));
        }
        Ok(Self { axes })
    }

    /// The number of measures.
    pub fn n_measures(&self) -> usize {
        self.axes.len()
    }

    /// The cell of a place.
    fn cell(&self, measures: &[f64]) -> u32 {
        self.axes.iter().zip(measures).fold(0, |cell, (axis, measure)| cell * axis.n_cells + axis.position(*measure))
    }

    /// Puts genomes where they belong and keeps the best of every cell, of equally good ones the first.
    ///
    /// `cells` are those of the first rows, which are there already, and become those of the rows that stay; `measures` are
    /// those of the others, and `objective`, of all rows, holds no NaN. Writes the rows that stay, in the order of their cells.
    pub fn insert(&self, cells: &mut Vec<u32>, measures: &[f64], objective: &[f64], rows: &mut Vec<u32>) {
        cells.extend(measures.chunks_exact(self.n_measures()).map(|place| self.cell(place)));
        rows.clear();
        rows.extend(0..cells.len() as u32);
        let value = |row: u32| objective[row as usize];
        let better = |a: u32, b: u32| value(b).partial_cmp(&value(a)).unwrap_or(Ordering::Equal);
        rows.sort_unstable_by(|&a, &b| {
            cells[a as usize].cmp(&cells[b as usize]).then_with(|| better(a, b)).then(a.cmp(&b))
        });
        rows.dedup_by_key(|row| cells[*row as usize]);
        *cells = rows.iter().map(|&row| cells[row as usize]).collect();
    }
}

/// Draws the parents of a generation from the genomes of a grid, each as likely as the others.
///
/// A genome of a higher objective is the fitter, of equal ones the smaller.
pub fn plan(settings: &Settings, objective: &[f64], sizes: &[u32], generation: u64, parentage: &mut Parentage) {
    let n = objective.len();
    *parentage = Parentage::default();
    for row in 0..settings.population_size as u64 {
        let draws = Draws::at(settings.seed, Purpose::MapElites, generation, row);
        let a = draws.below(1, n);
        let crosses = n > 1 && draws.uniform(0) < settings.crossover.crossover_rate;
        parentage.parent_a.push(a as u32);
        if crosses {
            let other = draws.below(2, n - 1);
            let b = other + usize::from(other >= a);
            let fitter =
                objective[b].partial_cmp(&objective[a]).unwrap_or(Ordering::Equal).then(sizes[a].cmp(&sizes[b]));
            parentage.parent_b.push(b as u32);
            parentage.fitter.push(match fitter {
                Ordering::Less => Fitter::A,
                Ordering::Equal => Fitter::Equal,
                Ordering::Greater => Fitter::B,
            } as u8);
        } else {
            parentage.parent_b.push(NO_PARENT);
            parentage.fitter.push(Fitter::Equal as u8);
        }
    }
    parentage.elite = vec![false; settings.population_size];
    parentage.species = vec![0; settings.population_size];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        let axis = |n_cells| Axis { lower: 0.0, upper: 10.0, n_cells };
        Grid::new(vec![axis(2), axis(5)]).unwrap()
    }

    #[test]
    fn cells_are_numbered_by_axis_and_whatever_lies_outside_belongs_to_the_border() {
        let places = [[0.0, 0.0], [4.9, 2.0], [5.0, 9.9], [10.0, 10.0], [-1e308, 1e308], [7.0, -3.0]];
        assert_eq!(places.map(|place| grid().cell(&place)), [0, 1, 9, 9, 4, 5]);
    }

    #[test]
    fn the_best_of_a_cell_stays_and_of_equally_good_ones_the_first() {
        let (mut cells, mut rows) = (vec![3, 9], Vec::new());
        let measures = [0.0, 6.0, 9.0, 9.0, 9.0, 9.0, 0.0, 0.0];
        grid().insert(&mut cells, &measures, &[1.0, 2.0, 1.0, 5.0, 5.0, -7.0], &mut rows);
        assert_eq!((cells, rows), (vec![0, 3, 9], vec![5, 0, 3]));
    }

    #[test]
    fn a_grid_without_cells_or_bounds_is_refused() {
        let axis = |lower, upper, n_cells| Axis { lower, upper, n_cells };
        for axes in [
            vec![],
            vec![axis(0.0, 1.0, 0)],
            vec![axis(1.0, 1.0, 3)],
            vec![axis(0.0, f64::INFINITY, 3)],
            vec![axis(f64::NAN, 1.0, 3)],
            vec![axis(0.0, 1.0, 1 << 16), axis(0.0, 1.0, 1 << 16)],
        ] {
            assert!(Grid::new(axes.clone()).is_err(), "{axes:?}");
        }
    }
}
