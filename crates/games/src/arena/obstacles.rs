//! Solid boxes, and how the agent slides along them and along the walls.

use super::setup::Setup;
use super::streams::{Stream, draws};

/// Overlap across the move that is rounding and does not stop it.
const FLUSH_TOLERANCE: f64 = 1e-6;

/// Centres of the obstacles of an episode.
#[derive(Clone, Debug, Default)]
pub(super) struct Obstacles {
    pub x: Vec<f64>,
    pub y: Vec<f64>,
}

impl Obstacles {
    pub fn with_capacity(n: usize) -> Self {
        Self { x: Vec::with_capacity(n), y: Vec::with_capacity(n) }
    }

    /// Becomes equal to others and keeps its memory.
    pub fn copy(&mut self, others: &Self) {
        self.x.clone_from(&others.x);
        self.y.clone_from(&others.y);
    }

    /// Places the obstacles of an episode: uniform, apart from each other and from the centre of the field.
    /// One that finds no place in its tries is left out.
    pub fn place(&mut self, setup: &Setup, seed: u64) {
        let rules = &setup.rules;
        let draws = draws(seed, Stream::Obstacles);
        let room = setup.width - 2.0 * rules.obstacle_padding;
        self.x.clear();
        self.y.clear();
        for obstacle in 0..setup.n_obstacles {
            for attempt in 0..rules.obstacle_tries {
                let index = ((obstacle * rules.obstacle_tries + attempt) * 2) as u64;
                let x = rules.obstacle_padding + room * draws.uniform(index);
                let y = rules.obstacle_padding + room * draws.uniform(index + 1);
                if self.is_free(setup, x, y) {
                    self.x.push(x);
                    self.y.push(y);
                    break;
                }
            }
        }
    }

    fn is_free(&self, setup: &Setup, x: f64, y: f64) -> bool {
        let square = |dx: f64, dy: f64| dx * dx + dy * dy;
        let (spacing, clearance) = (setup.rules.obstacle_spacing, setup.rules.obstacle_clearance);
        square(x - setup.centre(), y - setup.centre()) >= clearance * clearance
            && self.x.iter().zip(&self.y).all(|(ox, oy)| square(x - ox, y - oy) >= spacing * spacing)
    }

    /// Moves the agent by (dx, dy): first along x, then along y, each up to the first wall or obstacle.
    /// Returns its new place.
    pub fn slide(&self, setup: &Setup, (x, y): (f64, f64), (dx, dy): (f64, f64)) -> (f64, f64) {
        let size = setup.rules.agent_size;
        let reach = size / 2.0 + setup.rules.obstacle_size / 2.0;
        let x = stop_before(&self.x, &self.y, (x, y), setup.within_walls(x + dx, size), reach);
        let y = stop_before(&self.y, &self.x, (y, x), setup.within_walls(y + dy, size), reach);
        (x, y)
    }
}

/// Where a move along one axis, from `start` to `end` at the place `across` on the other axis, must stop.
/// The whole way is looked at, so that no speed jumps over an obstacle.
fn stop_before(along: &[f64], beside: &[f64], (start, across): (f64, f64), end: f64, reach: f64) -> f64 {
    if end == start {
        return end;
    }
    let mut stop = end;
    for (position, other) in along.iter().zip(beside) {
        if (across - other).abs() >= reach - FLUSH_TOLERANCE {
            continue;
        }
        if end > start && start <= position - reach {
            stop = stop.min(position - reach);
        } else if end < start && start >= position + reach {
            stop = stop.max(position + reach);
        }
    }
    stop
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::rules::ArenaRules;

    fn setup() -> Setup {
        Setup::new(ArenaRules::standard())
    }

    fn one_at(x: f64, y: f64) -> Obstacles {
        Obstacles { x: vec![x], y: vec![y] }
    }

    #[test]
    fn obstacles_keep_their_distances_in_every_episode() {
        let (setup, mut obstacles) = (setup(), Obstacles::default());
        for seed in 0..20 {
            obstacles.place(&setup, seed);
            assert_eq!(obstacles.x.len(), 40);
            for i in 0..40 {
                let (x, y) = (obstacles.x[i], obstacles.y[i]);
                assert!((100.0..=3740.0).contains(&x) && (100.0..=3740.0).contains(&y));
                assert!((x - 1920.0).hypot(y - 1920.0) >= 300.0);
                for j in 0..i {
                    assert!((x - obstacles.x[j]).hypot(y - obstacles.y[j]) >= 150.0);
                }
            }
        }
    }

    #[test]
    fn an_obstacle_without_a_place_is_left_out() {
        let mut rules = ArenaRules { scale: 0.25, obstacle_spacing: 2000.0, ..ArenaRules::standard() };
        rules.obstacle_tries = 5;
        let mut obstacles = Obstacles::default();
        obstacles.place(&Setup::new(rules), 1);
        assert!(obstacles.x.len() <= 1);
    }

    #[test]
    fn the_agent_is_clamped_to_the_walls() {
        let none = Obstacles::default();
        assert_eq!(none.slide(&setup(), (100.0, 100.0), (-300.0, -5.0)), (60.0, 95.0));
        assert_eq!(none.slide(&setup(), (3700.0, 3700.0), (1e6, 1e6)), (3780.0, 3780.0));
    }

    #[test]
    fn the_agent_stops_flush_at_an_obstacle_and_slides_along_it() {
        let obstacles = one_at(500.0, 500.0);
        assert_eq!(obstacles.slide(&setup(), (440.0, 500.0), (20.0, 7.0)), (450.0, 507.0));
        assert_eq!(obstacles.slide(&setup(), (450.0, 507.0), (5.0, 7.0)), (450.0, 514.0));
        assert_eq!(obstacles.slide(&setup(), (500.0, 560.0), (-3.0, -20.0)), (497.0, 550.0));
    }

    #[test]
    fn a_flush_agent_passes_the_corner() {
        let obstacles = one_at(470.8, 500.0); // here the distance of the flush centres rounds to less than 50
        let beside = obstacles.slide(&setup(), (600.0, 500.0), (-100.0, 0.0)).0;
        assert!(beside - 470.8 < 50.0);
        assert_eq!(obstacles.slide(&setup(), (beside, 300.0), (0.0, 400.0)), (beside, 700.0));
    }

    #[test]
    fn no_speed_jumps_over_an_obstacle() {
        assert_eq!(one_at(500.0, 500.0).slide(&setup(), (300.0, 500.0), (500.0, 0.0)), (450.0, 500.0));
        assert_eq!(one_at(500.0, 500.0).slide(&setup(), (700.0, 500.0), (-500.0, 0.0)), (550.0, 500.0));
    }
}
