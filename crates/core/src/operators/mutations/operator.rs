//! What a mutation operator is: the record that each operator's file fills in, and what `apply` works on.

use crate::draws::{Draws, Purpose};
use crate::operators::offspring::{Address, Offspring};
use crate::settings::{MutationSettings, Settings};

/// A mutation operator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operator {
    /// Number of the half word of `Purpose::Mutation` that decides whether the operator applies. `None`: it applies
    /// wherever its rate is above 0, and decides node by node. A number is never used again.
    pub decision: Option<u64>,
    /// How often it applies.
    pub rate: fn(&MutationSettings) -> f64,
    /// With exclusive structural mutations, the operator of the lowest precedence that applies is the only one. `None`:
    /// the operator leaves the set of genes as it is, and is no structural mutation.
    pub precedence: Option<u8>,
    /// Changes the offspring, or notes what will change.
    pub apply: fn(&mut Mutation<'_>),
}

/// What the ledger has to number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Ends of a new connection.
    pub connection: Option<(u32, u32)>,
    /// Position, among the connections of all offspring, of the one that a new node splits.
    pub split: Option<usize>,
}

/// The mutation of one offspring.
pub(crate) struct Mutation<'a> {
    pub settings: &'a Settings,
    pub address: Address,
    pub offspring: &'a mut Offspring,
    /// The new genes so far, which the ledger numbers afterwards.
    pub proposal: Proposal,
}

impl Mutation<'_> {
    /// The draws for one purpose.
    #[inline(always)]
    pub fn draws(&self, purpose: Purpose) -> Draws {
        self.address.draws(purpose)
    }

    /// Position of a random connection among the enabled or the disabled ones of the first `among`.
    pub fn draw_connection(&self, purpose: Purpose, enabled: bool, among: usize) -> Option<usize> {
        let flags = &self.offspring.genome().connections.enabled[..among];
        let n_candidates = flags.iter().filter(|flag| **flag == enabled).count();
        if n_candidates == 0 {
            return None;
        }
        let place = self.draws(purpose).below(0, n_candidates);
        flags.iter().enumerate().filter(|(_, flag)| **flag == enabled).nth(place).map(|(index, _)| index)
    }
}
