//! From genomes to runnable networks.

pub mod activation;
pub mod compile;
pub mod dense;
mod lanes;
pub mod sparse;
pub mod states;
mod wide;
