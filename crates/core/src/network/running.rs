//! Running one network on one observation, whatever its storage, as a whole or through views.

use crate::network::networks::{Networks, Storage, find};
use crate::network::sparse;
use crate::network::values::{Scratch, Values};
use crate::network::views::{Seen, Views};
use crate::network::wide::Wide;

impl Networks {
    /// Runs one network on one observation. `values` must have been reset for these networks; recurrent
    /// networks find the values of the step before in it.
    #[inline]
    pub fn forward(&self, network: usize, values: &mut Values, observation: &[f32], outputs: &mut [f32]) {
        self.run(network, &mut values.slots, &mut values.scratch, observation, outputs);
    }

    /// `forward` with values in `slots`, which have room for every slot.
    #[inline]
    pub(crate) fn run(
        &self,
        network: usize,
        slots: &mut [f32],
        scratch: &mut Scratch,
        observation: &[f32],
        outputs: &mut [f32],
    ) {
        match &self.views {
            None => self.run_whole(network, slots, scratch, observation, outputs),
            Some(views) => self.run_views(views, network, slots, scratch, observation, outputs),
        }
    }

    /// Runs a network on what it sees.
    #[inline]
    fn run_whole(
        &self,
        network: usize,
        slots: &mut [f32],
        scratch: &mut Scratch,
        observation: &[f32],
        outputs: &mut [f32],
    ) {
        match &self.storage {
            Storage::Sparse(blocks) => {
                let (block, network) = find(blocks, network);
                sparse::run(block, network, slots, scratch, observation, outputs);
            }
            Storage::Dense(dense) => dense.forward(network, slots, &mut scratch.sums, observation, outputs),
        }
    }

    /// Runs a network on every view of an observation: side by side if it can, else one after the other.
    fn run_views(
        &self,
        views: &Views,
        network: usize,
        slots: &mut [f32],
        scratch: &mut Scratch,
        observation: &[f32],
        outputs: &mut [f32],
    ) {
        let mut seen = std::mem::take(&mut scratch.seen);
        views.take(observation, &mut seen);
        match Wide::of(self, network) {
            Some(wide) if self.shape.recurrent => {
                let slots = slots.as_chunks_mut().0.chunks_mut(self.n_slots_of_view());
                for (group, slots) in slots.take(views.n_groups()).enumerate() {
                    views.show(group, &seen, slots);
                    wide.run_recurrent(slots, &mut scratch.wide);
                    views.keep(group, |output| wide.output_slot(output), slots, &mut seen);
                }
            }
            Some(wide) => {
                scratch.wide.resize(self.max_slots, Default::default());
                for group in 0..views.n_groups() {
                    views.show(group, &seen, &mut scratch.wide);
                    wide.run(&mut scratch.wide);
                    views.keep(group, |output| wide.output_slot(output), &scratch.wide, &mut seen);
                }
            }
            None => self.run_each_view(views, network, slots, scratch, &mut seen),
        }
        views.merge(&seen, outputs);
        scratch.seen = seen;
    }

    /// Runs a network on one view after the other.
    fn run_each_view(&self, views: &Views, network: usize, slots: &mut [f32], scratch: &mut Scratch, seen: &mut Seen) {
        let n_slots = self.n_slots_of_view();
        for view in 0..views.len() {
            views.show_one(view, seen);
            let first = if self.shape.recurrent { view * n_slots } else { 0 };
            let (inputs, answers) = views.asked(view, seen);
            self.run_whole(network, &mut slots[first..][..n_slots], scratch, inputs, answers);
        }
    }
}
