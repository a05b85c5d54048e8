//! The few obstacles that the agent can reach within the next moves. A move looks at these only.

use super::obstacles::Obstacles;
use super::setup::Setup;

/// How far the agent may go along each axis before its surroundings are looked at again.
const RADIUS: f64 = 100.0;

/// Added to what is near, against rounding.
const MARGIN: f64 = 1.0;

/// The obstacles around a place.
#[derive(Clone, Debug)]
pub(super) struct Surroundings {
    centre: (f64, f64),
    /// As far as this from the centre, along each axis, no other obstacle stops the agent.
    radius: f64,
    near: Obstacles,
}

impl Surroundings {
    pub fn with_capacity(n: usize) -> Self {
        Self { centre: (0.0, 0.0), radius: f64::NEG_INFINITY, near: Obstacles::with_capacity(n) }
    }

    /// Forgets what is near, because the obstacles are others.
    pub fn forget(&mut self) {
        self.radius = f64::NEG_INFINITY;
    }

    /// Moves the agent like `Obstacles::slide`.
    pub fn slide(&mut self, setup: &Setup, obstacles: &Obstacles, place: (f64, f64), way: (f64, f64)) -> (f64, f64) {
        let farthest = |place: f64, way: f64, centre: f64| (place - centre).abs() + way.abs();
        let x = farthest(place.0, way.0, self.centre.0);
        let y = farthest(place.1, way.1, self.centre.1);
        if x > self.radius || y > self.radius {
            self.look(setup, obstacles, place, RADIUS.max(way.0.abs()).max(way.1.abs()));
        }
        self.near.slide(setup, place, way)
    }

    fn look(&mut self, setup: &Setup, obstacles: &Obstacles, (x, y): (f64, f64), radius: f64) {
        let reach = radius + setup.rules.agent_size / 2.0 + setup.rules.obstacle_size / 2.0 + MARGIN;
        (self.centre, self.radius) = ((x, y), radius);
        self.near.x.clear();
        self.near.y.clear();
        for (ox, oy) in obstacles.x.iter().zip(&obstacles.y) {
            if (ox - x).abs() <= reach && (oy - y).abs() <= reach {
                self.near.x.push(*ox);
                self.near.y.push(*oy);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::rules::ArenaRules;
    use speciate_core::draws::{Draws, Purpose};

    /// Obstacles as near to each other as an agent is wide, so that it is stopped all the time.
    fn crowded() -> Setup {
        let rules = ArenaRules { obstacle_count: 400, obstacle_spacing: 110.0, ..ArenaRules::standard() };
        Setup::new(rules)
    }

    /// Walks and compares each move with the move among all obstacles; returns how many moves were stopped.
    fn walk(seed: u64, longest: f64) -> usize {
        let (setup, mut obstacles) = (crowded(), Obstacles::default());
        let mut surroundings = Surroundings::with_capacity(0);
        obstacles.place(&setup, seed);
        let draws = Draws::at(seed, Purpose::RandomPlayer, 0, 0);
        let (mut place, mut way, mut n_stopped) = ((setup.centre(), setup.centre()), (0.0, 0.0), 0);
        for step in 0..4000 {
            if step % 50 == 0 {
                let length = longest * (draws.uniform(3 * step + 2) * 2.0).min(1.0);
                let part = |k| (2.0 * draws.uniform(3 * step + k) - 1.0) * length;
                way = (part(0), part(1));
            }
            let moved = surroundings.slide(&setup, &obstacles, place, way);
            assert_eq!(moved, obstacles.slide(&setup, place, way), "step {step} of seed {seed}");
            n_stopped += usize::from(moved != (place.0 + way.0, place.1 + way.1));
            place = moved;
        }
        n_stopped
    }

    #[test]
    fn a_move_among_the_near_obstacles_is_a_move_among_all() {
        let n_stopped: usize = (0..10).map(|seed| walk(seed, 5.0)).sum();
        assert!(n_stopped > 1000, "{n_stopped}");
    }

    #[test]
    fn a_move_farther_than_the_surroundings_is_a_move_among_all() {
        let n_stopped: usize = (0..10).map(|seed| walk(seed, 400.0)).sum();
        assert!(n_stopped > 1000, "{n_stopped}");
    }

    #[test]
    fn what_was_near_in_another_episode_is_forgotten() {
        let setup = crowded();
        let mut surroundings = Surroundings::with_capacity(0);
        let one = Obstacles { x: vec![500.0], y: vec![500.0] };
        assert_eq!(surroundings.slide(&setup, &one, (440.0, 500.0), (20.0, 0.0)), (450.0, 500.0));
        surroundings.forget();
        assert_eq!(surroundings.slide(&setup, &Obstacles::default(), (440.0, 500.0), (20.0, 0.0)), (460.0, 500.0));
    }
}
