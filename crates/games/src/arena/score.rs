//! The score of an episode: its results, and the points of the classic game.

use super::rules::{ArenaRules, Scoring};

/// What has been counted so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Score {
    /// Sum of the values of destroyed pieces, each twice with double points.
    pub kills: f64,
    /// Power-ups picked up.
    pub n_power_ups: f64,
    /// Points of the classic game.
    pub points: f64,
    n_milestones: usize,
}

impl Score {
    /// A piece was destroyed by a shot, a bomb or ramming. `factor` is 2 with double points.
    pub fn destroyed(&mut self, rules: &ArenaRules, value: f64, factor: f64) {
        self.kills += value * factor;
        self.points += value * rules.kill_points * factor;
    }

    /// A screen clear destroyed pieces of these values; its points do not double.
    pub fn cleared(&mut self, rules: &ArenaRules, values: impl Iterator<Item = f64>, factor: f64) {
        let mut sum = 0.0;
        for value in values {
            sum += value;
        }
        self.kills += sum * factor;
        self.points += sum * rules.kill_points;
        if sum > 0.0 {
            self.points += rules.screen_clear_points;
        }
    }

    /// A power-up was picked up.
    pub fn picked_up(&mut self, rules: &ArenaRules, factor: f64) {
        self.n_power_ups += 1.0;
        self.points += rules.power_up_points * factor;
    }

    /// A shot was fired at a piece.
    pub fn aimed(&mut self, rules: &ArenaRules) {
        self.points += rules.aimed_points;
    }

    /// A tick has passed; the closest power-up was at this distance.
    pub fn passed(&mut self, rules: &ArenaRules, distance: f64, factor: f64) {
        self.points += rules.survival_weight * rules.tick_seconds * factor;
        if distance < rules.nearness_distance {
            let nearness = 1.0 - distance / rules.nearness_distance;
            self.points += rules.nearness_points * nearness * rules.tick_seconds;
        }
    }

    /// The number of the next milestone.
    pub fn next_milestone(&self) -> usize {
        self.n_milestones + 1
    }

    /// The next milestone was survived.
    pub fn reached_milestone(&mut self, rules: &ArenaRules) {
        self.n_milestones += 1;
        self.points += rules.milestone_points * self.n_milestones as f64;
    }

    /// Fitness, survival, kills and power-ups.
    pub fn results(&self, rules: &ArenaRules, survival: f64) -> [f64; 4] {
        let fitness = match rules.scoring {
            Scoring::Standard => {
                rules.survival_weight * survival
                    + rules.kills_weight * self.kills
                    + rules.power_ups_weight * self.n_power_ups
            }
            Scoring::Classic => self.points,
        };
        [fitness, survival, self.kills, self.n_power_ups]
    }
}
