//! Populations: the genome pool, the founders, the numbers of genes, and the invariants of genomes.

pub mod columns;
pub mod founders;
pub mod genome;
pub mod innovation;
pub mod invariants;
pub(crate) mod next_pool;
