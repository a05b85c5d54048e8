//! Running a compiled network on several observations at once: one lane for each, and every weight is read once for all.
//!
//! Products go to eight sums by position, as for a single observation, so the bits are the same.

use crate::network::dense::Dense;
use crate::network::networks::{Block, Networks, Shape, Storage, find};
use crate::network::values::{N_OBSERVATIONS, Scratch, WideValue};
use crate::simd::kernel;

/// A number of observations from which on this is faster than one after the other.
pub(crate) const WORTH: usize = 6;

impl Networks {
    /// Runs one network on observations of `n_inputs` values each, and says whether it can: it has to be feed-forward, with
    /// nothing but sums.
    pub(crate) fn forward_wide(
        &self,
        network: usize,
        scratch: &mut Scratch,
        observations: &[f32],
        outputs: &mut [f32],
    ) -> bool {
        let Shape { n_inputs, n_outputs, recurrent } = self.shape;
        let found = match &self.storage {
            Storage::Sparse(blocks) => Ok(find(blocks, network)),
            Storage::Dense(dense) => Err(dense),
        };
        if recurrent || found.is_ok_and(|(block, place)| !block.only_sums[place]) {
            return false;
        }
        scratch.wide.resize(self.max_slots, [0.0; N_OBSERVATIONS]);
        let groups = observations.chunks(N_OBSERVATIONS * n_inputs).zip(outputs.chunks_mut(N_OBSERVATIONS * n_outputs));
        for (observations, outputs) in groups {
            match found {
                Ok((block, place)) => run(block, place, &mut scratch.wide, observations, outputs),
                Err(dense) => run_dense(dense, network, &mut scratch.wide, observations, outputs),
            }
        }
        true
    }
}

kernel! {
    fn run(block: &Block, network: usize, slots: &mut [WideValue], observations: &[f32], outputs: &mut [f32]) {
        let Shape { n_inputs, n_outputs, .. } = block.shape;
        spread(observations, n_inputs, slots);
        for (place, node) in block.nodes_of(network).iter().enumerate() {
            let sources = &block.sources[node.start..node.end];
            let at = |position: usize| sources[position] as usize;
            let mut values = input(&block.weights[node.start..node.end], node.bias, slots, at);
            node.activation.apply_all(&mut values);
            slots[n_inputs + place] = values;
        }
        for (lane, outputs) in outputs.chunks_mut(n_outputs).enumerate() {
            for (output, slot) in outputs.iter_mut().zip(block.outputs_of(network)) {
                *output = slots[*slot as usize][lane];
            }
        }
    }
}

kernel! {
    fn run_dense(dense: &Dense, network: usize, slots: &mut [WideValue], observations: &[f32], outputs: &mut [f32]) {
        let (first, last) = dense.ends();
        spread(observations, first.n_sources, slots);
        for layer in &dense.layers {
            for node in 0..layer.n_nodes {
                let (weights, bias) = dense.node(network, layer, node);
                let mut values = input(weights, bias, slots, |position| layer.first_source + position);
                layer.activation.apply_all(&mut values);
                slots[layer.first_slot + node] = values;
            }
        }
        for (lane, outputs) in outputs.chunks_mut(last.n_nodes).enumerate() {
            for (output, values) in outputs.iter_mut().zip(&slots[last.first_slot..]) {
                *output = values[lane];
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
