//! Enables a random disabled connection.

use super::operator::{Mutation, Operator};
use crate::draws::Purpose;

pub(crate) const RECORD: Operator =
    Operator { decision: Some(3), rate: |rates| rates.re_enable_rate, precedence: None, apply };

fn apply(mutation: &mut Mutation<'_>) {
    let n_connections = mutation.offspring.n_connections();
    if let Some(index) = mutation.draw_connection(Purpose::ReEnable, false, n_connections) {
        mutation.offspring.enabled()[index] = true;
    }
}
