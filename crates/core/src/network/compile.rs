//! Compiling: genomes become networks that run from first to last without a branch on structure.
//!
//! Networks leave out disabled connections, and nodes that reach no output. Feed-forward nodes are ordered by depth
//! and id, recurrent ones by id. The connections of a node are ordered by the slot that they read.

use std::ops::Range;

use crate::network::activation::{Activation, Aggregation};
use crate::network::lanes::PADDING;
use crate::network::networks::{BLOCK, Block, Networks, Node, Shape, Storage};
use crate::network::node_order::NodeOrder;
use crate::parallel::Threads;
use crate::population::columns::Population;
use crate::population::genome::Genome;

impl Networks {
    /// Becomes the networks of a population and keeps its memory.
    pub fn compile(&mut self, threads: &Threads, population: &Population, recurrent: bool) {
        self.shape = Shape { n_inputs: population.n_inputs, n_outputs: population.n_outputs, recurrent };
        self.len = population.len();
        self.views = None;
        let n_blocks = self.len.div_ceil(BLOCK);
        let mut blocks = self.take_blocks();
        blocks.resize_with(n_blocks.max(blocks.len()), Block::default);
        let (shape, len) = (self.shape, self.len);
        threads.for_each_piece(&mut blocks[..n_blocks], 1, |index, block| {
            block[0].compile(shape, population, index * BLOCK..len.min((index + 1) * BLOCK));
        });
        let largest = blocks[..n_blocks].iter().map(|block| block.max_slots).max();
        self.max_slots = largest.unwrap_or(shape.n_inputs + shape.n_outputs);
        self.storage = Storage::Sparse(blocks);
    }

    /// The memory of the last compilation.
    fn take_blocks(&mut self) -> Vec<Block> {
        match std::mem::take(&mut self.storage) {
            Storage::Sparse(blocks) => blocks,
            Storage::Dense(_) => Vec::new(),
        }
    }
}

impl Block {
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
        let mut order = std::mem::take(&mut self.node_order);
        for row in rows {
            let genome = population.genome(row);
            order.read(genome, shape.n_inputs, shape.n_outputs);
            order.order_nodes(genome, shape.recurrent);
            self.append(genome, &mut order);
        }
        self.sources.resize(self.sources.len() + PADDING, 0);
        self.weights.resize(self.weights.len() + PADDING, 0.0);
        self.node_order = order;
    }

    fn append(&mut self, genome: Genome<'_>, order: &mut NodeOrder) {
        let first = self.sources.len();
        order.sort_by_target(self.shape.n_inputs);
        let mut start = 0;
        for (place, &position) in order.order.iter().enumerate() {
            let position = position as usize;
            let incoming = &mut order.incoming[start..order.ends[place]];
            if !incoming.is_sorted_by_key(|pair| pair.0) {
                incoming.sort_unstable_by_key(|pair| pair.0);
            }
            let contiguous = incoming.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0);
            self.sources.extend(incoming.iter().map(|pair| pair.0));
            self.weights.extend(incoming.iter().map(|pair| pair.1));
            self.nodes.push(Node {
                start: first + start,
                end: first + order.ends[place],
                contiguous,
                bias: genome.nodes.bias[position],
                activation: Activation::from_number(genome.nodes.activation[position]),
                aggregation: Aggregation::from_number(genome.nodes.aggregation[position]),
                ends_layer: order.ends_layer(place, self.shape.recurrent),
                begins_four: false,
            });
            start = order.ends[place];
        }
        self.output_slots.extend_from_slice(&order.slot[..self.shape.n_outputs]);
        let first_node = self.node_offsets[self.node_offsets.len() - 1];
        self.only_sums.push(self.nodes[first_node..].iter().all(|node| node.aggregation == Aggregation::Sum));
        self.mark_fours(first_node);
        self.node_offsets.push(self.nodes.len());
        self.max_slots = self.max_slots.max(self.shape.n_inputs + order.order.len());
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
