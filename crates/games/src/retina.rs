//! The left and right retina (Kashtan & Alon 2005): two halves of four pixels each, and an object on either or both.

use speciate_core::evaluation::environment::{Environment, EnvironmentSpec};

/// Nibbles that are an object on the left, by number; the first pixel is the highest bit.
const LEFT: [usize; 8] = [0b1000, 0b0100, 0b1100, 0b1111, 0b1011, 0b0111, 0b1110, 0b1101];
/// Nibbles that are an object on the right.
const RIGHT: [usize; 8] = [0b1011, 0b0111, 0b1110, 0b1101, 0b0010, 0b0001, 0b0011, 0b1111];
const N_PATTERNS: usize = 256;

/// One pass through all patterns: step `i` answers pattern `i`, whose left half is `i / 16`.
///
/// An observation is the eight pixels, 1 or -1. The two actions, clipped to [0, 1], say whether there is an object on the left
/// and on the right. A NaN is wrong by 1 and never correct; one half counts as a one. Fitness is 1000 / (1 + E^2), E the sum of
/// errors; a pattern not yet answered is wrong by 2. `correct` counts patterns with both answers on the right side of one half.
#[derive(Clone, Debug, Default)]
pub struct Retina {
    step: usize,
    error: f64,
    correct: f64,
}

impl Retina {
    fn observe(&self, observation: &mut [f32]) {
        let pattern = self.step.min(N_PATTERNS - 1); // after the last answer the last pattern stays
        for (pixel, value) in observation.iter_mut().enumerate() {
            *value = if pattern >> (7 - pixel) & 1 == 1 { 1.0 } else { -1.0 };
        }
    }
}

impl Environment for Retina {
    fn spec(&self) -> EnvironmentSpec {
        EnvironmentSpec {
            n_observations: 8,
            n_actions: 2,
            results: &["fitness", "correct"],
            worst: &[0.0, 0.0],
            max_steps: N_PATTERNS,
            solved: Some(("correct", N_PATTERNS as f64)),
            stochastic: false,
        }
    }

    fn reset(&mut self, _seed: u64, observation: &mut [f32]) {
        *self = Self::default();
        self.observe(observation);
    }

    fn step(&mut self, action: &[f32], observation: &mut [f32]) -> bool {
        let objects = [LEFT.contains(&(self.step / 16)), RIGHT.contains(&(self.step % 16))];
        let mut n_right = 0;
        for (output, is_object) in action.iter().map(|output| f64::from(*output)).zip(objects) {
            if output.is_nan() {
                self.error += 1.0;
            } else {
                self.error += (f64::from(is_object) - output.clamp(0.0, 1.0)).abs();
                n_right += usize::from((output >= 0.5) == is_object);
            }
        }
        self.correct += f64::from(n_right == 2);
        self.step += 1;
        self.observe(observation);
        self.step == N_PATTERNS
    }

    fn results(&self, results: &mut [f64]) {
        let error = self.error + 2.0 * (N_PATTERNS - self.step) as f64;
        results.copy_from_slice(&[1000.0 / (1.0 + error * error), self.correct]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn play(answer: impl Fn(usize) -> [f32; 2]) -> [f64; 2] {
        let (mut retina, mut observation, mut results) = (Retina::default(), [0.0; 8], [0.0; 2]);
        retina.reset(0, &mut observation);
        for pattern in 0..N_PATTERNS {
            let shown = observation.iter().fold(0, |shown, pixel| 2 * shown + usize::from(*pixel > 0.0));
            assert_eq!(shown, pattern);
            assert_eq!(retina.step(&answer(pattern), &mut observation), pattern == N_PATTERNS - 1);
        }
        retina.results(&mut results);
        results
    }

    fn truth(pattern: usize) -> [f32; 2] {
        [LEFT.contains(&(pattern >> 4)), RIGHT.contains(&(pattern & 15))].map(|is| f32::from(u8::from(is)))
    }

    #[test]
    fn right_answers_have_fitness_1000() {
        assert_eq!(play(truth), [1000.0, 256.0]);
    }

    #[test]
    fn the_right_half_is_the_left_one_in_a_mirror() {
        let mirrored = |nibble: usize| (0..4).fold(0, |all, bit| all | (nibble >> bit & 1) << (3 - bit));
        assert!((0..16).all(|nibble| LEFT.contains(&nibble) == RIGHT.contains(&mirrored(nibble))));
    }

    #[test]
    fn half_of_each_answer_is_wrong_by_256_in_all() {
        // one half counts as a one: right where there is an object on both sides
        assert_eq!(play(|_| [0.5, 0.5]), [1000.0 / (1.0 + 256.0 * 256.0), 64.0]);
    }

    #[test]
    fn nan_is_wrong_by_one_and_never_correct() {
        let expected = [1000.0 / (1.0 + 256.0 * 256.0), 0.0];
        assert_eq!(play(|pattern| [f32::NAN, truth(pattern)[1]]), expected);
    }
}
