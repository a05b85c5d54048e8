//! Power-ups: where they appear and what they do for how long.

use super::rules::PowerUpKind;
use super::setup::{Setup, TIME_TOLERANCE};
use super::streams::{Stream, draws};
use speciate_core::arithmetic::sin_cos;
use std::f64::consts::PI;

/// A power-up on the field.
#[derive(Clone, Debug)]
pub(super) struct PowerUp {
    pub x: f64,
    pub y: f64,
    pub kind: PowerUpKind,
}

/// The seconds for which each kind of power-up still acts.
#[derive(Clone, Debug, Default)]
pub(super) struct Effects {
    seconds: [f64; 10],
}

impl Effects {
    pub fn is_active(&self, kind: PowerUpKind) -> bool {
        self.seconds[kind as usize] > 0.0
    }

    /// Starts an effect, or starts it again: nothing is left of what remained of it.
    pub fn start(&mut self, kind: PowerUpKind, seconds: f64) {
        self.seconds[kind as usize] = seconds;
    }

    /// Lets an effect act at least this long.
    pub fn extend(&mut self, kind: PowerUpKind, seconds: f64) {
        self.seconds[kind as usize] = self.seconds[kind as usize].max(seconds);
    }

    pub fn count_down(&mut self, tick_seconds: f64) {
        for seconds in &mut self.seconds {
            *seconds = remaining(*seconds, tick_seconds);
        }
    }
}

/// The time that remains after a tick.
pub(super) fn remaining(seconds: f64, tick_seconds: f64) -> f64 {
    let left = seconds - tick_seconds;
    if left > TIME_TOLERANCE { left } else { 0.0 }
}

/// Draws the kinds and the places, relative to the agent or to the centre, of an episode's power-ups.
pub(super) fn draw_power_ups(setup: &Setup, seed: u64, drawn: &mut Vec<PowerUp>) {
    let rules = &setup.rules;
    let draws = draws(seed, Stream::PowerUps);
    let farthest = if rules.power_ups_at_centre {
        rules.power_up_distance_max.min(rules.power_up_centre_fraction * setup.width)
    } else {
        rules.power_up_distance_max
    };
    drawn.clear();
    for (id, _) in (0_u64..).zip(&setup.power_up_ticks) {
        let kind = rules.power_ups[draws.below(4 * id, rules.power_ups.len())];
        let room = farthest - rules.power_up_distance_min;
        let distance = rules.power_up_distance_min + room * draws.uniform(4 * id + 1);
        let (sine, cosine) = sin_cos(2.0 * PI * draws.uniform(4 * id + 2));
        drawn.push(PowerUp { x: distance * cosine, y: distance * sine, kind });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::rules::ArenaRules;

    #[test]
    fn an_effect_acts_for_its_time_and_starting_it_again_restarts_it() {
        let mut effects = Effects::default();
        effects.start(PowerUpKind::Slow, 5.0);
        for _ in 0..200 {
            effects.count_down(1.0 / 60.0);
        }
        effects.start(PowerUpKind::Slow, 5.0);
        for tick in 1..=300 {
            effects.count_down(1.0 / 60.0);
            assert_eq!(effects.is_active(PowerUpKind::Slow), tick < 300, "{tick}");
        }
        assert!(!effects.is_active(PowerUpKind::Freeze));
    }

    #[test]
    fn a_shield_lasts_until_it_is_spent() {
        let mut effects = Effects::default();
        effects.start(PowerUpKind::Shield, f64::INFINITY);
        for _ in 0..100_000 {
            effects.count_down(0.5);
        }
        assert!(effects.is_active(PowerUpKind::Shield));
    }

    #[test]
    fn power_ups_keep_to_their_distances() {
        let (standard, classic) = (ArenaRules::standard(), ArenaRules::classic());
        let half = ArenaRules { scale: 0.5, ..ArenaRules::classic() };
        for (rules, farthest) in [(standard, 800.0), (classic, 1000.0), (half, 576.0)] {
            let (setup, mut drawn, mut most) = (Setup::new(rules), Vec::new(), 0.0_f64);
            for seed in 0..100 {
                draw_power_ups(&setup, seed, &mut drawn);
                assert_eq!(drawn.len(), 20);
                for power_up in &drawn {
                    let distance = power_up.x.hypot(power_up.y);
                    assert!(distance > setup.rules.power_up_distance_min - 1e-9);
                    most = most.max(distance);
                }
            }
            assert!(most <= farthest + 1e-9 && most > farthest - 10.0, "{most} of {farthest}");
        }
    }

    #[test]
    fn names_are_those_of_the_options() {
        for (kind, name) in PowerUpKind::ALL.iter().zip(PowerUpKind::NAMES) {
            let read: PowerUpKind = serde_json::from_value(name.into()).unwrap();
            assert_eq!(read, *kind);
        }
    }
}
