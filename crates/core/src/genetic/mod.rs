//! A genetic algorithm over the weights of dense networks: tournaments, crossover, Gaussian mutation and elites.
//!
//! Networks are rows of a matrix (see `network::dense`). What is drawn depends on seed, generation and row alone.

mod breed;
mod crossover;
mod mutation;

pub use breed::{Parents, breed, found};
