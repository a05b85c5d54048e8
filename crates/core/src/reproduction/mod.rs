//! From survivors to the next generation: the parents of each offspring, and the genomes of the offspring.

pub mod breed;
pub mod plan;
