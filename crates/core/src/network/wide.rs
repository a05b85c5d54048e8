//! Running a compiled network on several observations at once: a lane for each, and every weight read once for all.
//!
//! Products still go to eight sums by position, so that an observation gives the same bits as alone.

use crate::network::compile::{Networks, Node};
use crate::network::sparse::Values;
use crate::simd::kernel;

/// Observations that are run together.
const N_LANES: usize = 8;

/// A number of observations from which on this is faster than one after the other.
pub(crate) const WORTH: usize = 4;

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
        for (lane, observation) in observations.chunks(n_inputs).enumerate() {
            for (slot, value) in slots.iter_mut().zip(observation) {
                slot[lane] = *value;
            }
        }
        let nodes = &networks.nodes[networks.node_offsets[network]..networks.node_offsets[network + 1]];
        for (place, node) in nodes.iter().enumerate() {
            let mut values = sums(networks, node, slots);
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

/// What a node's activation is applied to.
#[inline(always)]
fn sums(networks: &Networks, node: &Node, slots: &[Lanes]) -> Lanes {
    let (weights, sources) = (&networks.weights[node.start..node.end], &networks.sources[node.start..node.end]);
    let mut sums = [[0.0; N_LANES]; 8];
    let (weight_groups, last_weights) = weights.as_chunks::<8>();
    let (source_groups, last_sources) = sources.as_chunks::<8>();
    for (weights, sources) in weight_groups.iter().zip(source_groups) {
        for k in 0..8 {
            add(&mut sums[k], weights[k], &slots[sources[k] as usize]);
        }
    }
    for (k, (weight, source)) in last_weights.iter().zip(last_sources).enumerate() {
        add(&mut sums[k], *weight, &slots[*source as usize]);
    }
    let mut values = [0.0; N_LANES];
    for lane in 0..N_LANES {
        let a = [0, 1, 2, 3].map(|k| sums[k][lane] + sums[k + 4][lane]);
        values[lane] = (a[0] + a[2]) + (a[1] + a[3]) + node.bias;
    }
    values
}

#[inline(always)]
fn add(sum: &mut Lanes, weight: f32, values: &Lanes) {
    for lane in 0..N_LANES {
        sum[lane] += weight * values[lane];
    }
}
