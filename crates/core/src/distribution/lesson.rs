//! What distributions are moved by.

use crate::distribution::columns::Distributions;
use crate::population::columns::Population;
use crate::speciation::Species;

/// What distributions are moved by.
#[derive(Clone, Copy, Debug)]
pub struct Lesson<'a> {
    /// The genomes that survived.
    pub population: &'a Population,
    /// Their rows, best first.
    pub order: &'a [u32],
    /// Their species.
    pub species: &'a Species,
    /// The species of the generation before.
    pub previous: &'a Species,
    /// The distributions of these; none before the first generation.
    pub before: &'a Distributions,
    /// Rows of the survivors among the genomes carried over and those asked; none if all that were asked survived.
    pub rows: Option<&'a [u32]>,
    /// How many genomes were carried over.
    pub n_carried: usize,
}
