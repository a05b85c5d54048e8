//! Operators on one or two genomes: mutation, crossover and distance.

pub mod crossover;
pub mod distance;
pub mod mutate;
pub mod mutations;
pub mod offspring;
pub mod outline;
