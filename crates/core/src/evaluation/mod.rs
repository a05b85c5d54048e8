//! Playing: environments and the rollouts that drive them.

pub mod environment;
pub mod rollout;
