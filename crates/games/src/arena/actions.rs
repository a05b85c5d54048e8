//! What the agent does in a tick: it moves and it shoots.

use super::agent::Decision;
use super::rules::PowerUpKind;
use super::setup::Setup;
use super::shots::{DIRECTIONS, Shot};
use super::world::World;

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
