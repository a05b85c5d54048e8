//! The agent: what it decides, how it moves and how it shoots.

use super::power_ups::PowerUpKind;
use super::rules::ArenaRules;
use super::setup::Setup;
use super::shots::{DIRECTIONS, Shot};
use super::world::World;

/// The agent and what is done to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Agent {
    pub x: f64,
    pub y: f64,
    pub velocity: (f64, f64),
    pub n_lives: usize,
    /// Seconds until it can shoot.
    pub cooldown: f64,
    /// Seconds of grace left after a spent shield.
    pub grace: f64,
}

/// A decision: where to move, as a vector of length at most 1, and where to shoot.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decision {
    pub x: f64,
    pub y: f64,
    pub shoot: Option<usize>,
}

/// Reads a decision from the outputs: the move vector, then shoot up, down, left and right. The largest of
/// those shoots if it is above 0, the first of equals. A move that is not finite is standing still.
pub(super) fn decide(rules: &ArenaRules, action: &[f32]) -> Decision {
    let (x, y) = (f64::from(action[0]), f64::from(action[1]));
    let length = (x * x + y * y).sqrt();
    let least = if rules.analog_moves { rules.stand_still_length } else { 0.0 };
    let divisor = if rules.analog_moves && length < 1.0 { 1.0 } else { length };
    let is_moving = length.is_finite() && length >= least && length > 0.0;
    let (mut shoot, mut largest) = (None, 0.0);
    for (direction, &output) in action[2..6].iter().enumerate() {
        if output > largest {
            (shoot, largest) = (Some(direction), output);
        }
    }
    if is_moving { Decision { x: x / divisor, y: y / divisor, shoot } } else { Decision { x: 0.0, y: 0.0, shoot } }
}

impl World {
    /// Moves the agent. On an axis on which it is stopped its velocity is 0.
    pub(super) fn move_agent(&mut self, setup: &Setup, decision: Decision) {
        let rules = &setup.rules;
        let speed =
            if self.effects.is_active(PowerUpKind::Speed) { rules.agent_boosted_speed } else { rules.agent_speed };
        let velocity = (decision.x * speed, decision.y * speed);
        let way = (velocity.0 * rules.tick_seconds, velocity.1 * rules.tick_seconds);
        let (x, y) = self.surroundings.slide(setup, &self.obstacles, (self.agent.x, self.agent.y), way);
        let is_free = (x == self.agent.x + way.0, y == self.agent.y + way.1);
        self.agent.velocity = (if is_free.0 { velocity.0 } else { 0.0 }, if is_free.1 { velocity.1 } else { 0.0 });
        (self.agent.x, self.agent.y) = (x, y);
    }

    /// Fires a shot, if there is a direction and the last shot is long enough ago.
    pub(super) fn shoot(&mut self, setup: &Setup, direction: Option<usize>) {
        let rules = &setup.rules;
        let Some(direction) = direction.map(|index| DIRECTIONS[index]).filter(|_| self.agent.cooldown <= 0.0) else {
            return;
        };
        let is_rapid = self.effects.is_active(PowerUpKind::RapidFire);
        self.agent.cooldown = if is_rapid { rules.rapid_cooldown_seconds } else { rules.cooldown_seconds };
        let (x, y) = (self.agent.x, self.agent.y);
        let is_piercing = self.effects.is_active(PowerUpKind::Piercing);
        self.shots.push(setup, &Shot::new(setup, &self.obstacles, (x, y), direction, is_piercing));
        let is_aimed = self.pieces.iter().any(|piece| {
            let (dx, dy) = (piece.x - x, piece.y - y);
            let distance = (dx * dx + dy * dy).sqrt();
            let along = dx * direction.0 + dy * direction.1;
            distance <= rules.aimed_distance && along > rules.aimed_cosine * distance
        });
        if is_aimed {
            self.score.aimed(rules);
        }
    }
}
