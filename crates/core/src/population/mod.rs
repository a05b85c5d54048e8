//! Genomes: the pool, its founders, the numbers of their genes and the invariants they keep.

pub mod columns;
pub(crate) mod filling;
pub mod founders;
pub mod genome;
pub mod innovation;
pub mod invariants;
