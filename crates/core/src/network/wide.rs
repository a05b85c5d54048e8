//! Running a compiled network on several observations at once: a lane for each, and every weight read once for all.
//!
//! Products still go to eight sums by position, so that an observation gives the same bits as alone.

use crate::network::compile::{Networks, Node};
use crate::network::sparse::Values;
use crate::simd::kernel;

/// Observations that are run together.
const N_LANES: usize = 16;

/// A number of observations from which on this is faster than one after the other.
pub(crate) const WORTH: usize = 6;

/// A value of each observation.
pub(crate) type Lanes = [f32; N_LANES];

impl Networks {
    /// Runs a feed-forward network that has nothing but sums on observations of `n_inputs` values each.
    pub(crate) fn forward_wide(&self, network: usize, values: &mut Values, observations: &[f32], outputs: &mut [f32]) {
        values.wide.resize(self.max_slots, [0.0; N_LANES]);
        let groups = observations.chunks(N_LANES * self.n_inputs).zip(outputs.chunks_mut(N_LANES * self.n_outputs));
        for (observations, outputs) in groups {
            run(self, network, &mut values.wide, observations, outputs);
        }
    }
}

kernel! {
    fn run(networks: &Networks, network: usize, slots: &mut [Lanes], observations: &[f32], outputs: &mut [f32]) {
        let (n_inputs, n_outputs) = (networks.n_inputs, networks.n_outputs);
        spread(observations, n_inputs, slots);
        let nodes = &networks.nodes[networks.node_offsets[network]..networks.node_offsets[network + 1]];
        for (place, node) in nodes.iter().enumerate() {
            let mut values = input(networks, node, slots);
            node.activation.apply_all(&mut values);
            slots[n_inputs + place] = values;
        }
        let output_slots = &networks.output_slots[network * n_outputs..][..n_outputs];
        for (lane, outputs) in outputs.chunks_mut(n_outputs).enumerate() {
            for (output, slot) in outputs.iter_mut().zip(output_slots) {
                *output = slots[*slot as usize][lane];
            }
        }
    }
}

/// Gives each observation its lane; lanes without one repeat the last. No part of the kernel, because scattered
/// stores, which AVX-512 has, are slower.
#[inline(never)]
fn spread(observations: &[f32], n_inputs: usize, slots: &mut [Lanes]) {
    let last = observations.len() - n_inputs;
    for first in (0..N_LANES).step_by(4) {
        let rows = [0, 1, 2, 3].map(|k| &observations[((first + k) * n_inputs).min(last)..][..n_inputs]);
        for (input, slot) in slots[..n_inputs].iter_mut().enumerate() {
            slot[first..first + 4].copy_from_slice(&[rows[0][input], rows[1][input], rows[2][input], rows[3][input]]);
        }
    }
}

/// What a node's activation is applied to.
#[inline(always)]
fn input(networks: &Networks, node: &Node, slots: &[Lanes]) -> Lanes {
    let (weights, sources) = (&networks.weights[node.start..node.end], &networks.sources[node.start..node.end]);
    let mut sums = [[0.0; N_LANES]; 8];
    for (k, total) in sums.iter_mut().enumerate() {
        let mut sum = [0.0; N_LANES];
        let mut position = k;
        while position < weights.len() {
            let (weight, values) = (weights[position], &slots[sources[position] as usize]);
            for lane in 0..N_LANES {
                sum[lane] += weight * values[lane];
            }
            position += 8;
        }
        *total = sum;
    }
    let mut values = [0.0; N_LANES];
    for lane in 0..N_LANES {
        let a = [0, 1, 2, 3].map(|k| sums[k][lane] + sums[k + 4][lane]);
        values[lane] = (a[0] + a[2]) + (a[1] + a[3]) + node.bias;
    }
    values
}
