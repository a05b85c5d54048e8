//! Who is better than whom, and who lives on.

pub mod crowding;
pub mod fitness;
pub mod nondominated;
pub mod objectives;
pub mod ordering;
pub mod survival;
pub mod thinning;
