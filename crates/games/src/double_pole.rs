//! Double pole balancing: a cart with a long and a short pole (equations of Wieland 1991, constants of Gomez & Miikkulainen
//! 1997), as in Stanley & Miikkulainen 2002, section 3.

use crate::nearest::nearest;
use serde_json::{Map, Value};
use speciate_core::arithmetic::sin_cos_near_zero;
use speciate_core::error::{Error, Result};
use speciate_core::evaluation::environment::{Environment, EnvironmentSpec};

const GRAVITY: f64 = -9.8; // m/s^2
const CART_MASS: f64 = 1.0; // kg
const MASSES: [f64; 2] = [0.1, 0.01]; // kg, of the long and of the short pole
const HALF_LENGTHS: [f64; 2] = [0.5, 0.05]; // m
const HINGE_FRICTION: f64 = 2e-6;
const FORCE: f64 = 20.0; // N, from one end of an action to the other
const STEP_SECONDS: f64 = 0.01;
const STEPS_PER_ACTION: usize = 2;
const POSITION_LIMIT: f64 = 2.4; // m
const ANGLE_LIMIT: f64 = 0.628_329; // rad, 36 degrees
const N_CALM: usize = 100;
const CALM: f64 = 0.75;
const GRID: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
const GRID_WIDTHS: [f64; 4] = [4.32, 2.70, 0.125_663_04, 0.300_195_04];
const GRID_LEAST: [f64; 4] = [-2.16, -1.35, -0.062_831_52, -0.150_097_52];
const KEYS: [&str; 4] = ["velocities", "start", "start_angle", "max_steps"];

/// Where an episode starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At rest, the long pole leaning.
    Fixed,
    /// One of 625 states of cart and long pole, by the seed; the short pole is at rest.
    Grid,
}

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DoublePoleRules {
    /// Whether velocities are observed.
    pub velocities: bool,
    /// Where an episode starts.
    pub start: Start,
    /// Angle of the long pole at a fixed start, rad.
    pub start_angle: f64,
    /// Actions after which an episode ends.
    pub max_steps: usize,
}

impl DoublePoleRules {
    /// The rules of options.
    ///
    /// # Errors
    /// `Error::Value` when an option is unknown or its value not allowed.
    pub fn from_options(options: &Map<String, Value>) -> Result<Self> {
        if let Some(key) = options.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let known = KEYS.join(", ");
            return Err(refused(format!(
                "unknown option '{key}'; the nearest is '{}', and there are: {known}",
                nearest(key, KEYS)
            )));
        }
        let velocities = match options.get("velocities") {
            None => true,
            Some(Value::Bool(value)) => *value,
            Some(other) => return Err(refused(format!("velocities is {other}, expected true or false"))),
        };
        let start = match options.get("start").map(|value| (value, value.as_str())) {
            None | Some((_, Some("fixed"))) => Start::Fixed,
            Some((_, Some("grid"))) => Start::Grid,
            Some((other, _)) => return Err(refused(format!("start is {other}, expected \"fixed\" or \"grid\""))),
        };
        let start_angle = number(options, "start_angle", 0.07, ANGLE_LIMIT)?;
        let default = if velocities { 100_000.0 } else { 1_000.0 };
        let max_steps = number(options, "max_steps", default, 1e9)?;
        if max_steps < 1.0 || max_steps.fract() != 0.0 {
            return Err(refused(format!("max_steps is {max_steps}, expected a whole number from 1 to 1000000000")));
        }
        Ok(Self { velocities, start, start_angle, max_steps: max_steps as usize })
    }
}

fn number(options: &Map<String, Value>, key: &str, default: f64, greatest: f64) -> Result<f64> {
    let Some(value) = options.get(key) else { return Ok(default) };
    match value.as_f64() {
        Some(number) if (0.0..=greatest).contains(&number) => Ok(number),
        _ => Err(refused(format!("{key} is {value}, expected a number from 0 to {greatest}"))),
    }
}

fn refused(what: impl std::fmt::Display) -> Error {
    Error::Value(format!("double_pole: {what}"))
}

/// Position m, speed m/s, angle rad and angular speed rad/s of the long pole, and those of the short pole.
pub type State = [f64; 6];

/// A cart with two poles, pushed by an action from 0 (10 N to the left) to 1 (10 N to the right).
///
/// An episode ends when the cart leaves its track or a pole its 36 degrees. With velocities fitness is the number of
/// actions survived. Without, it is a tenth of the fraction survived, and from the 101st on also 0.675 divided by the
/// sum of `|x| + |v| + |a| + |w|` over the last hundred, at most 0.9, which keeps networks from swaying to survive.
#[derive(Clone, Debug)]
pub struct DoublePole {
    rules: DoublePoleRules,
    state: State,
    n_steps: usize,
    motion: [f64; N_CALM],
}

impl DoublePole {
    /// A cart at the start of an episode.
    pub fn new(rules: DoublePoleRules) -> Self {
        Self { rules, state: [0.0, 0.0, rules.start_angle, 0.0, 0.0, 0.0], n_steps: 0, motion: [0.0; N_CALM] }
    }

    /// The state as it is.
    pub fn state(&self) -> State {
        self.state
    }

    fn start_of(&self, seed: u64) -> State {
        let mut state = [0.0, 0.0, self.rules.start_angle, 0.0, 0.0, 0.0];
        if self.rules.start == Start::Grid {
            for (place, divisor) in [125, 25, 5, 1].into_iter().enumerate() {
                let u = GRID[(seed / divisor % 5) as usize];
                state[place] = u * GRID_WIDTHS[place] + GRID_LEAST[place];
            }
        }
        state
    }

    fn observe(&self, observation: &mut [f32]) {
        let [x, v, long, long_spin, short, short_spin] = self.state;
        if self.rules.velocities {
            let scaled = [x / 4.8, v / 2.0, long / 0.52, long_spin / 2.0, short / 0.52, short_spin / 2.0, 0.5];
            write(observation, &scaled);
        } else {
            write(observation, &[x / 4.8, long / 0.52, short / 0.52, 0.5]);
        }
    }

    fn has_fallen(&self) -> bool {
        let [x, _, long, _, short, _] = self.state;
        let within = |value: f64, limit: f64| (-limit..=limit).contains(&value);
        !(within(x, POSITION_LIMIT) && within(long, ANGLE_LIMIT) && within(short, ANGLE_LIMIT))
    }

    fn fitness(&self) -> f64 {
        if self.rules.velocities {
            return self.n_steps as f64;
        }
        let survived = 0.1 * (self.n_steps as f64 / self.rules.max_steps as f64);
        if self.n_steps <= N_CALM {
            return survived;
        }
        let oldest = self.n_steps % N_CALM;
        let motion = self.motion[oldest..].iter().chain(&self.motion[..oldest]).sum::<f64>();
        survived + 0.9 * if motion > CALM { CALM / motion } else { 1.0 }
    }
}

fn write(observation: &mut [f32], values: &[f64]) {
    for (place, value) in observation.iter_mut().zip(values) {
        *place = *value as f32;
    }
}

/// The change of a state per second.
fn change(state: &State, force: f64) -> State {
    let [_, v, long, long_spin, short, short_spin] = *state;
    let (mut push, mut mass) = (force, CART_MASS);
    let poles = [(long, long_spin), (short, short_spin)];
    let mut parts = [[0.0; 3]; 2];
    for (pole, (angle, spin)) in poles.into_iter().enumerate() {
        let (sine, cosine) = sin_cos_near_zero(angle);
        let moment = HALF_LENGTHS[pole] * MASSES[pole];
        let friction = HINGE_FRICTION * spin / moment;
        push += moment * (spin * spin) * sine + 0.75 * MASSES[pole] * cosine * (friction + GRAVITY * sine);
        mass += MASSES[pole] * (1.0 - 0.75 * (cosine * cosine));
        parts[pole] = [sine, cosine, friction];
    }
    let acceleration = push / mass;
    let turn = |pole: usize| {
        let [sine, cosine, friction] = parts[pole];
        -0.75 * (acceleration * cosine + GRAVITY * sine + friction) / HALF_LENGTHS[pole]
    };
    [v, acceleration, long_spin, turn(0), short_spin, turn(1)]
}

/// One step of the classic Runge-Kutta method.
fn advanced(state: &State, force: f64) -> State {
    let moved = |change: &State, seconds: f64| -> State { std::array::from_fn(|k| state[k] + seconds * change[k]) };
    let first = change(state, force);
    let second = change(&moved(&first, 0.5 * STEP_SECONDS), force);
    let third = change(&moved(&second, 0.5 * STEP_SECONDS), force);
    let fourth = change(&moved(&third, STEP_SECONDS), force);
    std::array::from_fn(|k| state[k] + STEP_SECONDS / 6.0 * (first[k] + 2.0 * second[k] + 2.0 * third[k] + fourth[k]))
}

impl Environment for DoublePole {
    fn spec(&self) -> EnvironmentSpec {
        let DoublePoleRules { velocities, start, max_steps, .. } = self.rules;
        EnvironmentSpec {
            n_observations: if velocities { 7 } else { 4 },
            n_actions: 1,
            results: &["fitness", "steps"],
            worst: &[0.0, 0.0],
            max_steps,
            solved: velocities.then_some(("steps", (max_steps - 1) as f64)),
            stochastic: start == Start::Grid,
        }
    }

    fn reset(&mut self, seed: u64, observation: &mut [f32]) {
        self.state = self.start_of(seed);
        self.n_steps = 0;
        self.observe(observation);
    }

    fn step(&mut self, action: &[f32], observation: &mut [f32]) -> bool {
        let action = f64::from(action[0]);
        let force = (if action > 0.0 { action.min(1.0) } else { 0.0 } - 0.5) * FORCE; // NaN is 0
        for _ in 0..STEPS_PER_ACTION {
            self.state = advanced(&self.state, force);
        }
        self.observe(observation);
        if self.has_fallen() {
            return true;
        }
        let [x, v, long, long_spin, ..] = self.state;
        self.motion[self.n_steps % N_CALM] = x.abs() + v.abs() + long.abs() + long_spin.abs();
        self.n_steps += 1;
        self.n_steps == self.rules.max_steps
    }

    fn results(&self, results: &mut [f64]) {
        results[0] = self.fitness();
        results[1] = self.n_steps as f64;
    }
}

#[cfg(test)]
mod tests;
