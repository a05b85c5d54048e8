//! Weights by distribution: a mean and a step size for each gene, of each species.
//!
//! Innovation numbers and node ids align the weights and biases of genomes. `learn` moves the distributions of species after
//! their genomes are ranked. `sample` draws the weights of offspring. `docs/weights_by_distribution.md` has the method.

mod before;
pub mod columns;
mod kinship;
pub mod learn;
pub mod lesson;
mod members;
mod moving;
mod own;
pub mod sample;
mod share;
mod slots;
