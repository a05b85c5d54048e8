//! The distributions of the generation before, spread out by slot.

use crate::distribution::columns::Distributions;
use crate::distribution::slots::Slots;

/// Mean and step size of each slot, one species after the other; NaN where a species has no such gene.
#[derive(Debug, Default)]
pub(super) struct Before {
    n_slots: usize,
    means: Vec<f64>,
    steps: Vec<f64>,
}

impl Before {
    /// Spreads out the distributions.
    pub fn spread(&mut self, distributions: &Distributions, slots: &Slots) {
        self.n_slots = slots.len();
        for column in [&mut self.means, &mut self.steps] {
            column.clear();
            column.resize(slots.len() * distributions.len(), f64::NAN);
        }
        for species in 0..distributions.len() {
            let genes = distributions.of(species);
            for ((&key, &mean), &step) in genes.keys.iter().zip(genes.means).zip(genes.steps) {
                if let Some(slot) = slots.of(key) {
                    self.means[species * self.n_slots + slot] = mean;
                    self.steps[species * self.n_slots + slot] = step;
                }
            }
        }
    }

    /// Mean and step size of a gene of a species, if it has it.
    #[inline(always)]
    pub fn gene(&self, species: usize, slot: usize) -> Option<(f64, f64)> {
        let place = species * self.n_slots + slot;
        let mean = self.means[place];
        (!mean.is_nan()).then(|| (mean, self.steps[place]))
    }
}
