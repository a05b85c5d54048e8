//! The streams of random numbers of an episode. The seed of the episode fixes the address of every draw before the first
//! tick, so no action of the agent changes a draw.

use speciate_core::draws::{Draws, Purpose};

/// A stream of draws; its number takes the generation's place in the address.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stream {
    /// Places of obstacles: two draws for each try.
    Obstacles = 1,
    /// Pieces: kind, distance or edge, angle or place on the edge, first wait.
    Pieces = 2,
    /// Power-ups: kind, distance, angle.
    PowerUps = 3,
    /// Uniform lengths of moves: two draws for each move, `N_LENGTHS` moves for each piece.
    Lengths = 4,
}

/// Moves of a piece that have draws of their own; then they repeat.
pub(super) const N_LENGTHS: u64 = 256;

pub(super) fn draws(seed: u64, stream: Stream) -> Draws {
    Draws::at(seed, Purpose::Episode, stream as u64, 0)
}
