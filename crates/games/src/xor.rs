//! Exclusive or: the four patterns in turn, one network output for each.

use speciate_core::evaluation::environment::{Environment, EnvironmentSpec};

const PATTERNS: [[f64; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
const TARGETS: [f64; 4] = [0.0, 1.0, 1.0, 0.0];

/// One pass through the four patterns: step `i` answers pattern `i`.
///
/// An observation is (1, x1, x2), the one being a bias input. An action is one number, clipped to [0, 1].
/// A NaN is wrong by 1 and never correct; one half counts as a one.
/// A pattern not yet answered is wrong by 1, so that the results of an unfinished episode are its least.
#[derive(Clone, Debug, Default)]
pub struct Xor {
    step: usize,
    error: f64,
    correct: f64,
}

impl Xor {
    fn observe(&self, observation: &mut [f32]) {
        let [x1, x2] = PATTERNS[self.step.min(3)]; // after the last answer the last pattern stays
        observation.copy_from_slice(&[1.0, x1 as f32, x2 as f32]);
    }
}

impl Environment for Xor {
    fn spec(&self) -> EnvironmentSpec {
        EnvironmentSpec {
            n_observations: 3,
            n_actions: 1,
            results: &["fitness", "correct"],
            worst: &[0.0, 0.0],
            max_steps: 4,
            solved: Some(("correct", 4.0)),
            stochastic: false,
        }
    }

    fn reset(&mut self, _seed: u64, observation: &mut [f32]) {
        *self = Self::default();
        self.observe(observation);
    }

    fn step(&mut self, action: &[f32], observation: &mut [f32]) -> bool {
        let (output, target) = (f64::from(action[0]), TARGETS[self.step]);
        if output.is_nan() {
            self.error += 1.0;
        } else {
            self.error += (target - output.clamp(0.0, 1.0)).abs();
            self.correct += f64::from((output >= 0.5) == (target == 1.0));
        }
        self.step += 1;
        self.observe(observation);
        self.step == 4
    }

    fn results(&self, results: &mut [f64]) {
        let right = 4.0 - (self.error + (4 - self.step) as f64);
        results.copy_from_slice(&[right * right, self.correct]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn play(outputs: [f32; 4]) -> [f64; 2] {
        let (mut xor, mut observation, mut results) = (Xor::default(), [0.0; 3], [0.0; 2]);
        xor.reset(0, &mut observation);
        for (i, output) in outputs.into_iter().enumerate() {
            let [x1, x2] = PATTERNS[i];
            assert_eq!(observation, [1.0, x1 as f32, x2 as f32]);
            assert_eq!(xor.step(&[output], &mut observation), i == 3);
        }
        xor.results(&mut results);
        results
    }

    #[test]
    fn right_answers_have_fitness_sixteen() {
        assert_eq!(play([0.0, 1.0, 1.0, 0.0]), [16.0, 4.0]);
    }

    #[test]
    fn wrong_answers_have_fitness_zero() {
        assert_eq!(play([1.0, 0.0, 0.0, 1.0]), [0.0, 0.0]);
    }

    #[test]
    fn fitness_is_the_square_of_four_less_the_errors() {
        assert_eq!(play([0.25, 0.75, 0.5, 0.25]), [2.75 * 2.75, 4.0]);
    }

    #[test]
    fn nan_is_wrong_by_one_and_never_correct() {
        assert_eq!(play([f32::NAN, 1.0, 1.0, 0.0]), [9.0, 3.0]);
        assert_eq!(play([f32::NAN; 4]), [0.0, 0.0]);
    }

    #[test]
    fn outputs_beyond_the_range_are_clipped() {
        assert_eq!(play([f32::NEG_INFINITY, 7.0, f32::INFINITY, -3.0]), [16.0, 4.0]);
    }

    #[test]
    fn patterns_not_answered_count_as_wrong() {
        let (mut xor, mut observation, mut results) = (Xor::default(), [0.0; 3], [1.0; 2]);
        xor.reset(0, &mut observation);
        xor.results(&mut results);
        assert_eq!(results, [0.0, 0.0]);
    }
}
