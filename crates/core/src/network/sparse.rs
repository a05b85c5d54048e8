//! Running compiled networks.
//!
//! All arithmetic is float32 in a fixed order: products go to eight lanes by position, which fold in one way,
//! whatever the SIMD width.

use crate::error::{Error, Result};
use crate::network::activation::{Activation, Aggregation};
use crate::network::compile::{Networks, Node};
use crate::network::wide;
use crate::parallel::Threads;
use crate::simd::kernel;

/// Values of one network between steps, and memory to compute them. Reused from network to network.
#[derive(Clone, Debug, Default)]
pub struct Values {
    slots: Vec<f32>,
    next: Vec<f32>,
    products: Vec<f32>,
    /// Values of several observations at once, by slot.
    pub(crate) wide: Vec<wide::Lanes>,
}

impl Values {
    /// Makes room for the largest of the networks and forgets all values.
    pub fn reset(&mut self, networks: &Networks) {
        self.slots.clear();
        self.slots.resize(networks.max_slots, 0.0);
        self.next.clear();
        self.next.resize(networks.max_slots, 0.0);
    }
}

#[inline(always)]
fn fold(l: [f32; 8]) -> f32 {
    let a = [l[0] + l[4], l[1] + l[5], l[2] + l[6], l[3] + l[7]];
    (a[0] + a[2]) + (a[1] + a[3])
}

/// Sum of products over neighbouring slots.
#[inline(always)]
fn contiguous_sum(weights: &[f32], values: &[f32]) -> f32 {
    let mut lanes = [0.0; 8];
    let (weight_groups, value_groups) = (weights.chunks_exact(8), values.chunks_exact(8));
    let (last_weights, last_values) = (weight_groups.remainder(), value_groups.remainder());
    for (weights, values) in weight_groups.zip(value_groups) {
        for lane in 0..8 {
            lanes[lane] += weights[lane] * values[lane];
        }
    }
    for (lane, (weight, value)) in lanes.iter_mut().zip(last_weights.iter().zip(last_values)) {
        *lane += weight * value;
    }
    fold(lanes)
}

/// Sum of products over any slots.
#[inline(always)]
fn scattered_sum(weights: &[f32], sources: &[u32], slots: &[f32]) -> f32 {
    let mut lanes = [0.0; 8];
    let (weight_groups, source_groups) = (weights.chunks_exact(8), sources.chunks_exact(8));
    let (last_weights, last_sources) = (weight_groups.remainder(), source_groups.remainder());
    for (weights, sources) in weight_groups.zip(source_groups) {
        for lane in 0..8 {
            lanes[lane] += weights[lane] * slots[sources[lane] as usize];
        }
    }
    for (lane, (weight, source)) in lanes.iter_mut().zip(last_weights.iter().zip(last_sources)) {
        *lane += weight * slots[*source as usize];
    }
    fold(lanes)
}

/// Aggregations other than the sum, over products in order.
fn aggregate(aggregation: Aggregation, sum: impl FnOnce() -> f32, products: &mut [f32]) -> f32 {
    let n = products.len();
    if n == 0 {
        return 0.0;
    }
    match aggregation {
        Aggregation::Sum => sum(),
        Aggregation::Mean => sum() / n as f32,
        Aggregation::Product => products[1..].iter().fold(products[0], |total, product| total * product),
        Aggregation::Max => products[1..].iter().fold(products[0], |best, &p| if p > best { p } else { best }),
        Aggregation::Min => products[1..].iter().fold(products[0], |best, &p| if p < best { p } else { best }),
        Aggregation::MaxAbs => {
            products[1..].iter().fold(products[0], |best, &p| if p.abs() > best.abs() { p } else { best })
        }
        // the sign of a NaN differs between machines, so it must not decide the order
        Aggregation::Median if products.iter().any(|product| product.is_nan()) => f32::NAN,
        Aggregation::Median => {
            products.sort_unstable_by(f32::total_cmp);
            if n % 2 == 1 { products[n / 2] } else { (products[n / 2 - 1] + products[n / 2]) * 0.5 }
        }
    }
}

/// Applies the activations of a layer, whose inputs are in `values`.
#[inline(always)]
fn activate(layer: &[Node], values: &mut [f32]) {
    let first: Activation = layer[0].activation;
    if layer.len() >= 4 && layer.iter().all(|node| node.activation == first) {
        first.apply_all(values);
        return;
    }
    for (node, value) in layer.iter().zip(values) {
        *value = node.activation.apply(*value);
    }
}

kernel! {
    /// Runs one network on one observation.
    fn run(networks: &Networks, network: usize, values: &mut Values, observation: &[f32], outputs: &mut [f32]) {
        let n_inputs = networks.n_inputs;
        let nodes = &networks.nodes[networks.node_offsets[network]..networks.node_offsets[network + 1]];
        let Values { slots, next, products, .. } = values;
        slots[..n_inputs].copy_from_slice(observation);
        let mut first = 0;
        for (place, node) in nodes.iter().enumerate() {
            let value = networks.node_input(node, slots, products);
            let target = if networks.recurrent { &mut *next } else { &mut *slots };
            target[n_inputs + place] = value;
            if node.ends_layer {
                activate(&nodes[first..=place], &mut target[n_inputs + first..=n_inputs + place]);
                first = place + 1;
            }
        }
        if networks.recurrent {
            std::mem::swap(slots, next);
        }
        let output_slots = &networks.output_slots[network * networks.n_outputs..][..networks.n_outputs];
        for (output, &slot) in outputs.iter_mut().zip(output_slots) {
            *output = slots[slot as usize];
        }
    }
}

impl Networks {
    /// What a node's activation is applied to.
    #[inline(always)]
    fn node_input(&self, node: &Node, slots: &[f32], products: &mut Vec<f32>) -> f32 {
        let (weights, sources) = (&self.weights[node.start..node.end], &self.sources[node.start..node.end]);
        let sum = || match sources.first() {
            None => 0.0,
            Some(&first) if node.contiguous => contiguous_sum(weights, &slots[first as usize..][..weights.len()]),
            Some(_) => scattered_sum(weights, sources, slots),
        };
        let aggregated = if node.aggregation == Aggregation::Sum {
            sum()
        } else {
            products.clear();
            products.extend(weights.iter().zip(sources).map(|(weight, source)| weight * slots[*source as usize]));
            aggregate(node.aggregation, sum, products)
        };
        aggregated + node.bias
    }

    /// Runs one network on one observation. `values` must have been reset for these networks; recurrent
    /// networks find the values of the step before in it.
    #[inline]
    pub fn forward(&self, network: usize, values: &mut Values, observation: &[f32], outputs: &mut [f32]) {
        run(self, network, values, observation, outputs);
    }

    /// Runs every network on its observations.
    ///
    /// `observations` holds `n_observations` rows per network, or, if `shared`, the one row that all networks
    /// see. `states` has one entry per network and observation (recurrent) or per network, and `outputs` has
    /// room for a row per network and observation.
    ///
    /// # Errors
    /// `Error::Shape` if a length does not fit.
    pub fn forward_all(
        &self,
        threads: &Threads,
        observations: &[f32],
        shared: bool,
        n_observations: usize,
        states: &mut [Values],
        outputs: &mut [f32],
    ) -> Result<()> {
        let (n_in, n_out) = (n_observations * self.n_inputs, n_observations * self.n_outputs);
        let states_each = if self.recurrent { n_observations } else { 1 };
        let expected_in = if shared { self.n_inputs } else { self.len() * n_in };
        let fits = observations.len() == expected_in
            && (!shared || n_observations == 1)
            && outputs.len() == self.len() * n_out
            && states.len() == self.len() * states_each;
        if !fits {
            return Err(Error::Shape(format!(
                "{} observation values, {} outputs and {} states; expected {expected_in}, {} and {}",
                observations.len(),
                outputs.len(),
                states.len(),
                self.len() * n_out,
                self.len() * states_each
            )));
        }
        if n_out == 0 || self.is_empty() {
            return Ok(());
        }
        let mut work: Vec<(&mut [f32], &mut [Values])> =
            outputs.chunks_mut(n_out).zip(states.chunks_mut(states_each)).collect();
        threads.for_each_piece(&mut work, 8, |first, pieces| {
            for (offset, (outputs, states)) in pieces.iter_mut().enumerate() {
                let network = first + offset;
                let several = if shared { observations } else { &observations[network * n_in..][..n_in] };
                if n_observations >= wide::WORTH && !self.recurrent && self.only_sums[network] {
                    self.forward_wide(network, &mut states[0], several, outputs);
                    continue;
                }
                for (index, outputs) in outputs.chunks_mut(self.n_outputs).enumerate() {
                    let start = if shared { 0 } else { index * self.n_inputs };
                    let state = &mut states[if self.recurrent { index } else { 0 }];
                    self.forward(network, state, &several[start..][..self.n_inputs], outputs);
                }
            }
        });
        Ok(())
    }
}
