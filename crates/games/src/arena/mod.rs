//! The arena: an agent that moves and shoots, chess pieces that hunt it, and power-ups, on a walled field with
//! obstacles, from above.
//!
//! A tick is, in this order: what is due appears; on the first tick of a decision the agent senses and acts;
//! timers count down; the agent moves; it shoots; pieces move; shots fly; pieces in contact hit; power-ups are
//! picked up; the score is counted. One step of the environment is one decision, held for `ticks_per_step`
//! ticks: it begins with the action and ends with what appears and is sensed at the next.
//!
//! These details complete the rules. Boxes touch when they overlap, not when they are flush.
//! The tick in which the agent dies counts as survived, without pick-ups. After a hit the other pieces in
//! contact wait for the next tick. Pieces ram only an invincible agent: in the grace after a shield both go
//! unharmed, though the agent senses itself invincible. A shield stays unspent while the agent is invincible.
//! What is picked up counts before it takes effect: the points of a double-points power-up are single.
//! Power-ups and pieces may appear on obstacles.

mod actions;
mod agent;
mod contacts;
mod flights;
mod layout;
mod obstacles;
mod pieces;
mod power_ups;
mod rays;
mod rules;
mod score;
pub mod scripted;
mod sensors;
mod setup;
mod shots;
mod streams;
mod surroundings;
#[cfg(test)]
mod tests;
mod world;

pub use rules::{ArenaRules, PieceKind, PowerUpKind, Scoring};

use agent::decide;
use sensors::N_OBSERVATIONS;
use setup::Setup;
use speciate_core::error::Result;
use speciate_core::evaluation::environment::{Environment, EnvironmentFactory, EnvironmentSpec};
use std::sync::Arc;
use world::World;

/// One arena, in which one episode at a time is played.
#[derive(Debug)]
pub struct Arena {
    setup: Arc<Setup>,
    world: World,
}

impl Arena {
    /// An arena with these rules, at the start of the episode of seed 0.
    ///
    /// # Errors
    /// `Error::Value` when a rule is not allowed.
    pub fn new(rules: ArenaRules) -> Result<Self> {
        rules.check()?;
        Ok(Self::of(Arc::new(Setup::new(rules))))
    }

    fn of(setup: Arc<Setup>) -> Self {
        Self { world: World::new(&setup), setup }
    }
}

/// Makes arenas that share their rules.
#[derive(Debug)]
pub struct ArenaFactory {
    setup: Arc<Setup>,
}

impl ArenaFactory {
    /// A factory of arenas with these rules.
    ///
    /// # Errors
    /// `Error::Value` when a rule is not allowed.
    pub fn new(rules: ArenaRules) -> Result<Self> {
        rules.check()?;
        Ok(Self { setup: Arc::new(Setup::new(rules)) })
    }
}

impl EnvironmentFactory for ArenaFactory {
    fn make(&self) -> Box<dyn Environment> {
        Box::new(Arena::of(Arc::clone(&self.setup)))
    }
}

impl Environment for Arena {
    fn spec(&self) -> EnvironmentSpec {
        EnvironmentSpec {
            n_observations: N_OBSERVATIONS,
            n_actions: 6,
            results: &["fitness", "survival", "kills", "power_ups"],
            worst: &[0.0; 4],
            max_steps: self.setup.n_ticks.div_ceil(self.setup.rules.ticks_per_step),
            solved: None,
            stochastic: true,
        }
    }

    fn reset(&mut self, seed: u64, observation: &mut [f32]) {
        self.world.start(&self.setup, seed);
        self.world.sense(&self.setup, observation);
    }

    fn step(&mut self, action: &[f32], observation: &mut [f32]) -> bool {
        let decision = decide(&self.setup.rules, action);
        for _ in 0..self.setup.rules.ticks_per_step {
            self.world.advance(&self.setup, decision);
            if self.world.is_over {
                break;
            }
            self.world.appear(&self.setup);
        }
        self.world.sense(&self.setup, observation);
        self.world.is_over
    }

    fn results(&self, results: &mut [f64]) {
        let survival = self.world.tick as f64 * self.setup.rules.tick_seconds;
        results.copy_from_slice(&self.world.score.results(&self.setup.rules, survival));
    }
}
