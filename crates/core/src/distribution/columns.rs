//! The distributions as columns, and how offspring came from them.

use crate::settings::{Settings, Weights};

/// Stands in `Distributions::granted` for an offspring of which nothing is known.
pub const NO_SPECIES: u32 = u32::MAX;

/// Added to the id of a node, so that the keys of biases come after those of weights.
pub const FIRST_NODE: u64 = 1 << 32;

/// How the weights of an offspring came about, as `Distributions::kinds` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Copied unchanged, or unknown.
    Copied = 0,
    /// Drawn from the distribution of a species.
    Drawn = 1,
    /// Inherited and perturbed.
    Perturbed = 2,
    /// With the means of a species as its weights.
    AtMeans = 3,
}

/// The distributions of all species, and which of them the next generation was drawn from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Distributions {
    /// Where the genes of each species begin, and the end of the last.
    pub offsets: Vec<u64>,
    /// Keys, ascending within a species: an innovation, or `FIRST_NODE` and the id of a node.
    pub genes: Vec<u64>,
    /// Mean of each gene.
    pub means: Vec<f64>,
    /// Step size of each gene.
    pub steps: Vec<f64>,
    /// Of each species, the fraction of its offspring that are drawn.
    pub shares: Vec<f64>,
    /// Ids of the offspring.
    pub ids: Vec<u64>,
    /// Position of the species that granted each offspring.
    pub granted: Vec<u32>,
    /// The number of a `Kind`, of each offspring.
    pub kinds: Vec<u8>,
    /// Memory of drawing: which species have an offspring with their means.
    pub has_mean: Vec<bool>,
}

/// The genes of one species.
#[derive(Clone, Copy, Debug)]
pub struct Genes<'a> {
    /// Keys, ascending.
    pub keys: &'a [u64],
    /// Mean of each.
    pub means: &'a [f64],
    /// Step size of each.
    pub steps: &'a [f64],
}

impl Distributions {
    /// Number of species.
    pub fn len(&self) -> usize {
        self.shares.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.shares.is_empty()
    }

    /// The genes of the species at a position.
    pub fn of(&self, species: usize) -> Genes<'_> {
        let range = self.offsets[species] as usize..self.offsets[species + 1] as usize;
        Genes { keys: &self.genes[range.clone()], means: &self.means[range.clone()], steps: &self.steps[range] }
    }

    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.offsets.clear();
        self.offsets.push(0);
        self.genes.clear();
        self.means.clear();
        self.steps.clear();
        self.shares.clear();
        self.ids.clear();
        self.granted.clear();
        self.kinds.clear();
    }
}

impl Settings {
    /// Whether offspring may be drawn from distributions.
    pub fn draws_weights(&self) -> bool {
        self.reproduction.weights != Weights::Perturbed
    }
}
