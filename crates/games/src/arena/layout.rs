//! The layout of an episode, which its seed decides. The layouts of a few seeds are kept, because all players of a
//! generation play the same ones.

use super::obstacles::Obstacles;
use super::pieces::{PieceDraw, draw_pieces};
use super::power_ups::{PowerUp, draw_power_ups};
use super::setup::Setup;

/// Layouts that are kept.
const N_KEPT: usize = 8;

/// Where the obstacles of an episode are, and how its pieces and power-ups appear.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// None when nothing has been drawn yet.
    seed: Option<u64>,
    pub obstacles: Obstacles,
    pub pieces: Vec<PieceDraw>,
    pub power_ups: Vec<PowerUp>,
}

impl Layout {
    fn new(setup: &Setup) -> Self {
        Self {
            seed: None,
            obstacles: Obstacles::with_capacity(setup.n_obstacles),
            pieces: Vec::with_capacity(setup.piece_ticks.len()),
            power_ups: Vec::with_capacity(setup.power_up_ticks.len()),
        }
    }

    fn draw(&mut self, setup: &Setup, seed: u64) {
        self.seed = Some(seed);
        self.obstacles.place(setup, seed);
        draw_pieces(setup, seed, &mut self.pieces);
        draw_power_ups(setup, seed, &mut self.power_ups);
    }
}

/// The layouts of the last few seeds, under the same rules.
#[derive(Clone, Debug)]
pub(super) struct Layouts {
    kept: [Layout; N_KEPT],
    current: usize,
    /// Which is drawn anew for the next unknown seed.
    oldest: usize,
}

impl Layouts {
    pub fn new(setup: &Setup) -> Self {
        Self { kept: std::array::from_fn(|_| Layout::new(setup)), current: 0, oldest: 0 }
    }

    /// Turns to the layout of a seed, and draws it if it is not among those kept.
    pub fn turn_to(&mut self, setup: &Setup, seed: u64) {
        let known = self.kept.iter().position(|layout| layout.seed == Some(seed));
        self.current = known.unwrap_or(self.oldest);
        if known.is_none() {
            self.kept[self.current].draw(setup, seed);
            self.oldest = (self.oldest + 1) % N_KEPT;
        }
    }

    /// The layout last turned to.
    pub fn current(&self) -> &Layout {
        &self.kept[self.current]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::rules::ArenaRules;

    fn places(layout: &Layout) -> Vec<f64> {
        let pieces = layout.pieces.iter().map(|piece| piece.place.0);
        let power_ups = layout.power_ups.iter().map(|power_up| power_up.x);
        layout.obstacles.x.iter().copied().chain(pieces).chain(power_ups).collect()
    }

    #[test]
    fn a_layout_is_that_of_its_seed_whatever_was_played_before() {
        let setup = Setup::new(ArenaRules::standard());
        let mut layouts = Layouts::new(&setup);
        for seed in [0, 1, 2, 1, 0, 3, 4, 5, 6, 7, 8, 9, 0, 2, 9, 9, 3] {
            layouts.turn_to(&setup, seed);
            let mut fresh = Layout::new(&setup);
            fresh.draw(&setup, seed);
            assert_eq!(places(layouts.current()), places(&fresh), "{seed}");
        }
    }

    #[test]
    fn the_seeds_of_a_generation_are_drawn_once() {
        let setup = Setup::new(ArenaRules::standard());
        let mut layouts = Layouts::new(&setup);
        for seed in 100..100 + N_KEPT as u64 {
            layouts.turn_to(&setup, seed);
        }
        layouts.turn_to(&setup, 103);
        assert_eq!((layouts.current, layouts.oldest), (3, 0));
        layouts.turn_to(&setup, 200);
        assert_eq!((layouts.current, layouts.oldest), (0, 1));
    }
}
