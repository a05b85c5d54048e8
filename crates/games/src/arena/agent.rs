//! The agent, and the decision that it takes from the outputs of its network.

use super::rules::ArenaRules;

/// The state of the agent.
#[derive(Clone, Debug, Default)]
pub(super) struct Agent {
    pub x: f64,
    pub y: f64,
    pub velocity: (f64, f64),
    pub n_lives: usize,
    /// Seconds until it can shoot.
    pub cooldown: f64,
    /// Seconds of grace left after a spent shield.
    pub grace: f64,
}

/// A decision: where to move, as a vector of length at most 1, and where to shoot.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decision {
    pub x: f64,
    pub y: f64,
    pub shoot: Option<usize>,
}

/// Reads a decision from the outputs: the move vector, then shoot up, down, left and right. The largest of
/// those shoots if it is above 0, the first of equals. A move that is not finite is standing still.
pub(super) fn decide(rules: &ArenaRules, action: &[f32]) -> Decision {
    let (x, y) = (f64::from(action[0]), f64::from(action[1]));
    let length = (x * x + y * y).sqrt();
    let least = if rules.analog_moves { rules.stand_still_length } else { 0.0 };
    let divisor = if rules.analog_moves && length < 1.0 { 1.0 } else { length };
    let is_moving = length.is_finite() && length >= least && length > 0.0;
    let (mut shoot, mut largest) = (None, 0.0);
    for (direction, &output) in action[2..6].iter().enumerate() {
        if output > largest {
            (shoot, largest) = (Some(direction), output);
        }
    }
    if is_moving { Decision { x: x / divisor, y: y / divisor, shoot } } else { Decision { x: 0.0, y: 0.0, shoot } }
}
