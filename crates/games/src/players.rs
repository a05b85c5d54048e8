//! Players that learn nothing: what a trained network has to beat.

use speciate_core::draws::{Draws, Purpose};
use speciate_core::evaluation::environment::Environment;

/// A player without a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Player {
    /// Every output is 0, always.
    Idle,
    /// Every output is uniform in [-1, 1), anew at every step.
    Random,
}

impl Player {
    /// Writes the action of step `step` of the episode of `seed`.
    pub fn act(self, seed: u64, step: usize, action: &mut [f32]) {
        match self {
            Self::Idle => action.fill(0.0),
            Self::Random => {
                let draws = Draws::at(seed, Purpose::RandomPlayer, 0, 0);
                let first = step * action.len();
                for (k, value) in action.iter_mut().enumerate() {
                    *value = (draws.uniform((first + k) as u64) * 2.0 - 1.0) as f32;
                }
            }
        }
    }
}

/// Plays the whole episode of `seed`; returns its results, in the order of the environment's spec.
pub fn play(environment: &mut dyn Environment, player: Player, seed: u64) -> Vec<f64> {
    let spec = environment.spec();
    let mut observation = vec![0.0; spec.n_observations];
    let mut action = vec![0.0; spec.n_actions];
    let mut results = vec![0.0; spec.results.len()];
    environment.reset(seed, &mut observation);
    for step in 0.. {
        player.act(seed, step, &mut action);
        if environment.step(&action, &mut observation) {
            break;
        }
    }
    environment.results(&mut results);
    results
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cart_pole::CartPole;

    #[test]
    fn an_idle_player_does_nothing() {
        let mut action = [1.0; 3];
        Player::Idle.act(1, 2, &mut action);
        assert_eq!(action, [0.0; 3]);
    }

    #[test]
    fn a_random_player_acts_within_the_range_and_by_address() {
        let (mut first, mut again) = ([0.0; 6], [0.0; 3]);
        Player::Random.act(9, 0, &mut first);
        Player::Random.act(9, 1, &mut again);
        assert_eq!(first[3..], again);
        assert!(first.iter().all(|value| (-1.0..=1.0).contains(value)));
        assert!(first.iter().any(|value| *value < 0.0) && first.iter().any(|value| *value > 0.0));
    }

    #[test]
    fn an_episode_is_played_to_its_end() {
        let results = play(&mut CartPole::default(), Player::Random, 3);
        assert!(results[0] >= 8.0 && results[0] < 500.0);
        assert_eq!(results, play(&mut CartPole::default(), Player::Random, 3));
    }
}
