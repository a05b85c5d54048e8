//! The order of genomes, and which of them survive.

pub mod crowding;
pub mod fitness;
pub mod nondominated;
pub mod objectives;
pub mod ordering;
pub mod survival;
pub mod thinning;
