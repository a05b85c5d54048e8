//! Networks of one fixed topology: layers in which every node reads all nodes of the layer before.
//!
//! A network is a row of numbers, layer by layer: first the weights of each node, then the biases of the layer. The weights
//! of a node are those of the layer before. In hidden layers of recurrent networks, the weights of its own layer one step
//! ago follow (Elman 1990).

use crate::error::{Error, Result};
use crate::network::activation::Activation;
use crate::network::lanes::{PADDING, fold, four_sums, sums};
use crate::simd::kernel;

/// The topology that all networks have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layers {
    /// Nodes of each layer: inputs, hidden layers, outputs.
    pub sizes: Vec<usize>,
    /// Whether hidden layers also read their own values of the step before.
    pub recurrent: bool,
    /// Activation of hidden nodes, by number.
    pub activation: u8,
    /// Activation of outputs, by number.
    pub output_activation: u8,
}

/// A layer, and where its weights and values stand.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    /// Number of nodes.
    pub n_nodes: usize,
    /// Values that each node reads.
    pub n_sources: usize,
    /// Where its weights begin in a row.
    pub first_weight: usize,
    /// Where its biases begin in a row.
    pub first_bias: usize,
    /// The first slot that its nodes read; the others follow.
    pub(crate) first_source: usize,
    /// The slot of its first node.
    pub(crate) first_slot: usize,
    /// The slot of its first node's value of the step before, if that is read.
    remembered: Option<usize>,
    pub(crate) activation: Activation,
}

/// The weights of networks, and how to run them.
#[derive(Clone, Debug)]
pub(crate) struct Dense {
    pub(crate) layers: Vec<Layer>,
    /// Slots of a network: inputs, then, for each layer, its values of the step before if they are read, and its values.
    pub(crate) n_slots: usize,
    n_weights: usize,
    /// A row for each network; eight more numbers behind the last.
    pub(crate) weights: Vec<f32>,
}

impl Layers {
    /// Numbers of inputs and outputs.
    pub fn ends(&self) -> (usize, usize) {
        (self.sizes[0], self.sizes[self.sizes.len() - 1])
    }

    /// Weights and biases of a network.
    pub fn n_weights(&self) -> usize {
        self.layers().last().map_or(0, |layer| layer.first_bias + layer.n_nodes)
    }

    /// The layers that compute, first to last.
    pub fn layers(&self) -> Vec<Layer> {
        let (mut first_weight, mut first_source, mut previous) = (0, 0, self.sizes[0]);
        let n_layers = self.sizes.len() - 1;
        let mut layers = Vec::with_capacity(n_layers);
        for (index, &n_nodes) in self.sizes[1..].iter().enumerate() {
            let is_hidden = index + 1 < n_layers;
            let remembered = (self.recurrent && is_hidden).then_some(first_source + previous);
            let n_sources = previous + if remembered.is_some() { n_nodes } else { 0 };
            let activation = if is_hidden { self.activation } else { self.output_activation };
            let layer = Layer {
                n_nodes,
                n_sources,
                first_weight,
                first_bias: first_weight + n_nodes * n_sources,
                first_source,
                first_slot: first_source + n_sources,
                remembered,
                activation: Activation::from_number(activation),
            };
            first_weight = layer.first_bias + n_nodes;
            (first_source, previous) = (layer.first_slot, n_nodes);
            layers.push(layer);
        }
        layers
    }
}

impl Dense {
    /// Copies the weights into `memory`, which the networks keep.
    pub(crate) fn new(layers: &Layers, weights: &[f32], memory: Vec<f32>) -> Result<Self> {
        let n_weights = layers.n_weights();
        if !weights.len().is_multiple_of(n_weights) {
            return Err(Error::Shape(format!("{} weights; expected rows of {n_weights}", weights.len())));
        }
        let layers = layers.layers();
        let last = layers[layers.len() - 1];
        let mut padded = memory;
        padded.clear();
        padded.reserve(weights.len() + PADDING);
        padded.extend_from_slice(weights);
        padded.resize(weights.len() + PADDING, 0.0);
        Ok(Self { layers, n_slots: last.first_slot + last.n_nodes, n_weights, weights: padded })
    }

    /// The first layer and the last.
    #[inline(always)]
    pub(crate) fn ends(&self) -> (&Layer, &Layer) {
        (&self.layers[0], &self.layers[self.layers.len() - 1])
    }

    /// The weights of a node, and its bias.
    #[inline(always)]
    pub(crate) fn node(&self, network: usize, layer: &Layer, node: usize) -> (&[f32], f32) {
        let row = &self.weights[network * self.n_weights..][..self.n_weights];
        (&row[layer.first_weight + node * layer.n_sources..][..layer.n_sources], row[layer.first_bias + node])
    }

    #[inline]
    pub(crate) fn forward(
        &self,
        network: usize,
        slots: &mut [f32],
        sums: &mut [[f32; 8]],
        observation: &[f32],
        outputs: &mut [f32],
    ) {
        run(self, network, slots, sums, observation, outputs);
    }

    /// Keeps the values that the next step reads.
    #[inline(always)]
    pub(crate) fn remember<T: Copy>(&self, slots: &mut [T]) {
        for layer in &self.layers {
            if let Some(remembered) = layer.remembered {
                slots.copy_within(layer.first_slot..layer.first_slot + layer.n_nodes, remembered);
            }
        }
    }

    /// The eight sums of each node of a layer.
    #[inline(always)]
    fn sums(&self, network: usize, layer: &Layer, slots: &[f32], all: &mut [[f32; 8]]) {
        let weights = &self.weights[network * self.n_weights + layer.first_weight..];
        let values = slots[layer.first_source..].as_chunks().0;
        let used = layer.n_sources;
        let weights_of = |node: usize| weights[node * used..].as_chunks().0;
        let (fours, rest) = all[..layer.n_nodes].as_chunks_mut::<4>();
        for (four, lanes) in fours.iter_mut().enumerate() {
            *lanes = four_sums([0, 1, 2, 3].map(|k| weights_of(4 * four + k)), values, used);
        }
        for (index, lanes) in rest.iter_mut().enumerate() {
            *lanes = sums(weights_of(4 * fours.len() + index), used, |group| values[group]);
        }
    }
}

/// Folds the sums of nodes. No part of the kernel, because gathering lanes of many nodes, which AVX-512 can, is slower.
#[inline(never)]
fn add_up(sums: &[[f32; 8]], biases: &[f32], values: &mut [f32]) {
    for ((value, bias), sums) in values.iter_mut().zip(biases).zip(sums) {
        *value = bias + fold(*sums);
    }
}

kernel! {
    /// Runs one network on one observation.
    fn run(
        dense: &Dense,
        network: usize,
        slots: &mut [f32],
        sums: &mut [[f32; 8]],
        observation: &[f32],
        outputs: &mut [f32],
    ) {
        slots[..observation.len()].copy_from_slice(observation);
        let row = &dense.weights[network * dense.n_weights..][..dense.n_weights];
        for layer in &dense.layers {
            dense.sums(network, layer, slots, sums);
            let values = &mut slots[layer.first_slot..][..layer.n_nodes];
            let biases = &row[layer.first_bias..][..layer.n_nodes];
            add_up(sums, biases, values);
            layer.activation.apply_all(values);
        }
        dense.remember(slots);
        outputs.copy_from_slice(&slots[dense.ends().1.first_slot..][..outputs.len()]);
    }
}
