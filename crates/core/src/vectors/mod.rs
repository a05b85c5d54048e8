//! NSGA-II over vectors of real numbers (Deb et al. 2002), with the operators of its authors.
//!
//! Vectors are the rows of a matrix in C order; their variables lie within bounds. Draws depend on seed, generation and row
//! alone.

pub mod nsga2;
pub mod polynomial;
pub mod sbx;

use crate::arithmetic::power;
use crate::draws::{Draws, Purpose, unit};
use crate::error::{Error, Result};

/// Numbers that an operator changes together.
const CHUNK: usize = 128;

/// Everything that decides what becomes of vectors.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // every field is described in Python, under the same name
pub struct Settings {
    pub seed: u64,
    pub population_size: usize,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    pub crossover_rate: f64,
    pub crossover_eta: f64,
    pub mutation_rate: f64,
    pub mutation_eta: f64,
    pub truncation: Truncation,
}

/// How the front that does not fit as a whole is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truncation {
    /// By the crowding that its members have together (Deb et al. 2002).
    AtOnce,
    /// The most crowded one leaves, and crowding is computed anew (Kukkonen & Deb 2006).
    OneByOne,
}

impl Truncation {
    /// The one of a name.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "at_once" => Some(Self::AtOnce),
            "one_by_one" => Some(Self::OneByOne),
            _ => None,
        }
    }
}

/// Largest absolute value of a bound, so that sums and widths stay finite.
pub const LARGEST_BOUND: f64 = 1e300;

impl Settings {
    /// Number of variables of a vector.
    pub fn n_variables(&self) -> usize {
        self.lower.len()
    }

    /// Checks what the operators rely on.
    ///
    /// # Errors
    /// `Error::Value` or `Error::Shape` naming the field.
    pub fn check(&self) -> Result<()> {
        if self.population_size < 2 || u32::try_from(2 * self.population_size).is_err() {
            return Err(Error::Value(format!(
                "population_size is {}, but must be 2 to 2^31 - 1",
                self.population_size
            )));
        }
        if self.lower.is_empty() || self.lower.len() != self.upper.len() {
            let (lower, upper) = (self.lower.len(), self.upper.len());
            return Err(Error::Shape(format!("lower has {lower} and upper {upper} entries; expected as many, from 1")));
        }
        for (variable, (lower, upper)) in self.lower.iter().zip(&self.upper).enumerate() {
            if !(lower <= upper && -LARGEST_BOUND <= *lower && *upper <= LARGEST_BOUND) {
                let bounds = format!("bounds of variable {variable} are {lower} and {upper}");
                return Err(Error::Value(format!("{bounds}, but must ascend within -1e300 and 1e300")));
            }
        }
        for (name, value, greatest) in [
            ("crossover_rate", self.crossover_rate, 1.0),
            ("crossover_eta", self.crossover_eta, f64::MAX),
            ("mutation_rate", self.mutation_rate, 1.0),
            ("mutation_eta", self.mutation_eta, f64::MAX),
        ] {
            if !(0.0..=greatest).contains(&value) {
                return Err(Error::Value(format!("{name} is {value}, but must be from 0 to {greatest:?}")));
            }
        }
        Ok(())
    }

    /// Checks that vectors are of this run.
    ///
    /// # Errors
    /// `Error::Value` naming the first row that leaves the bounds.
    pub fn check_vectors(&self, vectors: &[f64]) -> Result<()> {
        let outside = |row: &[f64]| {
            let bounds = self.lower.iter().zip(&self.upper);
            row.iter().zip(bounds).filter(|(x, (lower, upper))| !(lower <= x && x <= upper)).count()
        };
        match vectors.chunks_exact(self.n_variables()).position(|row| outside(row) > 0) {
            None => Ok(()),
            Some(row) => Err(Error::Value(format!("vectors of row {row} leave the bounds; expected lower to upper"))),
        }
    }

    /// Fills a matrix with the first vectors, uniform within the bounds.
    pub fn found(&self, vectors: &mut [f64]) {
        let mut words = vec![0; self.n_variables()];
        for (row, vector) in vectors.chunks_exact_mut(self.n_variables()).enumerate() {
            Draws::at(self.seed, Purpose::VectorFounder, 0, row as u64).fill(&mut words);
            for (variable, x) in vector.iter_mut().enumerate() {
                let (lower, upper) = (self.lower[variable], self.upper[variable]);
                *x = within(lower + unit(words[variable]) * (upper - lower), lower, upper);
            }
        }
    }
}

/// A number brought within bounds.
#[inline(always)]
fn within(x: f64, lower: f64, upper: f64) -> f64 {
    let x = if x > lower { x } else { lower };
    if x < upper { x } else { upper }
}

/// Raises numbers from 0 on to a power above 0: by squaring if it is a whole number up to 64, which indices usually are.
#[inline(always)]
fn raise(numbers: &mut [f64; CHUNK], exponent: f64) {
    if exponent > 64.0 || exponent.floor() != exponent {
        for number in numbers {
            *number = power(*number, exponent);
        }
        return;
    }
    let mut bits = exponent as u32;
    let mut squares = *numbers;
    *numbers = [1.0; CHUNK];
    while bits > 0 {
        if bits & 1 == 1 {
            for (number, square) in numbers.iter_mut().zip(&squares) {
                *number *= square;
            }
        }
        for square in &mut squares {
            *square *= *square;
        }
        bits >>= 1;
    }
}
