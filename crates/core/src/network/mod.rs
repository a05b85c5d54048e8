//! From genomes to runnable networks.

pub mod activation;
pub mod compile;
pub mod dense;
mod lanes;
pub mod networks;
mod node_order;
mod running;
pub mod sparse;
pub mod states;
pub mod values;
pub mod views;
mod wide;
