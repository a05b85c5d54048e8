//! The values of a network between steps, and the memory that it needs while it runs.

use crate::network::lanes::WideValue;
use crate::network::networks::Networks;
use crate::network::views::Seen;

/// Values of one network between steps, and memory to compute them. Reused from network to network.
#[derive(Clone, Debug, Default)]
pub struct Values {
    pub(crate) slots: Vec<f32>,
    pub(crate) scratch: Scratch,
}

/// Memory that a network needs while it runs, and whose content is forgotten.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scratch {
    /// Values of this step by slot, while those of the step before are still read.
    pub(crate) next: Vec<f32>,
    /// Weighted inputs of one node.
    pub(crate) products: Vec<f32>,
    /// The eight sums of each node.
    pub(crate) sums: Vec<[f32; 8]>,
    /// Values of several observations at once, by slot.
    pub(crate) wide: Vec<WideValue>,
    /// What views show, and what they answer.
    pub(crate) seen: Seen,
}

impl Values {
    /// Makes room for the largest of the networks and forgets all values.
    pub fn reset(&mut self, networks: &Networks) {
        self.slots.clear();
        self.slots.resize(networks.n_slots(), 0.0);
        self.scratch.fit(networks);
    }
}

impl Scratch {
    /// Makes room for the largest of the networks.
    pub(crate) fn fit(&mut self, networks: &Networks) {
        let n_slots = networks.n_slots();
        if self.sums.len() < n_slots {
            self.sums.resize(n_slots, [0.0; 8]);
        }
        if networks.shape.recurrent && self.next.len() < n_slots {
            self.next.resize(n_slots, 0.0);
        }
    }
}
