//! A genetic algorithm over the weights of dense networks: tournaments, crossover, Gaussian mutation and elites.
//!
//! Networks are rows of a matrix (see `network::dense`). Draws depend on seed, generation and row alone.

mod breed;
mod crossover;
mod mutation;

pub use breed::{Parents, breed, found};
