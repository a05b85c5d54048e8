//! Networks that can run: what is stored of each, and how the networks of a population share columns.

use std::sync::Arc;

use crate::error::Result;
use crate::network::activation::{Activation, Aggregation};
use crate::network::dense::{Dense, Layers};
use crate::network::lanes::{N_OBSERVATIONS, PADDING};
use crate::network::node_order::NodeOrder;
use crate::network::views::Views;

/// Networks in a block; one thread compiles a block.
pub(crate) const BLOCK: usize = 32;

/// The runnable networks of a population.
#[derive(Clone, Debug, Default)]
pub struct Networks {
    /// What each network takes and gives: with views, whole observations and actions.
    pub shape: Shape,
    /// The most slots any network needs.
    pub max_slots: usize,
    /// Number of networks.
    pub(crate) len: usize,
    pub(crate) storage: Storage,
    /// Through which the networks see and answer.
    pub(crate) views: Option<Arc<Views>>,
}

/// How networks are stored.
#[derive(Clone, Debug)]
pub(crate) enum Storage {
    /// Each of its own topology.
    Sparse(Vec<Block>),
    /// All of one topology.
    Dense(Dense),
}

impl Default for Storage {
    fn default() -> Self {
        Self::Sparse(Vec::new())
    }
}

/// What the networks of a population have in common.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    /// Inputs of every network.
    pub n_inputs: usize,
    /// Outputs of every network.
    pub n_outputs: usize,
    /// Whether values of the step before are read.
    pub recurrent: bool,
}

/// Neighbouring networks, as columns.
///
/// A network's values stand in slots: inputs first, then its nodes in order.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// What each network takes and gives.
    pub shape: Shape,
    /// Where each network's nodes begin; one more than networks.
    pub node_offsets: Vec<usize>,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// Slot that each connection reads; eight more behind the last.
    pub sources: Vec<u32>,
    /// Weight of each connection; eight more behind the last.
    pub weights: Vec<f32>,
    /// Slot of each output: `n_outputs` per network.
    pub output_slots: Vec<u32>,
    /// Which networks have nothing but sums.
    pub only_sums: Vec<bool>,
    /// The most slots any of them needs.
    pub(crate) max_slots: usize,
    /// Memory of the compiler.
    pub(crate) node_order: NodeOrder,
}

/// A node of a network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// Where its connections begin.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// Whether they read neighbouring slots.
    pub contiguous: bool,
    /// Added to the aggregated input.
    pub bias: f32,
    /// What follows.
    pub activation: Activation,
    /// How inputs are joined.
    pub aggregation: Aggregation,
    /// Whether the next node, if there is one, may read it: until then nodes do not read each other.
    pub ends_layer: bool,
    /// Whether this and the next three are sums over the same neighbouring slots, and of one layer.
    pub begins_four: bool,
}

impl Networks {
    /// Number of networks.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The networks of a matrix of weights, one row for each.
    ///
    /// # Errors
    /// `Error::Shape` if the matrix has no whole number of rows.
    pub fn of_weights(layers: &Layers, weights: &[f32]) -> Result<Self> {
        let mut networks = Self::default();
        networks.take_weights(layers, weights)?;
        Ok(networks)
    }

    /// Becomes the networks of a matrix of weights, one row for each, and keeps its memory.
    ///
    /// # Errors
    /// `Error::Shape` if the matrix has no whole number of rows; no network is left then.
    pub fn take_weights(&mut self, layers: &Layers, weights: &[f32]) -> Result<()> {
        let memory = match std::mem::take(self).storage {
            Storage::Dense(dense) => dense.weights,
            Storage::Sparse(_) => Vec::new(),
        };
        let dense = Dense::new(layers, weights, memory)?;
        let (n_inputs, n_outputs) = layers.ends();
        self.shape = Shape { n_inputs, n_outputs, recurrent: layers.recurrent };
        self.max_slots = dense.n_slots;
        self.len = weights.len() / layers.n_weights();
        self.storage = Storage::Dense(dense);
        Ok(())
    }

    /// Lets the networks see and answer through views from now on, until they are compiled again.
    ///
    /// # Errors
    /// `Error::Shape` if they cannot answer.
    pub fn see_through(&mut self, views: Arc<Views>) -> Result<()> {
        let (n_inputs, n_outputs) = views.ends((self.shape.n_inputs, self.shape.n_outputs))?;
        self.shape = Shape { n_inputs, n_outputs, ..self.shape };
        self.views = Some(views);
        Ok(())
    }

    /// Room that the values of any of the networks take, by slot: of recurrent ones, for whole groups of views.
    pub(crate) fn n_slots(&self) -> usize {
        let n_groups = self.views.as_ref().filter(|_| self.shape.recurrent).map(|views| views.n_groups());
        self.n_slots_of_view() * n_groups.map_or(1, |n_groups| n_groups * N_OBSERVATIONS)
    }

    /// Room that the values of any of the networks take in one view.
    pub(crate) fn n_slots_of_view(&self) -> usize {
        self.max_slots + PADDING
    }

    /// The block that holds a network of its own topology, and its place there.
    pub fn find(&self, network: usize) -> Option<(&Block, usize)> {
        match &self.storage {
            Storage::Sparse(blocks) => Some(find(blocks, network)),
            Storage::Dense(_) => None,
        }
    }
}

/// The block that holds a network, and its place there.
#[inline]
pub(crate) fn find(blocks: &[Block], network: usize) -> (&Block, usize) {
    (&blocks[network / BLOCK], network % BLOCK)
}

impl Block {
    /// The nodes of a network.
    #[inline(always)]
    pub fn nodes_of(&self, network: usize) -> &[Node] {
        &self.nodes[self.node_offsets[network]..self.node_offsets[network + 1]]
    }

    /// The slots of a network's outputs.
    #[inline(always)]
    pub fn outputs_of(&self, network: usize) -> &[u32] {
        &self.output_slots[network * self.shape.n_outputs..][..self.shape.n_outputs]
    }
}
