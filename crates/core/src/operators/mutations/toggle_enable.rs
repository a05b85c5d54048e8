//! Enables a random connection if it is disabled, and disables it if it is enabled.

use super::operator::{Mutation, Operator};
use crate::draws::Purpose;

pub(crate) const RECORD: Operator =
    Operator { decision: Some(2), rate: |rates| rates.toggle_enable_rate, precedence: None, apply };

fn apply(mutation: &mut Mutation<'_>) {
    let draws = mutation.draws(Purpose::ToggleEnable);
    let enabled = mutation.offspring.enabled();
    if !enabled.is_empty() {
        let index = draws.below(0, enabled.len());
        enabled[index] = !enabled[index];
    }
}
