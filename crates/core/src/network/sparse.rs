//! Running networks that each have a topology of their own.

use crate::network::activation::{Activation, Aggregation};
use crate::network::lanes::{fold, four_sums, sums};
use crate::network::networks::{Block, Node};
use crate::network::values::Scratch;
use crate::simd::kernel;

/// Values of eight slots, of which the first `used` ascend, and are neighbours more often than not.
#[inline(always)]
fn gather(sources: &[u32; 8], used: usize, slots: &[f32]) -> [f32; 8] {
    let first = sources[0] as usize;
    if used >= 8 && sources[7] == sources[0] + 7 {
        return *slots[first..].first_chunk().unwrap_or(&[0.0; 8]);
    }
    sources.map(|source| slots[source as usize])
}

fn median(products: &mut [f32]) -> f32 {
    // the sign of a NaN differs between machines, so it must not decide the order
    if products.iter().any(|product| product.is_nan()) {
        return f32::NAN;
    }
    products.sort_unstable_by(f32::total_cmp);
    let n = products.len();
    if n % 2 == 1 { products[n / 2] } else { (products[n / 2 - 1] + products[n / 2]) * 0.5 }
}

/// Folds the sums of a layer's nodes and applies their activations.
#[inline(always)]
fn activate(layer: &[Node], sums: &[[f32; 8]], values: &mut [f32]) {
    for ((node, sums), value) in layer.iter().zip(sums).zip(&mut *values) {
        *value = node.bias + if node.aggregation == Aggregation::Sum { fold(*sums) } else { sums[0] };
    }
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
    pub(crate) fn run(
        block: &Block,
        network: usize,
        slots: &mut [f32],
        scratch: &mut Scratch,
        observation: &[f32],
        outputs: &mut [f32],
    ) {
        let n_inputs = block.shape.n_inputs;
        let nodes = block.nodes_of(network);
        let Scratch { next, products, sums, .. } = scratch;
        slots[..n_inputs].copy_from_slice(observation);
        let (mut first, mut place) = (0, 0);
        while place < nodes.len() {
            let node = &nodes[place];
            // sums are stored, not folded, so that the compiler keeps all eight in one register
            if node.begins_four {
                sums[place..place + 4].copy_from_slice(&block.four_sums(node, slots));
                place += 3;
            } else if node.aggregation == Aggregation::Sum {
                sums[place] = block.sums(node, slots);
            } else {
                sums[place] = [block.aggregate(node, slots, products); 8];
            }
            if nodes[place].ends_layer {
                let target = if block.shape.recurrent { &mut next[..] } else { &mut *slots };
                let layer = first..place + 1;
                activate(&nodes[layer.clone()], &sums[layer], &mut target[n_inputs + first..=n_inputs + place]);
                first = place + 1;
            }
            place += 1;
        }
        if block.shape.recurrent {
            let values = n_inputs..n_inputs + nodes.len();
            slots[values.clone()].copy_from_slice(&next[values]);
        }
        for (output, &slot) in outputs.iter_mut().zip(block.outputs_of(network)) {
            *output = slots[slot as usize];
        }
    }
}

impl Block {
    /// Sums of a node's weighted inputs, by position.
    #[inline(always)]
    fn sums(&self, node: &Node, slots: &[f32]) -> [f32; 8] {
        let used = node.end - node.start;
        let (weights, sources) = (self.weights[node.start..].as_chunks().0, &self.sources[node.start..]);
        if node.contiguous {
            let values = slots[sources[0] as usize..].as_chunks().0;
            sums(weights, used, |group| values[group])
        } else {
            let sources = sources.as_chunks().0;
            sums(weights, used, |group| gather(&sources[group], used - 8 * group, slots))
        }
    }

    /// The same of four nodes in a row, at once: no addition waits for the one before it.
    #[inline(always)]
    fn four_sums(&self, node: &Node, slots: &[f32]) -> [[f32; 8]; 4] {
        let used = node.end - node.start;
        let weights = [0, 1, 2, 3].map(|k| self.weights[node.start + k * used..].as_chunks().0);
        let values = slots[self.sources[node.start] as usize..].as_chunks().0;
        four_sums(weights, values, used)
    }

    /// Aggregations other than the sum, over products in order.
    #[inline(never)]
    fn aggregate(&self, node: &Node, slots: &[f32], products: &mut Vec<f32>) -> f32 {
        let incoming = node.start..node.end;
        let both = self.weights[incoming.clone()].iter().zip(&self.sources[incoming]);
        products.clear();
        products.extend(both.map(|(weight, source)| weight * slots[*source as usize]));
        let Some((&first, rest)) = products.split_first() else { return 0.0 };
        let best =
            |better: fn(f32, f32) -> bool| rest.iter().fold(first, |best, &p| if better(p, best) { p } else { best });
        match node.aggregation {
            Aggregation::Sum => fold(self.sums(node, slots)),
            Aggregation::Mean => fold(self.sums(node, slots)) / products.len() as f32,
            Aggregation::Product => rest.iter().fold(first, |total, product| total * product),
            Aggregation::Max => best(|p, best| p > best),
            Aggregation::Min => best(|p, best| p < best),
            Aggregation::MaxAbs => best(|p, best| p.abs() > best.abs()),
            Aggregation::Median => median(products),
        }
    }
}
