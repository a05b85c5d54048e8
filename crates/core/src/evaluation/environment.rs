//! The trait of native environments.

/// What an environment takes and gives. Constant over its life.
#[derive(Clone, Debug, PartialEq)]
pub struct EnvironmentSpec {
    /// Length of an observation.
    pub n_observations: usize,
    /// Length of an action.
    pub n_actions: usize,
    /// Names of the results of an episode; `fitness` is first. Higher is better.
    pub results: &'static [&'static str],
    /// The worst values that results can take, for hypervolume; one per result.
    pub worst: &'static [f64],
    /// An upper bound on the steps of one episode.
    pub max_steps: usize,
    /// The result and the mean value of it from which on the task counts as solved.
    pub solved: Option<(&'static str, f64)>,
    /// Whether episodes of different seeds differ.
    pub stochastic: bool,
}

/// A game, simulated headless at a fixed step, from a seed alone: no clock, no global state.
///
/// One value plays one episode at a time and is reused for the next, so that a rollout allocates nothing.
pub trait Environment: Send {
    /// What this environment takes and gives.
    fn spec(&self) -> EnvironmentSpec;

    /// Starts the episode of `seed` and writes the first observation.
    fn reset(&mut self, seed: u64, observation: &mut [f32]);

    /// Acts, advances one step and writes the next observation. Returns whether the episode is over.
    /// Must not be called again before `reset` once it has returned true.
    fn step(&mut self, action: &[f32], observation: &mut [f32]) -> bool;

    /// Writes the results of the episode so far, in the order of the spec.
    fn results(&self, results: &mut [f64]);
}

/// Makes environments, one for each thread. Rules are checked when the factory is made, never later.
pub trait EnvironmentFactory: Send + Sync {
    /// A fresh environment.
    fn make(&self) -> Box<dyn Environment>;
}
