//! Perturbs or replaces all biases. Like weights, they change later and together.

use super::operator::{Mutation, Operator};
use crate::deviates::Change;
use crate::draws::Purpose;
use crate::settings::Settings;

pub(crate) const RECORD: Operator =
    Operator { decision: Some(5), rate: |rates| rates.bias_mutation_rate, precedence: None, apply };

fn apply(mutation: &mut Mutation<'_>) {
    let draws = mutation.draws(Purpose::Biases);
    mutation.offspring.change_biases(draws);
}

/// How the biases that were noted change.
pub(crate) fn change(settings: &Settings) -> Change {
    let rates = &settings.mutation;
    Change {
        replace_rate: rates.bias_replace_rate,
        replace_sigma: rates.bias_replace_sigma,
        sigma: rates.bias_sigma,
        limit: settings.genome.weight_limit,
    }
}
