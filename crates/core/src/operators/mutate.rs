//! Mutation of offspring: the operators of the table apply in order. New genes are proposed here and numbered by the
//! ledger afterwards.

use crate::draws::{Draws, Purpose, half_of, hits};
use crate::operators::mutations::OPERATORS;
use crate::operators::mutations::operator::{Mutation, Operator, Proposal};
use crate::operators::offspring::{Address, Offspring};
use crate::settings::{Settings, StructuralMutations};

/// Half words in a block of draws.
const HALVES: u64 = 8;

/// Mutates offspring under the same settings.
pub(crate) struct Mutator<'a> {
    settings: &'a Settings,
    rates: [f64; OPERATORS.len()],
}

impl<'a> Mutator<'a> {
    /// Reads the rates of all operators once.
    pub fn new(settings: &'a Settings) -> Self {
        Self { settings, rates: rates_of(&OPERATORS, settings) }
    }

    /// Mutates an offspring. Its weights and biases are only noted to change.
    pub fn mutate(&self, address: Address, offspring: &mut Offspring) -> Proposal {
        let mutation = Mutation { settings: self.settings, address, offspring, proposal: Proposal::default() };
        apply(&OPERATORS, &self.rates, mutation)
    }
}

fn rates_of<const N: usize>(operators: &[Operator; N], settings: &Settings) -> [f64; N] {
    operators.map(|operator| (operator.rate)(&settings.mutation))
}

/// Applies operators of given rates. Inlined, so that the compiler knows the table and unrolls the walk.
#[inline(always)]
fn apply<const N: usize>(operators: &[Operator; N], rates: &[f64; N], mut mutation: Mutation<'_>) -> Proposal {
    let mut decisions = Decisions::new(mutation.draws(Purpose::Mutation));
    let is_exclusive = mutation.settings.mutation.structural_mutations == StructuralMutations::Exclusive;
    if is_exclusive && let Some(only) = first_structural(operators, rates, &mut decisions) {
        (only.apply)(&mut mutation);
        return mutation.proposal;
    }
    for (operator, rate) in operators.iter().zip(rates) {
        if !(is_exclusive && operator.precedence.is_some()) && decisions.hit(operator, *rate) {
            (operator.apply)(&mut mutation);
        }
    }
    mutation.proposal
}

/// Of the structural operators that the decisions let apply, the one of the lowest precedence.
fn first_structural<'a>(operators: &'a [Operator], rates: &[f64], decisions: &mut Decisions) -> Option<&'a Operator> {
    let structural = operators.iter().zip(rates).filter(|(operator, _)| operator.precedence.is_some());
    let applying = structural.filter(|(operator, rate)| decisions.hit(operator, **rate));
    applying.map(|(operator, _)| operator).min_by_key(|operator| operator.precedence)
}

/// The decisions on one offspring: those beyond the half words of a block are in the next one.
struct Decisions {
    draws: Draws,
    block: u64,
    words: [u64; 4],
}

impl Decisions {
    #[inline(always)]
    fn new(draws: Draws) -> Self {
        Self { draws, block: 0, words: draws.block(0) }
    }

    /// Whether an operator of a rate applies.
    #[inline(always)]
    fn hit(&mut self, operator: &Operator, rate: f64) -> bool {
        let Some(decision) = operator.decision else { return rate > 0.0 };
        if decision / HALVES != self.block {
            self.turn_to(decision / HALVES);
        }
        hits(half_of(&self.words, (decision % HALVES) as usize), rate)
    }

    /// Reads another block. Not inlined, so that `hit` stays small.
    #[cold]
    #[inline(never)]
    fn turn_to(&mut self, block: u64) {
        self.block = block;
        self.words = self.draws.block(block);
    }
}

#[cfg(test)]
mod tests;
