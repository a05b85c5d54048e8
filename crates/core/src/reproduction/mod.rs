//! From survivors to the next generation: who gets offspring, and their genomes.

pub mod breed;
pub mod plan;
