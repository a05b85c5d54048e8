//! Compiling: genomes become plans that run from first to last without a branch on structure.
//!
//! Disabled connections and nodes that reach no output are left out. Feed-forward nodes are ordered by depth
//! and id, recurrent ones by id; the connections of a node by the slot they read.

use std::ops::Range;

use crate::error::Result;
use crate::network::activation::{Activation, Aggregation};
use crate::network::dense::{Dense, Layers};
use crate::parallel::Threads;
use crate::population::columns::{Genome, Population};

/// Numbers behind the last of a column, so that whole groups of eight can be read anywhere.
pub(crate) const PADDING: usize = 8;

/// Networks that are compiled together, by one thread.
const BLOCK: usize = 32;

/// The runnable networks of a population.
#[derive(Clone, Debug, Default)]
pub struct Networks {
    /// What each network takes and gives.
    pub shape: Shape,
    /// The most slots any network needs.
    pub max_slots: usize,
    len: usize,
    pub(crate) plan: Plan,
}

/// How networks are stored.
#[derive(Clone, Debug)]
pub(crate) enum Plan {
    /// Each of its own topology.
    Sparse(Vec<Block>),
    /// All of one topology.
    Dense(Dense),
}

impl Default for Plan {
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
    max_slots: usize,
    scratch: Scratch,
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

#[derive(Clone, Debug, Default)]
struct Scratch {
    /// Positions of both ends of enabled connections between nodes.
    inner: Vec<(u32, u32)>,
    /// Node position of each connection's source (inputs come before nodes) and target, and its weight.
    edges: Vec<(u32, u32, f32)>,
    kept: Vec<bool>,
    depth: Vec<u32>,
    order: Vec<u32>,
    slot: Vec<u32>,
    ends: Vec<usize>,
    incoming: Vec<(u32, f32)>,
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

    /// Becomes the networks of a population and keeps its memory.
    pub fn compile(&mut self, threads: &Threads, population: &Population, recurrent: bool) {
        self.shape = Shape { n_inputs: population.n_inputs, n_outputs: population.n_outputs, recurrent };
        self.len = population.len();
        let n_blocks = self.len.div_ceil(BLOCK);
        let mut blocks = self.take_blocks();
        blocks.resize_with(n_blocks.max(blocks.len()), Block::default);
        let (shape, len) = (self.shape, self.len);
        threads.for_each_piece(&mut blocks[..n_blocks], 1, |index, block| {
            block[0].compile(shape, population, index * BLOCK..len.min((index + 1) * BLOCK));
        });
        let largest = blocks[..n_blocks].iter().map(|block| block.max_slots).max();
        self.max_slots = largest.unwrap_or(shape.n_inputs + shape.n_outputs);
        self.plan = Plan::Sparse(blocks);
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
    /// `Error::Shape` if the matrix has no whole number of rows; nobody is left then.
    pub fn take_weights(&mut self, layers: &Layers, weights: &[f32]) -> Result<()> {
        let memory = match std::mem::take(self).plan {
            Plan::Dense(dense) => dense.weights,
            Plan::Sparse(_) => Vec::new(),
        };
        let dense = Dense::new(layers, weights, memory)?;
        let (n_inputs, n_outputs) = layers.ends();
        self.shape = Shape { n_inputs, n_outputs, recurrent: layers.recurrent };
        self.max_slots = dense.n_slots;
        self.len = weights.len() / layers.n_weights();
        self.plan = Plan::Dense(dense);
        Ok(())
    }

    /// Room that the values of any of the networks take, by slot.
    pub(crate) fn n_slots(&self) -> usize {
        self.max_slots + PADDING
    }

    /// The memory of the last compilation.
    fn take_blocks(&mut self) -> Vec<Block> {
        match std::mem::take(&mut self.plan) {
            Plan::Sparse(blocks) => blocks,
            Plan::Dense(_) => Vec::new(),
        }
    }

    /// The block that holds a network of its own topology, and its place there.
    pub fn find(&self, network: usize) -> Option<(&Block, usize)> {
        match &self.plan {
            Plan::Sparse(blocks) => Some(find(blocks, network)),
            Plan::Dense(_) => None,
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

    fn compile(&mut self, shape: Shape, population: &Population, rows: Range<usize>) {
        self.shape = shape;
        self.node_offsets.clear();
        self.node_offsets.push(0);
        self.nodes.clear();
        self.sources.clear();
        self.weights.clear();
        self.output_slots.clear();
        self.only_sums.clear();
        self.max_slots = shape.n_inputs + shape.n_outputs;
        let mut scratch = std::mem::take(&mut self.scratch);
        for row in rows {
            let genome = population.genome(row);
            scratch.read(genome, shape.n_inputs, shape.n_outputs);
            scratch.order_nodes(genome, shape.recurrent);
            self.append(genome, &mut scratch);
        }
        self.sources.resize(self.sources.len() + PADDING, 0);
        self.weights.resize(self.weights.len() + PADDING, 0.0);
        self.scratch = scratch;
    }

    fn append(&mut self, genome: Genome<'_>, scratch: &mut Scratch) {
        let first = self.sources.len();
        scratch.sort_by_target(self.shape.n_inputs);
        let mut start = 0;
        for (place, &position) in scratch.order.iter().enumerate() {
            let position = position as usize;
            let incoming = &mut scratch.incoming[start..scratch.ends[place]];
            if !incoming.is_sorted_by_key(|pair| pair.0) {
                incoming.sort_unstable_by_key(|pair| pair.0);
            }
            let contiguous = incoming.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0);
            self.sources.extend(incoming.iter().map(|pair| pair.0));
            self.weights.extend(incoming.iter().map(|pair| pair.1));
            self.nodes.push(Node {
                start: first + start,
                end: first + scratch.ends[place],
                contiguous,
                bias: genome.nodes.bias[position],
                activation: Activation::from_number(genome.nodes.activation[position]),
                aggregation: Aggregation::from_number(genome.nodes.aggregation[position]),
                ends_layer: scratch.ends_layer(place, self.shape.recurrent),
                begins_four: false,
            });
            start = scratch.ends[place];
        }
        self.output_slots.extend_from_slice(&scratch.slot[..self.shape.n_outputs]);
        let first_node = self.node_offsets[self.node_offsets.len() - 1];
        self.only_sums.push(self.nodes[first_node..].iter().all(|node| node.aggregation == Aggregation::Sum));
        self.mark_fours(first_node);
        self.node_offsets.push(self.nodes.len());
        self.max_slots = self.max_slots.max(self.shape.n_inputs + scratch.order.len());
    }

    fn mark_fours(&mut self, first_node: usize) {
        let mut place = first_node;
        while let Some(four) = self.nodes.get(place..place + 4) {
            let reads = |node: &Node| (node.end - node.start, self.sources[node.start..node.end].first());
            let alike = four
                .iter()
                .all(|node| node.contiguous && node.aggregation == Aggregation::Sum && reads(node) == reads(&four[0]));
            let begins_four = alike && reads(&four[0]).0 > 0 && four[..3].iter().all(|node| !node.ends_layer);
            self.nodes[place].begins_four = begins_four;
            place += if begins_four { 4 } else { 1 };
        }
    }
}

impl Scratch {
    /// Finds the ends of enabled connections, and the nodes from which an output can be reached.
    fn read(&mut self, genome: Genome<'_>, n_inputs: usize, n_outputs: usize) {
        let n_nodes = genome.nodes.id.len();
        let first_hidden = (n_inputs + n_outputs) as u32;
        let position = |id: u32| {
            if id < first_hidden { Some(id as usize) } else { genome.node_position(id).map(|place| n_inputs + place) }
        };
        self.edges.clear();
        self.inner.clear();
        let connections = genome.connections;
        for index in (0..genome.size()).filter(|&index| connections.enabled[index]) {
            let ends = (position(connections.source[index]), position(connections.target[index]));
            if let (Some(source), Some(target)) = ends {
                let target = (target - n_inputs) as u32;
                self.edges.push((source as u32, target, connections.weight[index]));
                if source >= n_inputs {
                    self.inner.push(((source - n_inputs) as u32, target));
                }
            }
        }
        self.kept.clear();
        self.kept.resize(n_nodes, false);
        self.kept[..n_outputs].fill(true);
        let mut changed = true;
        while changed {
            changed = false;
            for &(source, target) in &self.inner {
                if self.kept[target as usize] && !self.kept[source as usize] {
                    self.kept[source as usize] = true;
                    changed = true;
                }
            }
        }
    }

    fn order_nodes(&mut self, genome: Genome<'_>, recurrent: bool) {
        let n_nodes = genome.nodes.id.len();
        self.order.clear();
        self.order.extend((0..n_nodes as u32).filter(|&node| self.kept[node as usize]));
        if recurrent {
            return;
        }
        self.depth.clear();
        self.depth.resize(n_nodes, 1);
        let mut changed = true;
        while changed {
            changed = false;
            for &(source, target) in self.inner.iter().filter(|(source, _)| self.kept[*source as usize]) {
                let depth = self.depth[source as usize] + 1;
                if self.depth[target as usize] < depth {
                    self.depth[target as usize] = depth;
                    changed = true;
                }
            }
        }
        let depth = &self.depth;
        self.order.sort_unstable_by_key(|&node| (depth[node as usize], node));
    }

    fn ends_layer(&self, place: usize, recurrent: bool) -> bool {
        let depth = |place: usize| self.depth[self.order[place] as usize];
        place + 1 == self.order.len() || !recurrent && depth(place) != depth(place + 1)
    }

    /// Groups connections by target node in order (a counting sort); `ends[k]` is where the k-th group ends.
    fn sort_by_target(&mut self, n_inputs: usize) {
        self.slot.clear();
        self.slot.resize(self.kept.len(), u32::MAX);
        for (place, &node) in self.order.iter().enumerate() {
            self.slot[node as usize] = (n_inputs + place) as u32;
        }
        let place = |slot: &[u32], target: u32| slot[target as usize] as usize - n_inputs;
        let is_kept = |kept: &[bool], source: u32| (source as usize) < n_inputs || kept[source as usize - n_inputs];
        self.ends.clear();
        self.ends.resize(self.order.len() + 1, 0);
        self.edges.retain(|&(source, target, _)| self.kept[target as usize] && is_kept(&self.kept, source));
        for &(_, target, _) in &self.edges {
            self.ends[place(&self.slot, target) + 1] += 1;
        }
        for index in 0..self.order.len() {
            self.ends[index + 1] += self.ends[index];
        }
        self.incoming.clear();
        self.incoming.resize(self.edges.len(), (0, 0.0));
        for &(source, target, weight) in &self.edges {
            let end = &mut self.ends[place(&self.slot, target)];
            let source_slot = if (source as usize) < n_inputs { source } else { self.slot[source as usize - n_inputs] };
            self.incoming[*end] = (source_slot, weight);
            *end += 1;
        }
        // the starts have moved along to the ends; the extra last entry repeats the total
    }
}
