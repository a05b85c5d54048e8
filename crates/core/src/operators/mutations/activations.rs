//! Gives hidden nodes a new activation, each at the operator's rate.

use super::operator::{Mutation, Operator};
use crate::draws::{Draws, Purpose};

pub(crate) const RECORD: Operator =
    Operator { decision: None, rate: |rates| rates.activation_mutation_rate, precedence: None, apply };

fn apply(mutation: &mut Mutation<'_>) {
    let draws = mutation.draws(Purpose::Activation);
    let rates = &mutation.settings.mutation;
    let hidden = &mut mutation.offspring.activations()[mutation.settings.n_outputs..];
    redraw(draws, mutation.settings.n_outputs, rates.activation_mutation_rate, &rates.activation_options, hidden);
}

/// Draws a new option, at a rate, for each of the nodes that begin at position `first`.
pub(super) fn redraw(draws: Draws, first: usize, rate: f64, options: &[u8], values: &mut [u8]) {
    for (position, value) in (first..).zip(values) {
        let index = 2 * position as u64;
        if draws.uniform(index) < rate {
            *value = options[draws.below(index + 1, options.len())];
        }
    }
}
