//! What happens when the agent touches a piece or a power-up.

use super::rules::{ArenaRules, PowerUpKind};
use super::setup::Setup;
use super::world::World;

impl World {
    /// Settles the contacts with pieces, up to the first hit that costs a life.
    pub(super) fn touch_pieces(&mut self, setup: &Setup) {
        let (rules, factor, mut index) = (&setup.rules, self.factor(), 0);
        while let Some(piece) = self.pieces.get(index) {
            let reach = piece.size / 2.0 + rules.agent_size / 2.0;
            if (piece.x - self.agent.x).abs() >= reach || (piece.y - self.agent.y).abs() >= reach {
                index += 1;
            } else if self.effects.is_active(PowerUpKind::Invincibility) {
                let kind = self.pieces.swap_remove(index).kind;
                self.score.destroyed(rules, rules.piece_values[kind as usize], factor);
            } else if self.agent.grace > 0.0 {
                index += 1;
            } else if self.effects.is_active(PowerUpKind::Shield) {
                self.effects.start(PowerUpKind::Shield, 0.0);
                self.agent.grace = rules.shield_grace_seconds;
                index += 1;
            } else {
                self.lose_life(setup);
                break;
            }
        }
    }

    /// Ends the episode, or puts the agent back to the centre, invincible for a while.
    fn lose_life(&mut self, setup: &Setup) {
        self.agent.n_lives -= 1;
        if self.agent.n_lives == 0 {
            self.is_over = true;
            return;
        }
        (self.agent.x, self.agent.y) = (setup.centre(), setup.centre());
        self.agent.velocity = (0.0, 0.0);
        self.effects.extend(PowerUpKind::Invincibility, setup.rules.respawn_seconds);
    }

    /// Picks up the power-ups that the agent touches.
    pub(super) fn pick_up(&mut self, rules: &ArenaRules) {
        let (reach, mut index) = (rules.power_up_size / 2.0 + rules.agent_size / 2.0, 0);
        while let Some(power_up) = self.power_ups.get(index) {
            let (dx, dy) = (power_up.x - self.agent.x, power_up.y - self.agent.y);
            if dx.abs() < reach && dy.abs() < reach {
                let kind = self.power_ups.swap_remove(index).kind;
                self.score.picked_up(rules, self.factor());
                self.take_effect(rules, kind);
            } else {
                index += 1;
            }
        }
    }

    fn take_effect(&mut self, rules: &ArenaRules, kind: PowerUpKind) {
        let factor = self.factor();
        match kind {
            PowerUpKind::Shield => self.effects.start(kind, f64::INFINITY),
            PowerUpKind::ScreenClear => {
                let values = self.pieces.iter().map(|piece| rules.piece_values[piece.kind as usize]);
                self.score.cleared(rules, values, factor);
                self.pieces.clear();
            }
            PowerUpKind::Bomb => {
                let (x, y) = (self.agent.x, self.agent.y);
                let Self { pieces, score, .. } = self;
                pieces.retain(|piece| {
                    let (dx, dy) = (piece.x - x, piece.y - y);
                    let is_far = dx * dx + dy * dy > rules.bomb_radius * rules.bomb_radius;
                    if !is_far {
                        score.destroyed(rules, rules.piece_values[piece.kind as usize], factor);
                    }
                    is_far
                });
            }
            _ => self.effects.start(kind, rules.effect_seconds),
        }
    }
}
