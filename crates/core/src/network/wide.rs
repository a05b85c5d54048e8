//! Running a compiled network on several observations at once: one lane for each, and every weight is read once for all.
//!
//! Products go to eight sums by position, as for a single observation, so the bits are the same.

use crate::network::dense::Dense;
use crate::network::lanes::{N_OBSERVATIONS, WideValue};
use crate::network::networks::{Block, Networks, Shape, Storage, find};
use crate::network::values::Scratch;
use crate::simd::kernel;

/// A number of observations from which on this is faster than one after the other.
pub(crate) const WORTH: usize = 6;

/// A network that can run on several observations side by side.
#[derive(Clone, Copy)]
pub(crate) enum Wide<'a> {
    /// Of its own topology, at a place of a block.
    Sparse(&'a Block, usize),
    /// Of one topology, in a row.
    Dense(&'a Dense, usize),
}

impl<'a> Wide<'a> {
    /// The network, if it can: it has to have nothing but sums.
    pub(crate) fn of(networks: &'a Networks, network: usize) -> Option<Self> {
        match &networks.storage {
            Storage::Sparse(blocks) => {
                let (block, place) = find(blocks, network);
                block.only_sums[place].then_some(Self::Sparse(block, place))
            }
            Storage::Dense(dense) => Some(Self::Dense(dense, network)),
        }
    }

    /// Runs it, feed-forward. The first slots hold what it sees.
    pub(crate) fn run(self, slots: &mut [WideValue]) {
        match self {
            Self::Sparse(block, place) => run(block, place, slots),
            Self::Dense(dense, network) => run_dense(dense, network, slots),
        }
    }

    /// Runs it, recurrent. The slots hold what it sees and the values of the step before; `next` is memory.
    pub(crate) fn run_recurrent(self, slots: &mut [WideValue], next: &mut Vec<WideValue>) {
        match self {
            Self::Sparse(block, place) => {
                let n_nodes = block.nodes_of(place).len();
                next.resize(n_nodes.max(next.len()), [0.0; N_OBSERVATIONS]);
                run_recurrent(block, place, slots, next);
                slots[block.shape.n_inputs..][..n_nodes].copy_from_slice(&next[..n_nodes]);
            }
            Self::Dense(dense, network) => {
                run_dense(dense, network, slots);
                dense.remember(slots);
            }
        }
    }

    /// The slot of an output.
    #[inline]
    pub(crate) fn output_slot(self, output: usize) -> usize {
        match self {
            Self::Sparse(block, place) => block.outputs_of(place)[output] as usize,
            Self::Dense(dense, _) => dense.ends().1.first_slot + output,
        }
    }
}

impl Networks {
    /// Runs one network on observations of `n_inputs` values each, and says whether it can: it has to be feed-forward as
    /// well.
    pub(crate) fn forward_wide(
        &self,
        network: usize,
        scratch: &mut Scratch,
        observations: &[f32],
        outputs: &mut [f32],
    ) -> bool {
        let Some(wide) = Wide::of(self, network).filter(|_| !self.shape.recurrent) else { return false };
        let Shape { n_inputs, n_outputs, .. } = self.shape;
        let slots = &mut scratch.wide;
        slots.resize(self.max_slots, [0.0; N_OBSERVATIONS]);
        let groups = observations.chunks(N_OBSERVATIONS * n_inputs).zip(outputs.chunks_mut(N_OBSERVATIONS * n_outputs));
        for (observations, outputs) in groups {
            spread(observations, n_inputs, slots);
            wide.run(slots);
            for output in 0..n_outputs {
                let values = &slots[wide.output_slot(output)];
                for (outputs, value) in outputs.chunks_mut(n_outputs).zip(values) {
                    outputs[output] = *value;
                }
            }
        }
        true
    }
}

kernel! {
    fn run(block: &Block, network: usize, slots: &mut [WideValue]) {
        let n_inputs = block.shape.n_inputs;
        for (place, node) in block.nodes_of(network).iter().enumerate() {
            let sources = &block.sources[node.start..node.end];
            let at = |position: usize| sources[position] as usize;
            let mut values = input(&block.weights[node.start..node.end], node.bias, slots, at);
            node.activation.apply_all(&mut values);
            slots[n_inputs + place] = values;
        }
    }
}

kernel! {
    fn run_recurrent(block: &Block, network: usize, slots: &[WideValue], next: &mut [WideValue]) {
        for (node, next) in block.nodes_of(network).iter().zip(next) {
            let sources = &block.sources[node.start..node.end];
            let at = |position: usize| sources[position] as usize;
            let mut values = input(&block.weights[node.start..node.end], node.bias, slots, at);
            node.activation.apply_all(&mut values);
            *next = values;
        }
    }
}

kernel! {
    fn run_dense(dense: &Dense, network: usize, slots: &mut [WideValue]) {
        for layer in &dense.layers {
            for node in 0..layer.n_nodes {
                let (weights, bias) = dense.node(network, layer, node);
                let mut values = input(weights, bias, slots, |position| layer.first_source + position);
                layer.activation.apply_all(&mut values);
                slots[layer.first_slot + node] = values;
            }
        }
    }
}

/// Gives each observation its lane; lanes without one repeat the last. No part of the kernel, because scattered
/// stores, which AVX-512 has, are slower.
#[inline(never)]
fn spread(observations: &[f32], n_inputs: usize, slots: &mut [WideValue]) {
    let last = observations.len() - n_inputs;
    for first in (0..N_OBSERVATIONS).step_by(4) {
        let rows = [0, 1, 2, 3].map(|k| &observations[((first + k) * n_inputs).min(last)..][..n_inputs]);
        for (input, slot) in slots[..n_inputs].iter_mut().enumerate() {
            slot[first..first + 4].copy_from_slice(&[rows[0][input], rows[1][input], rows[2][input], rows[3][input]]);
        }
    }
}

/// What a node's activation is applied to. `slot_at` says which slot the weight at a position reads.
#[inline(always)]
fn input(weights: &[f32], bias: f32, slots: &[WideValue], slot_at: impl Fn(usize) -> usize) -> WideValue {
    let mut sums = [[0.0; N_OBSERVATIONS]; 8];
    for (k, total) in sums.iter_mut().enumerate() {
        let mut sum = [0.0; N_OBSERVATIONS];
        let mut position = k;
        while position < weights.len() {
            let (weight, values) = (weights[position], &slots[slot_at(position)]);
            for lane in 0..N_OBSERVATIONS {
                sum[lane] += weight * values[lane];
            }
            position += 8;
        }
        *total = sum;
    }
    let mut values = [0.0; N_OBSERVATIONS];
    for lane in 0..N_OBSERVATIONS {
        let a = [0, 1, 2, 3].map(|k| sums[k][lane] + sums[k + 4][lane]);
        values[lane] = (a[0] + a[2]) + (a[1] + a[3]) + bias;
    }
    values
}
