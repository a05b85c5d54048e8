//! Players without a network: those that learn nothing, which a trained network has to beat, and those that are
//! written by hand for a game.

use speciate_core::draws::{Draws, Purpose};
use speciate_core::error::{Error, Result};
use speciate_core::evaluation::environment::Environment;

/// Writes the action that a player answers an observation with.
pub type Act = fn(observation: &[f32], action: &mut [f32]);

/// A player without a network.
#[derive(Clone, Copy, Debug)]
pub enum Player {
    /// Every output is 0, always.
    Idle,
    /// Every output is uniform in [-1, 1), anew at every step.
    Random,
    /// The game's own, which answers what it sees by rules written by hand.
    Scripted(Act),
}

/// The names of the players of the environment called `name`, in the order of tables.
pub fn names(name: &str) -> &'static [&'static str] {
    if scripted(name).is_some() { &["idle", "random", "scripted"] } else { &["idle", "random"] }
}

/// The player that is written by hand for an environment, if there is one.
fn scripted(name: &str) -> Option<Act> {
    crate::find(name)?.scripted
}

/// The player called `player` for the environment called `name`.
///
/// # Errors
/// `Error::Value` when there is no such player for it.
pub fn named(name: &str, player: &str) -> Result<Player> {
    match (player, scripted(name)) {
        ("idle", _) => Ok(Player::Idle),
        ("random", _) => Ok(Player::Random),
        ("scripted", Some(act)) => Ok(Player::Scripted(act)),
        _ => {
            let known = names(name).join(", ");
            Err(Error::Value(format!("unknown player '{player}'; for {name} there are: {known}")))
        }
    }
}

impl Player {
    /// Writes the action of step `step` of the episode of `seed`, after `observation`.
    pub fn act(self, seed: u64, step: usize, observation: &[f32], action: &mut [f32]) {
        match self {
            Self::Idle => action.fill(0.0),
            Self::Random => {
                let draws = Draws::at(seed, Purpose::RandomPlayer, 0, 0);
                let first = step * action.len();
                for (k, value) in action.iter_mut().enumerate() {
                    *value = (draws.uniform((first + k) as u64) * 2.0 - 1.0) as f32;
                }
            }
            Self::Scripted(act) => act(observation, action),
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
        player.act(seed, step, &observation, &mut action);
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
        Player::Idle.act(1, 2, &[], &mut action);
        assert_eq!(action, [0.0; 3]);
    }

    #[test]
    fn a_random_player_acts_within_the_range_and_by_address() {
        let (mut first, mut again) = ([0.0; 6], [0.0; 3]);
        Player::Random.act(9, 0, &[], &mut first);
        Player::Random.act(9, 1, &[], &mut again);
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

    #[test]
    fn the_scripted_player_plays_the_arena_alone() {
        assert!(matches!(named("arena", "scripted").unwrap(), Player::Scripted(_)));
        let message = named("xor", "scripted").unwrap_err().to_string();
        assert!(message.contains("unknown player 'scripted'; for xor there are: idle, random"), "{message}");
    }

    #[test]
    fn every_name_is_that_of_a_player() {
        for name in crate::names() {
            assert!(names(name).iter().all(|player| named(name, player).is_ok()));
        }
    }
}
