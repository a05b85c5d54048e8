//! The rules of the arena, which know nothing of how it is played: their table, what they choose from, and how options
//! change them.

mod kinds;
mod options;
mod table;
mod values;

pub use kinds::{PieceKind, PowerUpKind, Scoring};
pub use table::ArenaRules;
