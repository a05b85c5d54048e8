//! Sequence recall: bits are shown, then nothing, then the network has to answer them. A network without memory knows half
//! of them.

use serde_json::{Map, Value};
use speciate_core::draws::{Draws, Purpose, below_of};
use speciate_core::error::{Error, Result};
use speciate_core::evaluation::environment::{Environment, EnvironmentSpec};

use crate::nearest::nearest;

const KEYS: [&str; 2] = ["length", "delay"];
/// How often every sequence comes in an episode.
const REPEATS: usize = 2;

/// What is to be remembered, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct RecallRules {
    /// Bits of a sequence.
    pub length: usize,
    /// Steps between the last bit and the first question.
    pub delay: usize,
}

impl RecallRules {
    /// The rules of options.
    ///
    /// # Errors
    /// `Error::Value` when an option is unknown or its value not allowed.
    pub fn from_options(options: &Map<String, Value>) -> Result<Self> {
        if let Some(key) = options.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let (near, known) = (nearest(key, KEYS), KEYS.join(", "));
            return Err(Error::Value(format!(
                "recall: unknown option '{key}'; the nearest is '{near}', and there are: {known}"
            )));
        }
        let whole = |key: &str, default: usize, least: u64, greatest: u64| match options.get(key) {
            None => Ok(default),
            Some(value) => match value.as_u64() {
                Some(number) if (least..=greatest).contains(&number) => Ok(number as usize),
                _ => Err(Error::Value(format!(
                    "recall: {key} is {value}, expected a whole number from {least} to {greatest}"
                ))),
            },
        };
        Ok(Self { length: whole("length", 2, 1, 8)?, delay: whole("delay", 2, 0, 1000)? })
    }

    fn n_trials(self) -> usize {
        REPEATS << self.length
    }

    fn trial_steps(self) -> usize {
        2 * self.length + self.delay
    }
}

/// All sequences of bits, each twice, in an order drawn from the seed, one after the other.
///
/// An observation is (bit, write, read): the bit, 1 or -1, and write = 1 while a sequence is shown; read = 1 while it is asked
/// for, first bit first; all 0 between. The action, clipped to [-1, 1], counts only while read is 1: its sign is the answer, 0
/// is -1. A NaN is wrong by 1 and never correct. Fitness is 1 less the mean of half the distances from the right answers,
/// `correct` the fraction of right ones; a bit not yet answered is wrong by 1.
#[derive(Clone, Debug)]
pub struct Recall {
    rules: RecallRules,
    /// Sequences by trial; bit `k` is shown in step `k`.
    sequences: Vec<usize>,
    words: Vec<u64>,
    step: usize,
    score: f64,
    correct: f64,
}

impl Recall {
    /// Before its first episode.
    pub fn new(rules: RecallRules) -> Self {
        Self { rules, sequences: Vec::new(), words: Vec::new(), step: 0, score: 0.0, correct: 0.0 }
    }

    /// The sequence of the step, and the place of the step in its trial; after the end the last ones.
    fn place(&self) -> (usize, usize) {
        let steps = self.rules.trial_steps();
        let step = self.step.min(self.rules.n_trials() * steps - 1);
        (self.sequences[step / steps], step % steps)
    }

    fn bit(sequence: usize, place: usize) -> f64 {
        if sequence >> place & 1 == 1 { 1.0 } else { -1.0 }
    }

    fn observe(&self, observation: &mut [f32]) {
        let (sequence, place) = self.place();
        let (writes, reads) = (place < self.rules.length, place >= self.rules.length + self.rules.delay);
        let bit = if writes { Self::bit(sequence, place) as f32 } else { 0.0 };
        observation.copy_from_slice(&[bit, f32::from(u8::from(writes)), f32::from(u8::from(reads))]);
    }
}

impl Environment for Recall {
    fn spec(&self) -> EnvironmentSpec {
        EnvironmentSpec {
            n_observations: 3,
            n_actions: 1,
            results: &["fitness", "correct"],
            worst: &[0.0, 0.0],
            max_steps: self.rules.n_trials() * self.rules.trial_steps(),
            solved: Some(("correct", 1.0)),
            stochastic: true,
        }
    }

    fn reset(&mut self, seed: u64, observation: &mut [f32]) {
        let n = self.rules.n_trials();
        self.sequences.clear();
        self.sequences.extend((0..n).map(|trial| trial / REPEATS));
        self.words.resize(n, 0);
        Draws::at(seed, Purpose::Episode, 0, 0).fill(&mut self.words);
        for place in (1..n).rev() {
            self.sequences.swap(place, below_of(self.words[place], place + 1));
        }
        (self.step, self.score, self.correct) = (0, 0.0, 0.0);
        self.observe(observation);
    }

    fn step(&mut self, action: &[f32], observation: &mut [f32]) -> bool {
        let (sequence, place) = self.place();
        let first = self.rules.length + self.rules.delay;
        if let Some(asked) = place.checked_sub(first) {
            let (output, target) = (f64::from(action[0]), Self::bit(sequence, asked));
            if !output.is_nan() {
                self.score += 1.0 - 0.5 * (target - output.clamp(-1.0, 1.0)).abs();
                self.correct += f64::from((output > 0.0) == (target > 0.0));
            }
        }
        self.step += 1;
        self.observe(observation);
        self.step == self.rules.n_trials() * self.rules.trial_steps()
    }

    fn results(&self, results: &mut [f64]) {
        let n_bits = (self.rules.n_trials() * self.rules.length) as f64;
        results.copy_from_slice(&[self.score / n_bits, self.correct / n_bits]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: RecallRules = RecallRules { length: 3, delay: 2 };

    /// What a player gets that sees its own trial from the first step on: `answer(bits shown, place, bit asked for)`.
    fn play(seed: u64, answer: impl Fn(&[f32], usize) -> f32) -> ([f64; 2], Vec<Vec<f32>>) {
        let (mut recall, mut observation, mut results) = (Recall::new(RULES), [0.0; 3], [0.0; 2]);
        let (mut trials, mut shown) = (Vec::new(), Vec::new());
        recall.reset(seed, &mut observation);
        for step in 0.. {
            let place = step % RULES.trial_steps();
            assert_eq!(observation[1] == 1.0, place < 3);
            assert_eq!(observation[2] == 1.0, place >= 5);
            if place == 0 {
                shown.clear();
            }
            if place < 3 {
                shown.push(observation[0]);
            } else {
                assert_eq!(observation[0], 0.0);
            }
            if place == 3 {
                trials.push(shown.clone());
            }
            if recall.step(&[answer(&shown, place)], &mut observation) {
                break;
            }
        }
        recall.results(&mut results);
        (results, trials)
    }

    #[test]
    fn whoever_remembers_is_always_right() {
        assert_eq!(play(1, |shown, place| place.checked_sub(5).map_or(0.0, |asked| shown[asked])).0, [1.0, 1.0]);
    }

    #[test]
    fn whoever_does_not_is_right_half_of_the_time_whatever_the_answers() {
        for answers in [[1.0, 1.0, 1.0], [-1.0, 1.0, -1.0], [-1.0, -1.0, 1.0]] {
            assert_eq!(play(1, |_, place| place.checked_sub(5).map_or(0.0, |asked| answers[asked])).0, [0.5, 0.5]);
        }
    }

    #[test]
    fn every_sequence_comes_twice_in_an_order_of_the_seed() {
        let [mut first, second] = [1, 2].map(|seed| play(seed, |_, _| 0.0).1);
        assert_ne!(first, second);
        first.sort_by(|a, b| a.partial_cmp(b).unwrap());
        assert_eq!(first.len(), 16);
        assert!(first.chunks(2).all(|pair| pair[0] == pair[1]));
        first.dedup();
        assert_eq!(first.len(), 8);
    }

    #[test]
    fn nan_is_wrong_by_one_and_zero_is_wrong_by_half() {
        assert_eq!(play(1, |_, _| f32::NAN).0, [0.0, 0.0]);
        assert_eq!(play(1, |_, _| 0.0).0, [0.5, 0.5]);
    }

    #[test]
    fn options_out_of_range_are_refused() {
        let options = |text: &str| RecallRules::from_options(&serde_json::from_str(text).unwrap());
        for (text, message) in [
            ("{\"length\": 0}", "length is 0, expected a whole number from 1 to 8"),
            ("{\"length\": 2.5}", "length is 2.5"),
            ("{\"delay\": -1}", "delay is -1"),
            ("{\"delays\": 1}", "nearest is 'delay'"),
        ] {
            let found = options(text).unwrap_err().to_string();
            assert!(found.contains(message), "{found}");
        }
        assert_eq!(options("{\"length\": 8, \"delay\": 0}").unwrap().trial_steps(), 16);
    }
}
