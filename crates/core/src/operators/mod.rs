//! What happens to one or two genomes.

pub mod crossover;
pub mod distance;
pub mod mutate;
pub mod mutations;
pub mod offspring;
pub mod outline;
