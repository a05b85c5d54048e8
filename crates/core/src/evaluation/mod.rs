//! Evaluation: environments, and the rollouts that run networks in them.

pub mod environment;
pub mod rollout;
