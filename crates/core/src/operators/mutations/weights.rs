//! Perturbs or replaces all weights.
//!
//! The operator only notes that the weights change: those of many offspring change together, which is faster.

use super::operator::{Mutation, Operator};
use crate::deviates::Change;
use crate::draws::Purpose;
use crate::settings::Settings;

pub(crate) const RECORD: Operator =
    Operator { decision: Some(4), rate: |rates| rates.weight_mutation_rate, precedence: None, apply };

fn apply(mutation: &mut Mutation<'_>) {
    let draws = mutation.draws(Purpose::Weights);
    mutation.offspring.change_weights(draws);
}

/// How the weights that were noted change.
pub(crate) fn change(settings: &Settings) -> Change {
    let rates = &settings.mutation;
    Change {
        replace_rate: rates.weight_replace_rate,
        replace_sigma: rates.weight_replace_sigma,
        sigma: rates.weight_sigma,
        limit: settings.genome.weight_limit,
    }
}
