//! The rules of an episode, each in a field that holds only what it needs.

mod agent;
mod classic;
mod contacts;
mod episode;

use super::agent::{Decision, decide};
use super::pieces::Piece;
use super::power_ups::PowerUp;
use super::*;

const STILL: Decision = Decision { x: 0.0, y: 0.0, shoot: None };
const RIGHT: Decision = Decision { x: 1.0, y: 0.0, shoot: None };
const SHOOT_RIGHT: Decision = Decision { x: 0.0, y: 0.0, shoot: Some(3) };

/// A field on which nothing stands and nothing appears for ten minutes.
struct Scene {
    setup: Setup,
    world: World,
}

impl Scene {
    fn of(rules: ArenaRules) -> Self {
        let rules = ArenaRules {
            first_pawns: 0,
            spawn_interval_seconds: 600.0,
            power_up_first_seconds: 600.0,
            obstacle_count: 0,
            duration_seconds: 599.0,
            ..rules
        };
        let setup = Setup::new(rules);
        let mut world = World::new(&setup);
        world.pieces.clear();
        Self { setup, world }
    }

    fn standard() -> Self {
        Self::of(ArenaRules::standard())
    }

    fn classic() -> Self {
        Self::of(ArenaRules::classic())
    }

    /// Puts a piece at an offset from the agent; it waits for 100 seconds.
    fn put(&mut self, kind: PieceKind, dx: f64, dy: f64) {
        let place = (self.world.agent.x + dx, self.world.agent.y + dy);
        self.world.pieces.push(Piece::new(&self.setup.rules, kind, 0, place, 100.0));
    }

    fn put_power_up(&mut self, kind: PowerUpKind, dx: f64, dy: f64) {
        let (x, y) = (self.world.agent.x + dx, self.world.agent.y + dy);
        self.world.power_ups.push(PowerUp { x, y, kind });
    }

    fn give(&mut self, kind: PowerUpKind) {
        self.put_power_up(kind, 0.0, 0.0);
        self.world.pick_up(&self.setup.rules);
    }

    fn play(&mut self, decision: Decision, n_ticks: usize) {
        for _ in 0..n_ticks {
            self.world.advance(&self.setup, decision);
            self.world.appear(&self.setup);
        }
    }

    /// Fitness, survival, kills and power-ups.
    fn results(&self) -> [f64; 4] {
        let survival = self.world.tick as f64 * self.setup.rules.tick_seconds;
        self.world.score.results(&self.setup.rules, survival)
    }

    fn observation(&self) -> Vec<f32> {
        let mut observation = vec![7.0; N_OBSERVATIONS];
        self.world.sense(&self.setup, &mut observation);
        observation
    }
}

#[track_caller]
fn assert_near(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-6, "{value} is not {expected}");
}
