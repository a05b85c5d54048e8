//! Cart-pole: equations, constants and limits of Gymnasium's CartPole-v1 (after Barto, Sutton & Anderson 1983).

use speciate_core::arithmetic::sin_cos;
use speciate_core::draws::{Draws, Purpose};
use speciate_core::evaluation::environment::{Environment, EnvironmentSpec};
use std::f64::consts::PI;

const GRAVITY: f64 = 9.8; // m/s^2
const POLE_MASS: f64 = 0.1; // kg
const TOTAL_MASS: f64 = POLE_MASS + 1.0; // kg, with the cart
const HALF_LENGTH: f64 = 0.5; // m
const POLE_MOMENT: f64 = POLE_MASS * HALF_LENGTH;
const FORCE: f64 = 10.0; // N
const STEP_SECONDS: f64 = 0.02;
const POSITION_LIMIT: f64 = 2.4; // m
const ANGLE_LIMIT: f64 = 12.0 * 2.0 * PI / 360.0; // rad
const MAX_STEPS: usize = 500;

/// A pole hinged to a cart that is pushed left (action 0 larger, or a tie) or right (action 1 larger).
///
/// The state is (position m, speed m/s, angle rad, angular speed rad/s), also the observation. The episode
/// ends when position or angle leave their limits, or after 500 steps; fitness is the number of steps.
#[derive(Clone, Debug, Default)]
pub struct CartPole {
    state: [f64; 4],
    n_steps: usize,
}

impl CartPole {
    /// A cart-pole in a given state, at the start of its episode.
    pub fn from_state(state: [f64; 4]) -> Self {
        Self { state, n_steps: 0 }
    }

    /// Position, speed, angle and angular speed.
    pub fn state(&self) -> [f64; 4] {
        self.state
    }

    fn observe(&self, observation: &mut [f32]) {
        for (value, state) in observation.iter_mut().zip(self.state) {
            *value = state as f32;
        }
    }

    /// One explicit Euler step: positions move by the speeds before the step.
    fn advance(&mut self, force: f64) {
        let [position, speed, angle, spin] = self.state;
        let (sine, cosine) = sin_cos(angle);
        let pull = (force + POLE_MOMENT * (spin * spin) * sine) / TOTAL_MASS;
        let inertia = HALF_LENGTH * (4.0 / 3.0 - POLE_MASS * (cosine * cosine) / TOTAL_MASS);
        let spin_change = (GRAVITY * sine - cosine * pull) / inertia;
        let speed_change = pull - POLE_MOMENT * spin_change * cosine / TOTAL_MASS;
        self.state = [
            position + STEP_SECONDS * speed,
            speed + STEP_SECONDS * speed_change,
            angle + STEP_SECONDS * spin,
            spin + STEP_SECONDS * spin_change,
        ];
    }

    fn has_fallen(&self) -> bool {
        let [position, _, angle, _] = self.state;
        !(-POSITION_LIMIT..=POSITION_LIMIT).contains(&position) || !(-ANGLE_LIMIT..=ANGLE_LIMIT).contains(&angle)
    }
}

impl Environment for CartPole {
    fn spec(&self) -> EnvironmentSpec {
        EnvironmentSpec {
            n_observations: 4,
            n_actions: 2,
            results: &["fitness"],
            worst: &[0.0],
            max_steps: MAX_STEPS,
            solved: Some(("fitness", 475.0)),
            stochastic: true,
        }
    }

    fn reset(&mut self, seed: u64, observation: &mut [f32]) {
        let draws = Draws::at(seed, Purpose::Episode, 0, 0);
        for (index, value) in (0_u64..).zip(&mut self.state) {
            *value = draws.uniform(index) * 0.1 - 0.05;
        }
        self.n_steps = 0;
        self.observe(observation);
    }

    fn step(&mut self, action: &[f32], observation: &mut [f32]) -> bool {
        self.advance(if action[1] > action[0] { FORCE } else { -FORCE });
        self.n_steps += 1;
        self.observe(observation);
        self.has_fallen() || self.n_steps == MAX_STEPS
    }

    fn results(&self, results: &mut [f64]) {
        results[0] = self.n_steps as f64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps_of(mut cart_pole: CartPole, choose: impl Fn(&[f32]) -> [f32; 2]) -> f64 {
        let (mut observation, mut results) = ([0.0; 4], [0.0]);
        cart_pole.observe(&mut observation);
        while !cart_pole.step(&choose(&observation), &mut observation) {}
        cart_pole.results(&mut results);
        results[0]
    }

    #[test]
    fn one_step_equals_gymnasiums() {
        // CartPole-v1 of Gymnasium 1.4 from (0.01, -0.02, 0.03, 0.04) with action 1
        let mut cart_pole = CartPole::from_state([0.01, -0.02, 0.03, 0.04]);
        cart_pole.step(&[0.0, 1.0], &mut [0.0; 4]);
        let expected = [0.009_600_000_000_000_001, 0.174_679_195_747_555_25, 0.030_8, -0.243_068_717_960_008_1];
        for (value, expected) in cart_pole.state().into_iter().zip(expected) {
            assert!((value - expected).abs() < 1e-15, "{value} {expected}");
        }
    }
    #[test]
    fn a_tie_pushes_left() {
        let mut cart_pole = CartPole::default();
        cart_pole.step(&[0.5, 0.5], &mut [0.0; 4]);
        assert!(cart_pole.state()[1] < 0.0);
        cart_pole = CartPole::default();
        cart_pole.step(&[0.5, 0.6], &mut [0.0; 4]);
        assert!(cart_pole.state()[1] > 0.0);
    }

    #[test]
    fn leaning_on_one_side_falls_early_and_balancing_lasts_500_steps() {
        assert!(steps_of(CartPole::default(), |_| [1.0, 0.0]) < 15.0);
        let balance = |o: &[f32]| [0.0, o[2] + 0.5 * o[3] + 0.01 * o[0] + 0.05 * o[1]];
        assert_eq!(steps_of(CartPole::from_state([0.0, 0.0, 0.02, 0.0]), balance), 500.0);
    }

    #[test]
    fn a_start_lies_within_a_twentieth_and_depends_on_the_seed_alone() {
        let (mut cart_pole, mut observation) = (CartPole::default(), [0.0; 4]);
        let mut starts = Vec::new();
        for seed in [1, 2, 1] {
            cart_pole.reset(seed, &mut observation);
            assert!(cart_pole.state().iter().all(|value| value.abs() <= 0.05));
            starts.push(cart_pole.state());
        }
        assert_eq!(starts[0], starts[2]);
        assert_ne!(starts[0], starts[1]);
    }

    #[test]
    fn an_episode_ends_beyond_the_track_or_the_angle_only() {
        for (state, over) in [
            ([2.39, 0.0, 0.0, 0.0], false),
            ([2.39, 1.0, 0.0, 0.0], true),
            ([-2.39, -1.0, 0.0, 0.0], true),
            ([0.0, 0.0, 0.209, 0.0], false),
            ([0.0, 0.0, 0.209, 0.1], true),
            ([0.0, 0.0, -0.209, -0.1], true),
        ] {
            assert_eq!(CartPole::from_state(state).step(&[0.0, 0.0], &mut [0.0; 4]), over, "{state:?}");
        }
    }
}
