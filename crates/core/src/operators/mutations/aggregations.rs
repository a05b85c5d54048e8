//! Gives hidden nodes a new aggregation, each at the operator's rate.

use super::activations::redraw;
use super::operator::{Mutation, Operator};
use crate::draws::Purpose;

pub(crate) const RECORD: Operator =
    Operator { decision: None, rate: |rates| rates.aggregation_mutation_rate, precedence: None, apply };

fn apply(mutation: &mut Mutation<'_>) {
    let draws = mutation.draws(Purpose::Aggregation);
    let rates = &mutation.settings.mutation;
    let hidden = &mut mutation.offspring.aggregations()[mutation.settings.n_outputs..];
    redraw(draws, mutation.settings.n_outputs, rates.aggregation_mutation_rate, &rates.aggregation_options, hidden);
}
